import Foundation
import GRDB
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

@Suite("The store's tables for analysts")
struct ReadModelTableTests {
  let folder: TemporaryFolder
  let store: RecordStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD02")), nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }))
    try log([
      "discoveredOn": "2026-02-20", "modality": "ct", "licence": ["breach": true],
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
      ],
    ])
    try log(["discoveredOn": "2026-02-27", "individuals": [["exposure": "unintended"]]])
  }

  private func log(_ document: JSONValue) throws {
    var random = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &random)
    let draft = try Draft(
      .incident, document: document, id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: 1_772_366_400_000)), using: &random)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
  }

  /// As anybody with SQL reads the file.
  private func answer(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: folder.path("site") + "/store.sqlite").read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { "\(String.fromDatabaseValue($0) ?? "\($0)")" }.joined(
          separator: " ")
      }
    }
  }

  @Test func `what an incident has several of is asked in plain SQL`() throws {
    #expect(
      try answer("SELECT code, result FROM incidentFinding WHERE result = 'met'") == ["1 met"])
    #expect(
      try answer("SELECT site, body, duty FROM incidentRoute WHERE body = 'ARSAC'") == [
        "RBD02 ARSAC should"
      ])
    #expect(
      try answer("SELECT individual, part, digits, number, unit FROM incidentDose") == [
        "1 total 9.6 9.6 mSv"
      ])
    #expect(
      try answer("SELECT month, outcome, incidents FROM incidentByMonth ORDER BY outcome") == [
        "2026-02 notifiable 1", "2026-02 undetermined 1",
      ])
    #expect(try store.verify().isSound)
  }

  /// For a check by a list (`IN`) SQLite makes one at every insert: a tenth of what a merge cost.
  @Test func `writing a row makes no temporary table`() throws {
    for text in ReadModel.tables.flatMap({ [$0.addition, $0.insertion] }) {
      let steps = try answer("EXPLAIN \(text.replacing("?", with: "NULL"))")

      #expect(steps.contains { $0.contains("Insert") })
      #expect(!steps.contains { $0.contains("OpenEphemeral") }, "\(text)")
    }
  }

  @Test func `records written together have the rows of records written alone`() throws {
    let before = try store.verify().records
    var random = SeededGenerator(seed: 7)
    let changes = try (0..<300).map { number in
      let id = RecordID.make(using: &random)
      let draft = try Draft(
        .incident,
        document: [
          "discoveredOn": "2026-02-20", "modality": "ct",
          "individuals": [
            ["exposure": "accidental", "ageAtExposure": .number(JSONNumber(number % 90))]
          ],
        ], id: id,
        context: AuthorContext(
          role: "operator", site: store.identity.scope, nation: .england,
          now: Moment(milliseconds: 1_772_366_400_000)), using: &random)
      return Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    }

    try store.write(changes)

    #expect(try store.verify().isSound)
    #expect(try store.verify().records == before + 300)
    #expect(try answer("SELECT count(*) FROM incident") == ["\(before + 300)"])
  }

  @Test func `the store says which version its tables have, and what each column means`() throws {
    let columns = ReadModel.tables.reduce(0) { $0 + $1.columns.count }

    #expect(try answer("SELECT version FROM readModel") == ["\(ReadModel.version)"])
    #expect(try answer("SELECT count(*) FROM readModelColumn") == ["\(columns)"])
    #expect(
      try answer(
        "SELECT meaning FROM readModelColumn WHERE tableName = 'route' AND columnName = 'body'")
        == ["Who should hear of it"])
  }

  @Test func `a table refuses a word that is none of its enumeration`() throws {
    let queue = try DatabaseQueue(path: folder.path("site") + "/store.sqlite")

    #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: "UPDATE incident SET outcome = 'perhaps'") }
    }
  }

  /// Few edits concern a dose or a finding: the others leave their rows alone.
  @Test func `an edit writes the parts of an incident only where one of them changed`() throws {
    let queue = try DatabaseQueue(path: folder.path("site") + "/store.sqlite")
    try queue.write { db in
      try db.execute(sql: "CREATE TABLE written (name TEXT NOT NULL)")
      for table in ["finding", "route", "individual", "dose", "code", "incident"] {
        for change in ["INSERT", "UPDATE"] {
          try db.execute(
            sql: """
              CREATE TRIGGER \(table)\(change) AFTER \(change) ON \(table)
              BEGIN INSERT INTO written VALUES ('\(table)'); END;
              """)
        }
      }
    }
    let record = try #require(try store.records(kind: "incident").first)
    func set(_ value: Value, at path: FieldPath) throws -> [String] {
      try queue.write { try $0.execute(sql: "DELETE FROM written") }
      let now = try #require(try store.record(record.key))
      try store.write([
        Change(
          record: now.id, kind: now.kind, scope: now.scope, author: "operator",
          operations: [now.state.writing(value, at: path)])
      ])
      return try answer("SELECT DISTINCT name FROM written ORDER BY name")
    }
    let room = FieldPath(literal: "room")
    let dose = try #require(record.state.live.map(\.path).first { $0.text.hasSuffix("/total") })

    #expect(try set(.text("CT 1"), at: room) == ["incident"])
    #expect(try set(.text("CT 2"), at: room) == ["incident"])
    #expect(try set(.text("9.7"), at: dose) == ["dose", "incident"])
    #expect(try set(.text("CT 3"), at: room) == ["incident"])
    #expect(try answer("SELECT digits FROM incidentDose") == ["9.7"])
    #expect(try store.verify().isSound)
  }

  /// SQLite writes each index of which a column is set, whether its value changes or not.
  @Test(arguments: ReadModel.tables.filter { $0.changeBesideIndexes != nil })
  func `the change of a row beside its indexes writes no index`(_ table: TableDescription) throws {
    let sql = try #require(table.changeBesideIndexes).replacing(/\?\d+/, with: "1")

    let steps = try answer("EXPLAIN \(sql)").map { $0.split(separator: " ")[1] }

    #expect(steps.contains("Insert"))
    #expect(steps.allSatisfy { !$0.hasPrefix("Idx") && $0 != "OpenEphemeral" })
  }

  @Test func `tables with indexes have such a change`() {
    let names = ReadModel.tables.filter { $0.changeBesideIndexes != nil }.map(\.name)

    #expect(names == ["incident", "notification", "themeSubject"])
  }

  @Test func `a store that an earlier version wrote has the tables of this one`() throws {
    try store.close()
    let path = folder.path("site")
    let queue = try DatabaseQueue(path: path + "/store.sqlite")
    try queue.write { db in
      try db.execute(
        sql: """
          UPDATE readModel SET version = 5;
          DROP VIEW incidentRoute; DROP TABLE route; DROP TABLE dose;
          ALTER TABLE incident ADD COLUMN assessment TEXT;
          """)
    }
    try queue.close()

    let environment = StoreEnvironment(now: { 1_772_366_400_000 })
    for _ in 0..<2 {
      let reading = try RecordStore.open(in: path, for: .reading, environment: environment)
      #expect(reading.isRemade, "each reader makes them for itself")
      try reading.close()
    }
    let opened = try RecordStore.open(in: path, environment: environment)

    #expect(try opened.verify().isSound)
    #expect(
      try !RecordStore.open(in: path, for: .reading, environment: environment).isRemade,
      "whoever writes keeps them")
    #expect(try answer("SELECT body FROM incidentRoute WHERE body = 'ARSAC'") == ["ARSAC"])
    #expect(
      try answer("SELECT count(*) FROM pragma_table_info('incident') WHERE name = 'assessment'")
        == ["0"])
  }
}
