import IRMER
import Records
import Replication
import Testing

@Suite("Draft")
struct DraftTests {
  @Test func `a document is taken apart into values at paths`() throws {
    var author = Author(kind: .incident)

    try author.log([
      "discoveredOn": "2026-02-02", "modality": "ct", "narrative": "The wrong protocol was chosen.",
      "individuals": [
        ["kind": "patient", "effectiveDose": ["intended": 10, "total": "25.0"]],
        ["kind": "patient", "ageAtExposure": 54],
      ],
    ])

    #expect(author.field("individuals/0/effectiveDose/intended") == "10")
    #expect(author.field("individuals/0/effectiveDose/total") == "25.0")
    #expect(author.field("individuals/1/ageAtExposure") == 54)
    #expect(author.field("nation") == "england")
    #expect(author.field("status") == "logged")
    #expect(author.field("recordedBy") == "radiographer")
    #expect(author.conflictPaths.isEmpty)
  }

  @Test func `keys that nobody knows are kept as they were written`() throws {
    var author = Author(kind: .incident)
    author.keepsUnknownFields = true

    try author.log(
      try JSONValue(
        parsing: #"{"discoveredOn": "2026-02-02", "localThing": {"a": 1.5, "b": [true, "x"]}}"#))

    #expect(author.field("localThing/a") == .number(try #require(JSONNumber("1.5"))))
    #expect(author.field("localThing/b/0") == true)
    #expect(author.field("localThing/b/1") == "x")
  }

  @Test(arguments: [
    ("localPatientId", "localPatientId"), ("nhsNumber", "nhsNumber"), ("NHS_Number", "NHS_Number"),
    ("name", "name"), ("date-of-birth", "date-of-birth"), ("homeAddress", "homeAddress"),
    ("radiographerName", "radiographerName"), ("patientMRN", "patientMRN"),
  ])
  func `a key that asks who somebody is cannot be written anywhere`(
    key: String, field: String
  ) throws {
    var author = Author(kind: .incident)
    author.keepsUnknownFields = true
    let individual = "{\"\(key)\": \"x\"}"
    for (document, place) in [
      ("{\"discoveredOn\": \"2026-02-02\", \"\(key)\": 1}", field),
      (
        "{\"discoveredOn\": \"2026-02-02\", \"individuals\": [\(individual)]}",
        "individuals/0/\(field)"
      ),
      ("{\"discoveredOn\": \"2026-02-02\", \"local\": \(individual)}", "local/\(field)"),
    ] {
      let document = try JSONValue(parsing: document)
      let error = validationError { try author.log(document) }
      #expect(error?.code == "identifying-field" && error?.field == place)
    }
    try author.log(["discoveredOn": "2026-02-02", "individuals": [[:]]])

    for place in [field, "individuals/0/\(field)", "local/\(field)/x"] {
      let error = validationError { try author.set("\(place)=7") }
      #expect(error?.code == "identifying-field" && error?.field == place)
    }
  }

  @Test(arguments: ["localThing", "manufacturerName", "patientsSeen", "named", "sweepId", "number"])
  func `a key that is merely unknown is kept`(key: String) throws {
    var author = Author(kind: .incident)
    author.keepsUnknownFields = true

    try author.log(try JSONValue(parsing: "{\"discoveredOn\": \"2026-02-02\", \"\(key)\": \"x\"}"))

    #expect(author.field(key) == "x")
  }

  @Test func `what an earlier version let in can be taken away`() throws {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-02-02"])
    author.write([Operation(path: FieldPath(literal: "nhsNumber"), value: .text("x"))])

    try author.set("nhsNumber=")

    #expect(author.field("nhsNumber") == nil)
  }

  @Test(arguments: [
    (#"{"discoveredOn": "2026-02-30"}"#, "no-such-date", "discoveredOn"),
    (#"{"modality": "ct"}"#, "missing-field", "discoveredOn"),
    (#"{"discoveredOn": "2026-03-03"}"#, "in-the-future", "discoveredOn"),
    (
      #"{"discoveredOn": "2026-02-02", "classification": {"ruleSetId": "saue-draft"}}"#,
      "draft-edition", "classification/ruleSetId"
    ),
    (
      #"{"discoveredOn": "2026-02-02", "classification": {"ruleSetId": "saue-2020-08"}}"#,
      "edition-not-in-force", "classification/ruleSetId"
    ),
    (
      #"{"discoveredOn": "2026-02-02", "classification": {"ruleSetId": "saue-1999"}}"#,
      "unknown-edition", "classification/ruleSetId"
    ),
    (
      #"{"discoveredOn": "2026-02-02", "individuals": [{"effectiveDose": {"total": "-1"}}]}"#,
      "negative", "individuals/0/effectiveDose/total"
    ),
    (
      #"{"discoveredOn": "2026-02-02", "individuals": [{"foetalDose": -1}]}"#,
      "negative", "individuals/0/foetalDose"
    ),
    (
      #"{"discoveredOn": "2026-02-02", "exposureAt": "2026-02-03T09:00:00Z"}"#,
      "exposure-after-discovery", "exposureAt/first"
    ),
    (#"{"discoveredOn": "2026-02-02", "modality": "xray"}"#, "unknown-value", "modality"),
    (#"{"discoveredOn": "2026-02-02", "status": "closed"}"#, "wrong-status", "status"),
    (#"{"discoveredOn": "2026-02-02", "reference": "X"}"#, "fixed-field", "reference"),
    (
      #"{"discoveredOn": "2026-02-02", "individuals": [{"ageAtExposure": 131}]}"#,
      "not-a-count", "individuals/0/ageAtExposure"
    ),
    (#"{"discoveredOn": "2026-02-02", "individuals": "one"}"#, "wrong-type", "individuals"),
  ])
  func `what is impossible is refused with its field`(
    document: String, code: String, field: String
  ) throws {
    var author = Author(kind: .incident)
    let document = try JSONValue(parsing: document)

    let error = validationError { try author.log(document) }

    #expect(error?.code == code)
    #expect(error?.field == field)
  }

  @Test func `an exponent is written out`() throws {
    var author = Author(kind: .incident)
    let total = try #require(JSONNumber("2.5e1"))
    let intended = try #require(JSONNumber("25e-2"))

    try author.log([
      "discoveredOn": "2026-02-02",
      "individuals": [
        ["effectiveDose": ["intended": .number(intended), "total": .number(total)]]
      ],
    ])

    #expect(author.field("individuals/0/effectiveDose/total") == "25")
    #expect(author.field("individuals/0/effectiveDose/intended") == "0.25")
  }

  @Test func `an audit needs a title and nothing else`() throws {
    var author = Author("audit lead", kind: .audit)

    try author.log(["title": "Pregnancy enquiry recorded"])

    #expect(author.field("status") == "proposed")
    #expect(author.rows.audit?.missing == "standards")
    #expect(
      validationError { try author.log(["method": "retrospective"]) }?.field == "title")
  }
}

@Suite("Programme year")
struct ProgrammeYearTests {
  @Test(arguments: [
    ("2026", "2026"), (#""2026""#, "2026"), (#""2026/27""#, #""2026/27""#),
  ])
  func `a year is a number however it was written`(given: String, shown: String) throws {
    var author = Author("audit lead", kind: .audit)

    try author.log(["title": "ID check", "programmeYear": try JSONValue(parsing: given)])

    #expect(author.field("programmeYear") == (try JSONValue(parsing: shown)))
    let item = author.rows.audit?.listItem(on: Author.today, actions: [])
    #expect(item?["programmeYear"] == (try JSONValue(parsing: shown)))
    #expect(validationError { try author.set("programmeYear=-1") }?.field == "programmeYear")
  }
}

@Suite("Field tree")
struct FieldTreeTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `a record shows exactly the values that stand, elements in the order of adding`(
    seed: UInt64
  ) {
    var random = SeededWords(state: seed)
    var author = Author(log: 1, kind: RecordKind(rawValue: "later-kind"))
    let keys = [
      "a", "a-b", "a.b", "ab", "a/c", "a/@x", "a/@x/k", "a/@y/k", "a/@z", "b/@q", "b/@r/s",
    ]
    for _ in 0..<12 {
      var operations: [Operation] = []
      for _ in 0..<3 {
        guard let path = keys.randomElement(using: &random).flatMap({ FieldPath($0) }) else {
          continue
        }
        let word = Value.text(["one", "two"].randomElement(using: &random) ?? "")
        operations.append(
          Bool.random(using: &random)
            ? author.state.writing(word, at: path) : author.state.removing(path))
      }
      author.write(operations)
    }

    let snapshot = author.snapshot
    let expected = author.state.fields.compactMap { $0.candidates[0].value }
    #expect(snapshot.fields.count == expected.count)
    for list in ["a", "b"] {
      let path = FieldPath(list)
      let identifiers = path.map { author.state.elements(of: $0) } ?? []
      let shown = (list == "a" ? snapshot.elements("a") : snapshot.elements("b"))
        .map(\.identifier).filter { $0.first == "@" }
      #expect(shown == identifiers)
    }
  }
}
