import Foundation
import GRDB
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// Alters every column of the logs and records, row by row: `verify` names each, or this page says why
/// it cannot.
@Suite("Verified columns")
struct VerifiedColumnTests {
  private let folder: TemporaryFolder
  private let store: RecordStore

  /// Columns that nothing else in the store determines.
  private static let notDerivable: [String: String] = [
    "log.unsignedBytes": "a count until the next checkpoint; a redaction removes bytes it counted",
    "log.referenceCount": "no version reads it any more",
    "log.announced": "no version reads it any more",
  ]

  init() throws {
    folder = try TemporaryFolder()
    let environment = StoreEnvironment(now: { 1_770_000_000_000 })
    store = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: environment)
    var clinic = WrittenLog(seed: 1)
    for room in ["CT 1", "CT 2", "CT 3"] { clinic.write(room) }
    _ = try store.ingest([try clinic.segment()], onFork: .refuse) { _ in .merge }
    let operations = ["room", "equipmentId"].map {
      Operation(path: FieldPath(literal: $0), value: .text("CT 1"))
    }
    for operation in operations {
      try store.write([
        Change(
          record: RecordID(high: 0x4000, low: 7), kind: "incident", scope: store.identity.scope,
          author: "operator", operations: [operation],
          referenceYear: operation == operations[0] ? 2026 : nil)
      ])
    }
    try store.signHeads()
  }

  private func query<T>(_ body: (GRDB.Database) throws -> T) throws -> T {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(
      path: store.folder + "/" + RecordStore.fileName, configuration: configuration)
    defer { try? queue.close() }
    return try queue.write(body)
  }

  /// Another value that the column's own constraints admit.
  private static func other(_ column: String, type: String) -> String {
    switch (column, type) {
    case ("own", _), ("open", _): "1 - \(column)"
    case ("reference", _): "'RBD02-2026-999888777'"
    case (_, "INTEGER"): "\(column) + 1000"
    case (_, "TEXT"): "\(column) || 'X'"
    case ("state", _), ("descriptor", _): "CAST(\(column) || x'00' AS BLOB)"
    default: "zeroblob(length(\(column)))"
    }
  }

  @Test(arguments: ["log", "record"])
  func `every column that can be derived is compared`(table: String) throws {
    try #require(try store.verify().problems == [])
    let (columns, rows) = try query { db in
      (
        try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))").map {
          (name: $0["name"] as String, type: $0["type"] as String)
        }, try Int64.fetchAll(db, sql: "SELECT id FROM \(table)")
      )
    }
    #expect(rows.count >= 2 && columns.count >= 6)
    for column in columns {
      for row in rows {
        let saved = try query { db in
          let value: DatabaseValue = try #require(
            try DatabaseValue.fetchOne(
              db, sql: "SELECT \(column.name) FROM \(table) WHERE id = ?", arguments: [row]))
          let new = Self.other(column.name, type: column.type)
          try db.execute(
            sql: "UPDATE \(table) SET \(column.name) = \(new) WHERE id = ?", arguments: [row])
          return value
        }
        let problems = try store.verify().problems
        let isNamed = !problems.isEmpty
        let isExpected = Self.notDerivable["\(table).\(column.name)"] == nil
        #expect(isNamed == isExpected, "\(table).\(column.name) of row \(row): \(problems)")
        let id = column.name == "id" ? row + 1000 : row
        try query { db in
          try db.execute(
            sql: "UPDATE \(table) SET \(column.name) = ? WHERE id = ?", arguments: [saved, id])
        }
      }
    }
    #expect(try store.verify().problems == [], "everything was put back")
  }
}
