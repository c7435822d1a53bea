import Deidentification
import IRMER
import Records
import Replication
import Testing

@Suite("Edit")
struct EditTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-02", "modality": "ct",
      "individuals": [["kind": "patient"], ["kind": "patient"]],
    ])
    return author
  }

  @Test func `a number addresses the element at that position`() throws {
    var author = try Self.incident()

    try author.set("individuals/1/ageAtExposure=54", "department=7")

    #expect(author.field("individuals/1/ageAtExposure") == 54)
    #expect(author.field("individuals/0/ageAtExposure") == nil)
    #expect(author.field("department") == "7")
  }

  @Test func `all - of one list in one command are one new element`() throws {
    var author = try Self.incident()

    try author.set(
      "individuals/-/kind=carer", "individuals/-/ageAtExposure=40", "actions/-/owner=Lead")
    try author.set("individuals/-/kind=foetus")

    #expect(author.snapshot.elements("individuals").count == 4)
    #expect(author.field("individuals/2/kind") == "carer")
    #expect(author.field("individuals/2/ageAtExposure") == 40)
    #expect(author.field("individuals/3/kind") == "foetus")
    #expect(author.field("actions/0/owner") == "Lead")
  }

  @Test func `an empty value removes a field and an element`() throws {
    var author = try Self.incident()
    try author.set("individuals/0/ageAtExposure=3", "department=CT 1")

    try author.set("department=", "individuals/0=")

    #expect(author.field("department") == nil)
    #expect(author.snapshot.elements("individuals").count == 1)
    #expect(author.field("individuals/0/ageAtExposure") == nil)
    #expect(author.conflictPaths.isEmpty)
  }

  @Test func `an object replaces what stood at the path`() throws {
    var author = try Self.incident()
    try author.set("individuals/0/effectiveDose/intended=2", "individuals/0/effectiveDose/over=3")

    try author.set(#"individuals/0/effectiveDose={"intended": "2", "total": 9.5}"#)

    #expect(author.field("individuals/0/effectiveDose/total") == "9.5")
    #expect(author.field("individuals/0/effectiveDose/over") == nil)
  }

  @Test func `the day of discovery changes only with a reason`() throws {
    var author = try Self.incident()

    #expect(
      validationError { try author.set("discoveredOn=2026-02-01") }?.code == "reason-required")
    try author.set("discoveredOn=2026-02-01", why: "the night shift knew")
    #expect(author.field("discoveredOn") == "2026-02-01")
  }

  @Test(arguments: [
    ("status=void", "use-withdraw"), ("reference=RBD01-2026-0001", "fixed-field"),
    ("individuals/7/kind=patient", "no-such-element"),
    ("individuals/kind=patient", "no-such-element"),
    ("modality/x=1", "no-such-field"), ("nothing", "malformed-assignment"),
    ("discoveredOn=2026-13-01", "no-such-date"), ("department=", "nothing-to-change"),
    ("status=closed", "analysis-missing"), ("status=with-regulator", "report-not-sent"),
    ("preliminary/outcome=excluded", "exclusion-not-supported"), ("status=draft", "wrong-status"),
    ("nation=", "required"), ("status=", "required"),
  ])
  func `what cannot be is refused`(assignment: String, code: String) throws {
    var author = try Self.incident()

    #expect(validationError { try author.set(assignment) }?.code == code)
  }

  @Test(
    arguments: [
      ("x=-3.5", nil), ("y=4", nil), ("z=--1", "negative"), ("x=-", "not-a-quantity"),
      ("vector=-1", "negative"),
    ] as [(String, String?)])
  func `a displacement has a direction along an axis, and none as a length`(
    assignment: String, code: String?
  ) throws {
    var author = try Self.incident()
    let path = "individuals/0/radiotherapy/displacement/"

    #expect(validationError { try author.set(path + assignment) }?.code == code)
  }

  @Test func `a form saved after a merge supersedes only what it showed`() throws {
    var clinic = try Self.incident()
    let form = clinic.snapshot
    let hospital = {
      var other = clinic.forked("mpe", log: 2)
      other.minutes += 5
      return other
    }
    var other = hospital()
    try other.set("department=Nuclear medicine")
    clinic.merge(other)

    let edit = try Edit.parse(
      ["department=CT"], on: form, context: clinic.context, using: &clinic.generator)
    clinic.write(edit.operations)

    #expect(clinic.conflictPaths == ["department"])
  }

  // MARK: Names

  @Test func `words of a later edit are looked through, those of an earlier one are not again`()
    throws
  {
    var author = try Self.incident()
    try author.set("narrative=Mrs Jane Example was called twice.")

    let edit = try Edit.parse(
      ["department=CT", "immediateAction=Mrs Example and Dr Sample were told."],
      on: author.snapshot, why: "the ward asked", context: author.context,
      using: &author.generator)

    #expect(
      edit.identifiers.map(\.path) == ["immediateAction", "immediateAction"])
    #expect(edit.identifiers.first?.finding.replacement == "Person A")
  }

  @Test func `a note that names somebody is found under its own place`() throws {
    var author = try Self.incident()
    try author.set("notes/-/text=Nobody here")

    let note = try Edit.note(
      "Telephone 020 7946 0000.", on: author.snapshot, context: author.context,
      using: &author.generator)

    #expect(note.identifiers.map(\.path) == ["notes/1/text"])
    #expect(note.identifiers.map(\.finding.kind) == [.telephone])
  }

  @Test func `a settlement is looked through, and no reason names anybody`() throws {
    var clinic = try Self.incident()
    var other = clinic.forked("mpe", log: 2, minutes: 5)
    try clinic.set("department=CT 1")
    try other.set("department=CT 2")
    clinic.merge(other)

    let settled = try Edit.resolve(
      "department", .value("Room of Dr Sample"), why: "asked", on: clinic.snapshot,
      context: clinic.context, using: &clinic.generator)
    let gone = validationError {
      _ = try Edit.withdraw(
        other.snapshot, why: "Mr Sample logged it twice", context: other.context,
        using: &other.generator)
    }

    #expect(settled.identifiers.map(\.path) == ["department"])
    #expect(gone?.code == "names-a-person" && gone?.field == "why")
    #expect(gone?.message.contains("Sample") == false)
  }
}
