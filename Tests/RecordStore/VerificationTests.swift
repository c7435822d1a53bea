import CentreStore
import Foundation
import GRDB
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

/// Every kind of damage that `verify` names, caused in a sound store by one SQL statement each.
@Suite("Verification")
struct VerificationTests {
  private let folder: TemporaryFolder
  private let store: RecordStore
  /// Another replica's log, whose checkpoints the store cannot sign again.
  private let clinic: WrittenLog

  init() throws {
    folder = try TemporaryFolder()
    store = try RecordStore.create(
      in: folder.path("centre"),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)
    var clinic = WrittenLog(seed: 1)
    for room in ["CT 1", "CT 2", "CT 3"] { clinic.write(room) }
    var other = WrittenLog(seed: 2)
    other.write("CT 9")
    self.clinic = clinic
    _ = try store.ingest([try clinic.segment()], onFork: .refuse) { _ in .merge }
    _ = try store.ingest([try other.segment()], onFork: .refuse) { _ in
      .quarantine(reason: "revoked")
    }
    try store.write([
      Change(
        record: RecordID(high: 0x4000, low: 7), kind: "incident", scope: store.identity.scope,
        author: "governance",
        operations: [Operation(path: FieldPath(literal: "room"), value: .text("CT 1"))])
    ])
    try store.signHeads()
  }

  /// A kind of damage, the statement that causes it, and the code and place in `verify`.
  struct Damage: CustomTestStringConvertible, Sendable {
    let name: String
    let statement: String
    let code: String
    /// A part of the place; `$log` means the clinic's log.
    let place: String

    init(_ name: String, _ statement: String, _ code: String, at place: String) {
      (self.name, self.statement, self.code, self.place) = (name, statement, code, place)
    }

    var testDescription: String { name }
  }

  private static let entries = [
    Damage(
      "a payload is altered",
      "UPDATE entry SET payload = zeroblob(length(payload)) WHERE log = 1 AND sequence = 2",
      "chain", at: "$log:2"),
    Damage(
      "a header is altered",
      "UPDATE entry SET header = CAST(header || x'00' AS BLOB) WHERE log = 1 AND sequence = 2",
      "chain", at: "$log:2"),
    Damage(
      "a hash is altered", "UPDATE entry SET hash = zeroblob(32) WHERE log = 1 AND sequence = 2",
      "chain", at: "$log:2"),
    Damage(
      "an entry is gone", "DELETE FROM entry WHERE log = 1 AND sequence = 2", "chain",
      at: "$log:3"),
    Damage(
      "the last entry is gone", "DELETE FROM entry WHERE log = 1 AND sequence = 3", "ledger",
      at: "$log"),
    Damage(
      "two entries change places",
      "UPDATE entry SET sequence = CASE sequence WHEN 1 THEN 99 ELSE sequence END WHERE log = 1",
      "chain", at: "$log:2"),
    Damage(
      "a signature is altered", "UPDATE checkpoint SET signature = zeroblob(64) WHERE log = 1",
      "signature", at: "$log:3"),
    Damage(
      "a checkpoint is gone", "DELETE FROM checkpoint WHERE log = 1", "signature", at: "$log"),
    Damage(
      "a log's head is set back", "UPDATE log SET head = 2 WHERE id = 1", "ledger", at: "$log"),
    Damage(
      "a log is filed under another site", "UPDATE log SET scope = 'RBD99' WHERE id = 1", "ledger",
      at: "$log"),
    Damage(
      "a log is filed under another replica", "UPDATE log SET replica = zeroblob(16) WHERE id = 1",
      "ledger", at: "$log"),
    Damage(
      "a log's descriptor is altered", "UPDATE log SET descriptor = zeroblob(40) WHERE id = 1",
      "ledger", at: "$log"),
    Damage(
      "a log's head hash is altered", "UPDATE log SET headHash = zeroblob(32) WHERE id = 1",
      "ledger", at: "$log"),
  ]

  private static let ledger = [
    Damage(
      "a merged entry says that it waits",
      "UPDATE entry SET state = 1 WHERE log = 1 AND sequence = 3",
      "ledger", at: "$log:3"),
    Damage(
      "what waits is not listed", "DELETE FROM quarantine", "ledger", at: ":1"),
    Damage(
      "what waits says that it is merged", "UPDATE entry SET state = 0 WHERE state = 1", "ledger",
      at: ":1"),
    Damage(
      "what waits was decided without being moved",
      "UPDATE quarantine SET decision = 'kept-out'", "ledger", at: ":1"),
    Damage(
      "a decision is of an entry that is not there",
      "INSERT INTO quarantine (log, sequence, reason, since) VALUES (1, 9, 'revoked', 0)", "ledger",
      at: "$log:9"),
  ]

  private static let records = [
    Damage(
      "an entry is filed under another record",
      "UPDATE entry SET record = 3 WHERE log = 1 AND sequence = 2", "record", at: "$log:2"),
    Damage(
      "a record cannot be read", "UPDATE record SET state = x'ffff' WHERE id = 2", "record",
      at: "record 2"),
    Damage("a record is gone", "DELETE FROM record WHERE id = 2", "record", at: ""),
    Damage(
      "a record says something else",
      "UPDATE record SET state = x'0a00' WHERE id = 2",
      "record", at: ""),
    Damage(
      "a record is of another kind", "UPDATE record SET kind = 'audit' WHERE id = 2", "record",
      at: ""),
    Damage(
      "a record is of another site", "UPDATE record SET scope = 'RBD99' WHERE id = 2", "record",
      at: "RBD99"),
    Damage(
      "a record that nobody wrote",
      """
      INSERT INTO record (scope, uuid, kind, state)
      VALUES ('RBD02', x'000000000000400080000000000000ff', 'incident', x'')
      """, "record", at: "RBD02"),
    Damage(
      "a row of the incidents is altered",
      "UPDATE incident SET outcome = 'not-notifiable' WHERE ownerRow = 2",
      "read-model", at: "incident"),
    Damage(
      "a row of the incidents is gone", "DELETE FROM incident WHERE ownerRow = 2", "read-model",
      at: "incident"),
    Damage(
      "a notification is gone", "DELETE FROM notification WHERE ownerRow = 2", "read-model",
      at: "notification"),
    Damage(
      "an action that nobody wrote",
      """
      INSERT INTO action (ownerRow, id, record, kind, site, isOpen, duty)
      VALUES (2, 'x', 'x', 'incident', 'RBD02', 1, 'action')
      """, "read-model", at: "action"),
    Damage(
      "a conflict that is none",
      """
      INSERT INTO conflict (ownerRow, record, kind, site, path, candidates)
      VALUES (2, 'x', 'incident', 'RBD02', 'room', '[]')
      """, "read-model", at: "conflict"),
    Damage(
      "an audit that is none",
      """
      INSERT INTO audit (ownerRow, id, site, title, cycle, status, standards, standardsMet,
        standardsNotMet, teamGaps, missing, conflicts)
      VALUES (2, 'x', 'RBD02', 'x', 1, 'proposed', 0, 0, 0, '', '', 0)
      """, "read-model", at: "audit"),
    Damage(
      "a finding is altered", "UPDATE finding SET result = 'met' WHERE ownerRow = 2", "read-model",
      at: "finding"),
    Damage(
      "a finding is gone", "DELETE FROM finding WHERE ownerRow = 2", "read-model", at: "finding"),
    Damage(
      "a body that need not hear of it",
      "INSERT INTO route (ownerRow, body, duty, reason) VALUES (2, 'ARSAC', 'should', 'x')",
      "read-model", at: "route"),
    Damage(
      "an individual that is none",
      "INSERT INTO individual (ownerRow, number, kind) VALUES (2, 9, 'patient')", "read-model",
      at: "individual"),
    Damage(
      "a dose that nobody received",
      """
      INSERT INTO dose (ownerRow, individual, origin, quantity, part, digits, number, unit,
        isSuperseded)
      VALUES (2, 1, 'facts', 'effective-dose', 'total', '9', 9.0, 'mSv', 0)
      """, "read-model", at: "dose"),
    Damage(
      "a code that is not met",
      "INSERT INTO code (ownerRow, code, isComplementary) VALUES (2, '1', 0)", "read-model",
      at: "code"),
    Damage(
      "a theme's subject that is none",
      """
      INSERT INTO themeSubject (ownerRow, incident, site, nation, discoveredOn, fault, individuals)
      VALUES (2, 'x', 'RBD02', 'england', '2026-01-01', 'x', 1)
      """, "read-model", at: "themeSubject"),
    Damage(
      "a decision about a pair that nobody made",
      "INSERT INTO decidedLink (ownerRow, incident, other) VALUES (2, 'x', 'y')", "read-model",
      at: "decidedLink"),
    Damage(
      "a count of nothing",
      """
      INSERT INTO keptCount (subject, month, site, value, number)
      VALUES ('outcome', '2026-02', 'RBD02', 'notifiable', 1)
      """, "read-model", at: "keptCount outcome 2026-02 RBD02"),
    Damage(
      "an identifier that no two records share",
      "INSERT INTO sharedIdentifier (uuid) SELECT uuid FROM record WHERE id = 2", "record", at: ""),
  ]

  @Test func `a sound store has no problem`() throws {
    #expect(try store.verify().problems == [])
  }

  @Test(arguments: entries + ledger + records)
  func `each kind of damage is named with its place`(damage: Damage) throws {
    try execute(damage.statement)

    let problems = try store.verify().problems

    let place = damage.place.replacing("$log", with: "\(clinic.log)")
    #expect(
      problems.contains { $0.code == damage.code && (place.isEmpty || $0.place.contains(place)) },
      "\(damage.name): \(problems.map { "\($0.code) \($0.place)" })")
    #expect(problems.allSatisfy { !$0.text.contains("CT ") && !$0.place.contains("CT ") })
  }

  /// One statement, as somebody with `sqlite3` would enter it.
  private func execute(_ statement: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(
      path: store.folder + "/" + RecordStore.fileName, configuration: configuration)
    defer { try? queue.close() }
    try queue.write { db in
      try db.execute(sql: statement)
      #expect(db.changesCount > 0, "the statement did nothing")
    }
  }
}
