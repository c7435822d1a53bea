import Deidentification
import Testing

/// “You must redact names of individual people in the report to comply with UK data protection
/// legislation.” (SAUE guidance)
@Suite("Identifier finder with a list of people")
struct IdentifierListTests {
  private static let radiographer = KnownPerson(
    id: "staff/1", role: "Radiographer", names: [Sensitive("Jane Ann Smith")])
  private static let physicist = KnownPerson(
    id: "staff/2", role: "Physicist", names: [Sensitive("O'Neill, José")])
  private static let patient = KnownPerson(
    id: "individuals/0", role: "Patient", names: [Sensitive("Mr Peter Long")],
    values: [
      Sensitive("9434765919"), Sensitive("12/03/2004"), Sensitive("DT1 2JY"),
      Sensitive("RBD-77123"),
      Sensitive("07700 900123"), Sensitive("p.long@example.com"), Sensitive("12 High Street"),
    ])

  private static let finder = IdentifierFinder(people: [radiographer, physicist, patient])

  @Test(arguments: [
    "Jane Ann Smith", "jane ann smith", "JANE SMITH", "Jane Smith", "J Smith", "J. A. Smith",
    "Smith, Jane", "SMITH Jane", "Smith J", "Smith", "Jane", "Ms Smith", "Miss Jane Smith", "smith",
    "jsmith",
  ])
  func `a listed name is found in every way of writing it`(written: String) throws {
    var pseudonyms = Pseudonyms()
    let text = "Then \(written) pressed the button."

    let redacted = try Self.finder.redacted(text, naming: &pseudonyms)

    #expect(redacted == "Then Radiographer A pressed the button.")
  }

  /// A letter after a role stands in place of a name, unless a surname follows it.
  @Test(arguments: [
    "Patient J. Smith was scanned", "Patient A Smith was scanned",
    "the patient J Smith was scanned",
    "Radiographer J Smith checked it", "Nurse B Jones called",
    "Doctor P Evans asked",
  ])
  func `an initial and a surname after a role are a name`(text: String) throws {
    #expect(try !IdentifierFinder().findings(in: text).isEmpty)
  }

  @Test(arguments: [
    ("Operator J. Brown set it", "J. Brown"), ("Operator J Brown set it", "J Brown"),
    ("Smith J", "Smith J"), ("SMITH, J", "SMITH, J"), ("Smith, J.", "Smith, J."),
    ("SMITH J was scanned", "SMITH J"), ("Smith JR", "Smith JR"), ("Brown, J", "Brown, J"),
    ("J. Brown", "J. Brown"), ("radiographer A. King noted it", "A. King"),
    ("Handler: Smith J", "Smith J"), ("C. Hill checked it", "C. Hill"),
    ("Lead radiographer E. Hill", "E. Hill"), ("Lead radiographer C. Hill", "C. Hill"),
    ("Smith J, Jones P", "Smith J"),
    ("Told by K. White.", "K. White"), ("Smith John", "Smith John"),
    ("the operator, Wright S, left", "Wright S"),
  ])
  func `an initial beside a surname is a name, also of an ordinary word`(
    text: String, name: String
  ) throws {
    let found = try IdentifierFinder().findings(in: text).map { $0.text.revealed() }

    #expect(found.first == name)
  }

  @Test(arguments: [
    "Patient A. Young woman, first scan", "hepatitis B. White cells raised", "Grade C. Good images",
    "Smith A fracture was seen", "Vitamin D. Low level", "Plan B. Short course",
    "Operator B. Good practice followed", "A. White. B. Black.",
    "Seen in bay C. Long wait", "Image J. Small lesion", "Room K. Green light was on",
    "Turner S bend phantom", "Film X. Black edge", "Coil L. Stone seen on the left",
  ])
  func `a letter before an ordinary word is nobody's initial`(text: String) throws {
    #expect(try IdentifierFinder().findings(in: text).map { $0.text.revealed() } == [])
  }

  @Test(arguments: [
    "Patient A was called before Patient B", "Patient A. Scan repeated",
    "Radiographer B Checked it",
    "Room J Smith", "Nurse A and Operator B agreed",
  ])
  func `a letter after a role is nobody's name`(text: String) throws {
    #expect(try IdentifierFinder().findings(in: text) == [])
  }

  @Test(arguments: ["José O'Neill", "Jose O’Neill", "ONeill", "O'NEILL", "Jose\u{0301} O'Neill"])
  func `accents and apostrophes hide no name`(written: String) throws {
    var pseudonyms = Pseudonyms()

    let redacted = try Self.finder.redacted("(\(written))", naming: &pseudonyms)

    #expect(redacted == "(Physicist A)")
  }

  @Test(arguments: [
    ("a long exposure, the Smithson phantom", "a long exposure, the Smithson phantom"),
    ("Long exposures were repeated", "Long exposures were repeated"),
    ("we asked Long about it", "we asked Patient A about it"),
    ("Peter Long attended", "Patient A attended"),
  ])
  func `a name that is an ordinary word is found only where it is a name`(
    text: String, expected: String
  ) throws {
    var pseudonyms = Pseudonyms()

    #expect(try Self.finder.redacted(text, naming: &pseudonyms) == expected)
  }

  @Test(arguments: [
    ("943-476-5919", "Patient A"), ("seen 12 March 2004", "seen [date of birth of Patient A]"),
    ("2004-03-12", "[date of birth of Patient A]"), ("12.3.04", "[date of birth of Patient A]"),
    ("dt12jy", "[postcode of Patient A]"), ("RBD 77123", "Patient A"), ("rbd77123", "Patient A"),
    ("+44 7700 900123", "[telephone number]"),
    ("07700-900-123", "[telephone number of Patient A]"),
    ("P.Long@Example.com", "[e-mail address of Patient A]"),
    ("12, High Street", "Patient A"), ("XRBD77123", "XRBD77123"), ("RBD771234", "RBD771234"),
  ])
  func `a record's private value is found in every way of writing it`(
    text: String, expected: String
  ) throws {
    var pseudonyms = Pseudonyms()

    #expect(try Self.finder.redacted(text, naming: &pseudonyms) == expected)
  }

  @Test func `name, title and number of one person share one letter`() throws {
    var pseudonyms = Pseudonyms()
    let text = "Mr Long (943 476 5919) was taken for Mrs Smith; Peter Long noticed."

    let redacted = try Self.finder.redacted(text, naming: &pseudonyms)

    #expect(redacted == "Patient A (Patient A) was taken for Radiographer A; Patient A noticed.")
  }

  @Test func `a name that two people share gets a letter of its own`() throws {
    let finder = IdentifierFinder(people: [
      KnownPerson(id: "1", role: "Operator", names: [Sensitive("Ann Roe")]),
      KnownPerson(id: "2", role: "Operator", names: [Sensitive("Bea Roe")]),
    ])
    var pseudonyms = Pseudonyms()

    let redacted = try finder.redacted("Ann Roe, Bea Roe, Roe, Roe", naming: &pseudonyms)

    #expect(redacted == "Operator A, Operator B, Operator C, Operator C")
  }

  @Test func `an authority's own address may stand, and what the caller adds`() throws {
    let text = "sent to irmer@cqc.org.uk by a.roe@example.org, copy to physics@example.org"
    let shipped = try IdentifierFinder().findings(in: text)
    let added = try IdentifierFinder(publicAddresses: ["Physics@example.org"]).findings(in: text)

    #expect(shipped.map { $0.text.revealed() } == ["a.roe@example.org", "physics@example.org"])
    #expect(added.map { $0.text.revealed() } == ["irmer@cqc.org.uk", "a.roe@example.org"])
  }

  @Test func `letters go on after Z`() {
    var pseudonyms = Pseudonyms()
    let labels = (0..<53).map { pseudonyms.label(ofPerson: "\($0)", role: "Patient") }

    #expect(labels[25] == "Patient Z")
    #expect(labels[26] == "Patient AA")
    #expect(labels[52] == "Patient BA")
    #expect("\(pseudonyms)" == "‹pseudonyms›")
  }
}
