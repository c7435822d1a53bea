import CentreStore
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore
@testable import Storage

/// A record whose founding field was emptied: whether it was founded is in one of its entries.
@Suite("Founding entries")
struct FoundingEntriesTests {
  private let folder: TemporaryFolder
  private let centre: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    centre = try NewStore.centre(in: folder)
  }

  @Test func `whether a record is founded is read once in a request, and counted`() throws {
    let record = RecordID(high: 0x4000, low: 1)
    var clinic = WrittenLog(seed: 1)
    let path = EntryPayload.foundingPath
    clinic.write([Operation(path: path, value: .text("2026-02-02T10:00:00Z"))], to: record)
    let founding = EntryReference(log: clinic.log, sequence: 1, check: clinic.hashes[1].check)
    clinic.write(
      [Operation(path: path, value: nil, supersedes: [OperationID(entry: founding, index: 0)])],
      to: record)
    let room = FieldPath(literal: "room")
    for number in 0..<20 {
      clinic.write([Operation(path: room, value: .text("CT \(number)"))], to: record)
    }
    let taken = try centre.ingest([try clinic.segment()], onFork: .refuse, rules: .checked) { _ in
      .merge
    }
    try #require(taken.merged == 22)

    try centre.read { db in
      let row = try #require(try db.value("SELECT id FROM record", as: Int64.self))
      let budget = ReadingBudget()
      let entries = FoundingEntries(budget)
      #expect(try entries.isMerged(in: row, db))
      let once = budget.spent
      for _ in 0..<100 { #expect(try entries.isMerged(in: row, db)) }
      #expect(once >= 22 * 50 && budget.spent == once)
      while budget.spent < ReadingBudget.operationsMax { budget.spend(on: nil) }
      entries.forget()
      #expect(throws: OverQuota.self) { try entries.isMerged(in: row, db) }
    }
  }
}
