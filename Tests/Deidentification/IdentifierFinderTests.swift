import Testing

@testable import Deidentification

@Suite("Identifier finder")
struct IdentifierFinderTests {
  /// “The report must be anonymised and must not include any patient identifiable information in
  /// line with GDPR.” (SAUE guidance)
  @Test(arguments: IdentifierCorpus.naming)
  func `what names a person is found whole and alone`(line: CorpusLine) throws {
    let findings = try IdentifierFinder().findings(in: line.text)

    let found = findings.map { CorpusLine.Found(kind: $0.kind, text: $0.text.revealed()) }
    #expect(found == line.findings)
  }

  @Test(arguments: IdentifierCorpus.silent)
  func `clinical text raises no alarm`(text: String) throws {
    let findings = try IdentifierFinder().findings(in: text)

    #expect(findings.map { "\($0) \($0.text.revealed())" } == [])
  }

  @Test(arguments: IdentifierCorpus.naming)
  func `what is proposed instead names nobody`(line: CorpusLine) throws {
    var pseudonyms = Pseudonyms()
    let redacted = try IdentifierFinder().redacted(line.text, naming: &pseudonyms)

    #expect(try IdentifierFinder().findings(in: redacted) == [])
    for finding in line.findings { #expect(!redacted.contains(finding.text)) }
  }

  @Test func `the corpus has at least two hundred lines of each sort`() {
    #expect(Set(IdentifierCorpus.naming.map(\.text)).count >= 200)
    #expect(Set(IdentifierCorpus.silent).count >= 200)
  }

  @Test func `a finding says where it stands, in characters, line and column`() throws {
    let text = "Déjà vu 👩‍⚕️\r\nNHS 943 476 5919\n"
    let finding = try #require(try IdentifierFinder().findings(in: text).first)

    #expect(finding.place == TextPlace(range: 14..<26, line: 2, column: 5))
    let start = text.index(text.startIndex, offsetBy: finding.place.range.lowerBound)
    let end = text.index(start, offsetBy: finding.place.range.count)
    #expect(text[start..<end] == "943 476 5919")
  }

  @Test func `a finding is described by kind and place, never by what it found`() throws {
    let findings = try IdentifierFinder().findings(in: "Mrs Jane Roe, 943 476 5919")

    #expect(findings.map { "\($0)" } == ["titled-name at 1:1", "nhs-number at 1:15"])
    var dumped = ""
    dump(findings, to: &dumped)
    #expect(!dumped.contains("Roe"))
    #expect(!dumped.contains("5919"))
  }

  @Test func `a test number is marked and found all the same`() throws {
    let findings = try IdentifierFinder().findings(in: "999 012 3454 and 943 476 5919")

    #expect(findings.map(\.isTestNumber) == [true, false])
  }

  @Test func `the same person has the same letter in every text of a document`() throws {
    let finder = IdentifierFinder()
    var pseudonyms = Pseudonyms()

    let first = try finder.redacted("Dr Roe asked Mrs Doe. Dr Jane Roe left.", naming: &pseudonyms)
    let second = try finder.redacted("Dr Poe and Dr Roe; Mr Doe", naming: &pseudonyms)

    #expect(first == "Person A asked Person B. Person A left.")
    #expect(second == "Person C and Person A; Person D")
  }

  @Test func `a text that would still name somebody is proposed to nobody`() throws {
    var pseudonyms = Pseudonyms()

    #expect(throws: NotRedacted.stillNames) {
      try IdentifierFinder().redacted("Dr Roe left.", naming: &pseudonyms, passes: 0)
    }
    #expect(
      try IdentifierFinder().redacted("Dr Roe left.", naming: &pseudonyms, passes: 1)
        == "Person A left.")
    #expect(
      try IdentifierFinder().redacted("The scan was repeated.", naming: &pseudonyms, passes: 0)
        == "The scan was repeated.")
  }

  @Test func `a patient's number has one letter however it is written`() throws {
    var pseudonyms = Pseudonyms()
    let text = "943 476 5919, then 4857773457, then 9434765919"

    let redacted = try IdentifierFinder().redacted(text, naming: &pseudonyms)

    #expect(redacted == "Patient A, then Patient B, then Patient A")
  }

  @Test func `a role before a title says whose name it is`() throws {
    var pseudonyms = Pseudonyms()
    let redacted = try IdentifierFinder().redacted(
      "Referrer Dr Roe rang radiographer Ms Doe.", naming: &pseudonyms)

    #expect(redacted == "Referrer A rang Radiographer A.")
  }

  @Test func `a text beyond the limit is refused, not cut short`() {
    let text = String(repeating: "a", count: IdentifierFinder.textBytesMax + 1)

    #expect(throws: TextTooLong.self) { try IdentifierFinder().findings(in: text) }
  }

  @Test(arguments: [
    "9", "943 ", "a.", "@", "a@", "(at) ", "Dr ", "Dr A. ", "Mr Aa ", "O'", "01", "+4", "12/",
    "DT1 ",
    "\u{0301}", "\u{200D}", "DOB ", "Jane ", "van der ", "([", "abc^", "abc^^^^", "Name: ", "by J ",
    "jane_", "GMC 12 ", "J. ", "told Jane ", "\r\n", "9434765919 ", "👩‍⚕️", " ",
  ])
  func `a hostile text is searched to its end`(part: String) throws {
    let finder = IdentifierFinder(people: [
      KnownPerson(id: "1", role: "Operator", names: [Sensitive("Jane Ann Roe")])
    ])
    let text = String(repeating: part, count: 20_000 / part.utf8.count)

    let findings = try finder.findings(in: text)

    #expect(findings.allSatisfy { !$0.place.range.isEmpty })
  }
}
