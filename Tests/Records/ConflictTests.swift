import IRMER
import Records
import Replication
import Testing

@Suite("Conflicts and withdrawal")
struct ConflictTests {
  private static func sites() throws -> (clinic: Author, hospital: Author) {
    var clinic = Author(kind: .incident)
    try clinic.log([
      "discoveredOn": "2026-02-02", "modality": "ct", "individuals": [["kind": "patient"]],
    ])
    return (clinic, clinic.forked("mpe", log: 2, minutes: 10))
  }

  @Test func `two sites that edit one field unseen are both shown`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("individuals/0/effectiveDose/total=2.9")
    try hospital.set("individuals/0/effectiveDose/total=3.1")

    clinic.merge(hospital)
    hospital.merge(clinic)

    let conflict = try #require(clinic.snapshot.conflicts.first)
    #expect(conflict.displayPath == "individuals/0/effectiveDose/total")
    #expect(conflict.candidates.map { $0.value?.text } == ["3.1", "2.9"])
    #expect(clinic.state == hospital.state)
    #expect(clinic.rows.incident?.conflicts == 1)
    #expect(clinic.rows.conflicts.map(\.path) == ["individuals/0/effectiveDose/total"])
  }

  @Test func `a person settles a conflict by taking a candidate or a third value`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("department=CT 1", "room=A")
    try hospital.set("department=CT 2", "room=B")
    clinic.merge(hospital)

    try clinic.resolve("department", .take(2))
    try clinic.resolve("room", .value("C"))

    #expect(clinic.conflictPaths.isEmpty)
    #expect(clinic.field("department") == "CT 1")
    #expect(clinic.field("room") == "C")
    #expect(
      validationError { try clinic.resolve("room", .take(1)) }?.code == "not-in-conflict")
  }

  @Test func `whoever changes a field in conflict settles it, and says why`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("department=CT 1")
    try hospital.set("department=CT 2")
    clinic.merge(hospital)

    for assignment in ["department=CT 1", "department=CT 3", "department="] {
      let error = validationError { try clinic.set(assignment) }
      #expect(error?.code == "reason-required" && error?.field == "department")
      #expect(validationError { try clinic.set(assignment, "room=A") } == error)
    }
    try clinic.set("room=A")
    #expect(clinic.conflictPaths == ["department"])

    try clinic.set("department=CT 3", why: "asked both")
    #expect(clinic.conflictPaths.isEmpty)
  }

  @Test func `a list that is emptied here keeps the element that is edited there`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("individuals=")
    try hospital.set("individuals/0/ageAtExposure=12")

    clinic.merge(hospital)

    #expect(clinic.conflictPaths == ["individuals/0"])
    #expect(clinic.field("individuals/0/kind") == "patient")
  }

  @Test func `a group that is emptied here does not hide what is edited in it there`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("individuals/0/effectiveDose={\"intended\":\"1\",\"total\":\"2\"}")
    hospital.merge(clinic)
    try clinic.set("individuals/0/effectiveDose=", why: "not of this patient")
    try hospital.set("individuals/0/effectiveDose/total=3")

    clinic.merge(hospital)

    #expect(clinic.conflictPaths == ["individuals/0/effectiveDose/total"])
  }

  @Test func `an element removed by one and edited by another is all there until settled`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("individuals/0=")
    try hospital.set("individuals/0/ageAtExposure=12")
    clinic.merge(hospital)

    #expect(clinic.conflictPaths == ["individuals/0"])
    #expect(clinic.field("individuals/0/ageAtExposure") == 12)
    #expect(clinic.field("individuals/0/kind") == "patient")
    #expect(validationError { try clinic.set("individuals/0=") }?.code == "reason-required")

    try clinic.resolve("individuals/0", .take(1))

    #expect(clinic.conflictPaths.isEmpty)
    #expect(clinic.snapshot.elements("individuals").isEmpty)
  }

  @Test func `a withdrawn record leaves the notifications`() throws {
    var (clinic, _) = try Self.sites()

    try clinic.withdraw()

    #expect(clinic.field("status") == "void")
    #expect(clinic.rows.notification == nil)
    #expect(clinic.conflictPaths.isEmpty)
    #expect(validationError { try clinic.set("room=A") }?.code == "withdrawn")
    try clinic.set("status=logged", why: "it was another event")
    #expect(clinic.rows.notification != nil)
    #expect(clinic.conflictPaths.isEmpty)
  }

  @Test func `an edit that the withdrawal had not seen keeps the record until settled`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("status=preliminary")
    hospital.merge(clinic)
    try clinic.withdraw()
    try hospital.set("individuals/0/ageAtExposure=12")

    clinic.merge(hospital)

    let conflict = try #require(clinic.snapshot.conflicts.first)
    #expect(conflict.displayPath == "status")
    #expect(Set(conflict.candidates.map { $0.value?.text }) == ["void", "preliminary"])
    #expect(clinic.rows.notification?.inConflict == true)
    #expect(clinic.rows.incident?.conflicts == 1)

    var keeping = clinic
    let void = try #require(conflict.candidates.firstIndex { $0.value?.text == "void" })
    try clinic.resolve("status", .take(void + 1))
    #expect(clinic.snapshot.isWithdrawn)
    #expect(clinic.rows.notification == nil)

    try keeping.resolve("status", .take(2 - void))
    #expect(keeping.field("status") == "preliminary")
    #expect(keeping.conflictPaths.isEmpty)
    #expect(keeping.rows.notification != nil)
  }

  @Test func `two who withdraw the same record agree`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.withdraw(why: "logged twice")
    try hospital.withdraw(why: "not ours")

    clinic.merge(hospital)

    #expect(clinic.snapshot.isWithdrawn)
    #expect(clinic.conflictPaths.isEmpty)
  }

  @Test func `a conflict never lowers an outcome, whichever candidate comes first`() throws {
    for first in ["2", "4"] {
      var clinic = Author(kind: .incident)
      try clinic.log([
        "discoveredOn": "2026-02-02", "modality": "ct", "clinicallySignificant": "no",
        "individuals": [["ageAtExposure": 50, "exposure": "accidental"]],
      ])
      var hospital = clinic.forked("mpe", log: 2, minutes: 10)
      try clinic.set("individuals/0/effectiveDose/total=\(first)")
      try hospital.set("individuals/0/effectiveDose/total=\(first == "2" ? "4" : "2")")
      clinic.merge(hospital)

      #expect(clinic.rows.incident?.outcome == .notifiable)
      #expect(clinic.rows.incident?.codes == "1")
      let view = IncidentView(clinic.snapshot)
      #expect(view.assessment.restsOn == ["individuals/0/effectiveDose/total"])
      let reasons = try #require(clinic.rows.notification?.reasons)
      #expect(reasons.contains("rests on a conflict about effective dose of individual 1"))
    }
  }

  @Test func `of discovery dates in conflict the earliest drives the clock`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("discoveredOn=2026-01-20", why: "the night shift knew")
    try hospital.set("discoveredOn=2026-01-25", why: "the report says so")
    clinic.merge(hospital)

    #expect(clinic.rows.incident?.notifyBy == "2026-02-03")
  }

  @Test func `an individual that somebody removed still counts until settled`() throws {
    var (clinic, hospital) = try Self.sites()
    try clinic.set("individuals/-/exposure=near-miss")
    hospital.merge(clinic)
    try clinic.set("individuals/0=", why: "listed in error")
    try hospital.set(
      "individuals/0/exposure=accidental", "individuals/0/effectiveDose/total=4",
      "individuals/0/ageAtExposure=50")
    clinic.merge(hospital)

    #expect(clinic.rows.incident?.codes == "1")
    #expect(IncidentView(clinic.snapshot).assessment.restsOn == ["individuals/0"])
  }
}
