import IRMER
import Records
import Testing

@Suite("Evidence of a record")
struct EvidenceTests {
  private static let photo = FileFingerprint(sha256: String(repeating: "a1", count: 32), bytes: 12)
  private static let log = FileFingerprint(sha256: String(repeating: "b2", count: 32), bytes: 99)

  private static func logged(_ kind: RecordKind) throws -> Author {
    var author = Author(kind: kind)
    try author.log(
      kind == .incident ? ["discoveredOn": "2026-03-01"] : ["title": "Plain films"])
    return author
  }

  private static func add(
    _ file: FileFingerprint, to author: inout Author, what: String = "photo of the console",
    at place: String = "/srv/incidents/photo.jpg"
  ) throws {
    let edit = try Edit.addingEvidence(
      file, what: what, keptAt: place, on: author.snapshot, context: author.context,
      using: &author.generator)
    author.write(edit.operations)
  }

  @Test(arguments: [RecordKind.incident, .audit])
  func `a record keeps what it is, where, its hash, by which role and when`(kind: RecordKind) throws
  {
    var author = try Self.logged(kind)

    try Self.add(Self.photo, to: &author)

    let item = try #require(author.snapshot.evidence.first)
    #expect(author.snapshot.evidence.count == 1)
    #expect(item.what == "photo of the console" && item.place == "/srv/incidents/photo.jpg")
    #expect(item.sha256 == Self.photo.sha256 && item.bytes == 12)
    #expect(item.addedBy == "radiographer" && item.addedAt == "\(author.context.now)")
  }

  @Test func `a file that is there already, or of which nothing is said, is refused`() throws {
    var author = try Self.logged(.incident)
    try Self.add(Self.photo, to: &author)

    let twice = validationError { try Self.add(Self.photo, to: &author) }
    let unsaid = validationError { try Self.add(Self.log, to: &author, what: " ") }
    let nowhere = validationError { try Self.add(Self.log, to: &author, at: "") }

    #expect(twice?.code == "evidence-there")
    #expect(unsaid?.field == "evidence/-/what" && nowhere?.field == "evidence/-/where")
    #expect(author.snapshot.evidence.count == 1)
  }

  @Test(arguments: [
    "sha256=\(String(repeating: "c", count: 64))", "bytes=1", "by=x", "at=2026-03-01",
  ])
  func `what was read of the file is not edited; where it is kept is`(assignment: String) throws {
    var author = try Self.logged(.incident)
    try Self.add(Self.photo, to: &author)

    let refused = validationError { try author.set("evidence/0/\(assignment)") }
    try author.set("evidence/0/where=the shared folder", "evidence/0/what=the console")

    #expect(refused?.code == "fixed-field")
    #expect(author.snapshot.evidence.first?.place == "the shared folder")
    #expect(author.snapshot.evidence.first?.sha256 == Self.photo.sha256)
  }

  @Test func `a hash is replaced by no other way, and removed with a reason only`() throws {
    var author = try Self.logged(.incident)
    try Self.add(Self.photo, to: &author)

    let replaced = validationError {
      try author.set(#"evidence/0={"what": "x", "sha256": "\#(Self.log.sha256)"}"#)
    }
    let emptied = validationError { try author.set(#"evidence/0={"what": "x"}"#) }
    let removed = validationError { try author.set("evidence/0=") }
    let malformed = validationError { try author.set(#"evidence/-={"sha256": "abc"}"#) }
    try author.set("evidence/0=", why: "added to the wrong record")

    #expect(replaced?.code == "evidence-fixed" && emptied?.code == "evidence-fixed")
    #expect(removed?.code == "reason-required")
    #expect(malformed?.code == "malformed-hash")
    #expect(author.snapshot.evidence.isEmpty)
  }

  @Test func `two sites add evidence without seeing each other, and both pieces stay`() throws {
    var clinic = try Self.logged(.incident)
    var hospital = clinic.forked("physicist", log: 2)

    try Self.add(Self.photo, to: &clinic)
    try Self.add(Self.log, to: &hospital)
    clinic.merge(hospital)

    #expect(Set(clinic.snapshot.evidence.map(\.sha256)) == [Self.photo.sha256, Self.log.sha256])
    #expect(clinic.conflictPaths.isEmpty)
  }

  @Test func `the reports list it with its hash, and never with its bytes`() throws {
    var incident = try Self.logged(.incident)
    var audit = try Self.logged(.audit)
    try Self.add(Self.photo, to: &incident)
    try Self.add(Self.photo, to: &audit)
    let now = Moment(noonOf: Author.today)

    let report = try InvestigationReport(IncidentView(incident.snapshot), now: now)
    let first = try AuditReport(AuditView(audit.snapshot), .first, now: now)

    for page in [try report.html(), try first.html()] {
      #expect(page.contains("photo of the console") && page.contains(Self.photo.sha256))
      #expect(page.contains("/srv/incidents/photo.jpg"))
    }
    for json in [report.json, first.json] {
      #expect(json["evidence"]?.array?.first?["sha256"]?.string == Self.photo.sha256)
    }
    let plain = try AuditReport(AuditView(try Self.logged(.audit).snapshot), .first, now: now)
    #expect(try !plain.html().contains("Evidence kept elsewhere"))
  }

  @Test func `history says it in words`() throws {
    let words = ["what", "where", "sha256", "bytes", "by", "at"].map {
      FieldLabel.displayText("evidence/0/\($0)")
    }
    #expect(
      words == [
        "description of piece of evidence 1", "place kept of piece of evidence 1",
        "SHA-256 of piece of evidence 1", "size in bytes of piece of evidence 1",
        "role that added it of piece of evidence 1", "time of adding of piece of evidence 1",
      ])
  }
}
