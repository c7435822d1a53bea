import Deidentification
import TestSupport
import Testing

/// No exported report contains a name, NHS, CHI or H&C number, date of birth or postcode, whether
/// it is found by the record's own private fields or by pattern.
@Suite("Identifier finder on random text")
struct IdentifierFuzzTests {
  private static let pieces = [
    "943 476 5919", "9434765919", "943", "5919", "CHI ", "0101001231", "DOB ", "12/03/1965",
    "12", "/", "-", ".", ",", " ", " ", " ", "\n", "(", ")", "@", "nhs.net", "jane", "Jane", "Roe",
    "Dr", "Mr ", "Mrs ", "MR ", "O'", "van der ", "Smith", "Radiographer ", "DT1 2JY", "DT1", "2JY",
    "01632 960123", "07700", "+44", "CT2 ", "3 mm", "Gy", "é", "\u{0301}", "\u{200B}", "👩‍⚕️", "\r\n",
    "A", "Person A", "Patient A", "at", "and ", "Drs ", "RBD77123", "tel ", "no ", "x",
  ]

  private static let finder = IdentifierFinder(people: [
    KnownPerson(
      id: "1", role: "Operator", names: [Sensitive("Jane Ann Roe")],
      values: [Sensitive("RBD77123"), Sensitive("9434765919"), Sensitive("12/03/1965")])
  ])

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `findings lie in order within the text, and redacting leaves none`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      let count = Int.random(in: 1...24, using: &random)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
      let findings = try Self.finder.findings(in: text)
      var end = 0
      for finding in findings {
        #expect(finding.place.range.lowerBound >= end)
        #expect(!finding.place.range.isEmpty)
        end = finding.place.range.upperBound
      }
      #expect(end <= text.count)

      var pseudonyms = Pseudonyms()
      let redacted = try Self.finder.redacted(text, naming: &pseudonyms)
      let left = try Self.finder.findings(in: redacted)
      #expect(left == [], "\(text.debugDescription) → \(redacted.debugDescription)")
    }
  }
}
