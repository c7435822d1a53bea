import IRMER
import Records
import Testing

@Suite("What an edit may not record, a new record may not either")
struct SameChecksTests {
  private static let members: [(String, JSONValue)] = [
    ("discoveredOn", "2026-03-01"), ("modality", "ct"), ("clinicallySignificant", "undecided"),
    ("individuals", [["exposure": "accidental"]]),
  ]
  private static let logged = JSONObject(members)

  /// A field at the top, and the same values as assignments.
  private static let refused: [(key: String, value: JSONValue, assignments: [String])] = [
    ("preliminary", ["outcome": "excluded"], ["preliminary/outcome=excluded"]),
    (
      "classification", ["finalCodes": ["2.3"]], ["classification/finalCodes/-=2.3"]
    ),
    (
      "classification", ["finalCodes": ["99"], "decidedBy": "Employer"],
      ["classification/finalCodes/-=99", "classification/decidedBy=Employer"]
    ),
    (
      "notification", ["submittedOn": "2026-03-01"], ["notification/submittedOn=2026-03-01"]
    ),
    ("report", ["sentOn": "2026-03-01"], ["report/sentOn=2026-03-01"]),
    ("regulator", ["closureOn": "2026-03-01"], ["regulator/closureOn=2026-03-01"]),
    ("preliminary", ["start": "2026-02-01"], ["preliminary/start=2026-02-01"]),
  ]

  @Test(arguments: refused.indices)
  func `the two doors refuse the same`(index: Int) throws {
    let (key, value, assignments) = Self.refused[index]
    var document = Self.logged
    document[key] = value
    var (drafting, editing) = (Author(kind: .incident), Author(kind: .incident))
    try editing.log(.object(Self.logged))

    let draft = try #require(validationError { try drafting.log(.object(document)) })
    let edit = try #require(validationError { try editing.set(all: assignments) })

    #expect(draft.code == edit.code && draft.field == edit.field)
  }

  @Test(arguments: [
    ("discoveredOn", "1989-12-31", "reason-required"),
    ("discoveredOn", "1926-03-01", "reason-required"),
    ("discoveredOn", "1890-03-01", "impossible-date"),
    ("discoveredOn", "0206-11-20", "impossible-date"),
    ("exposureAt/first", "1926-03-01", "reason-required"),
    ("exposureAt/last", "0026-03-01", "impossible-date"),
    ("investigation/analysedOn", "2226-03-01", "reason-required"),
  ])
  func `an absurd day is refused at every door unless a reason confirms it`(
    path: String, day: String, code: String
  ) throws {
    var document = Self.logged
    let parts = path.split(separator: "/").map(String.init)
    document[parts[0]] =
      parts.count == 1 ? .string(day) : .object(JSONObject([(parts[1], JSONValue.string(day))]))
    var (drafting, editing) = (Author(kind: .incident), Author(kind: .incident))
    try editing.log(.object(Self.logged))

    let draft = validationError { try drafting.log(.object(document)) }
    let edit = validationError { try editing.set("\(path)=\(day)") }

    #expect(draft?.code == code && draft?.field == path)
    #expect(edit?.code == code || edit?.code == "reason-required")
    #expect(edit?.field == path)
    drafting.why = "found in the archive"
    let confirmed = validationError { try drafting.log(.object(document)) }
    let set = validationError { try editing.set("\(path)=\(day)", why: "found in the archive") }
    #expect(confirmed?.code == (code == "reason-required" ? nil : code))
    #expect(set?.code == (code == "reason-required" ? nil : code))
  }

  @Test func `a licence of another century is no licence`() throws {
    var author = Author("governance", kind: .licence)
    let document: JSONValue = [
      "kind": "employer", "number": "E1", "validFrom": "1026-01-01", "validTo": "2030-01-01",
    ]

    #expect(validationError { try author.log(document) }?.field == "validFrom")
  }
}
