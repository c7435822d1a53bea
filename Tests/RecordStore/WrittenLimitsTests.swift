import Foundation
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// No entry is written that its readers would refuse: they could read nothing after it.
@Suite("Limits of what is written")
struct WrittenLimitsTests {
  private let folder: TemporaryFolder
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    store = try NewStore.site(in: folder)
  }

  @Test(arguments: ["reporter\n", "", String(repeating: "r", count: 65)])
  func `no entry is written by a role that its readers refuse`(role: String) throws {
    #expect(throws: StoreError.self) { try store.write([change(by: role)]) }
    #expect(try store.frontier() == Frontier())
    _ = try store.write([change(by: "reporter")])
  }

  @Test(arguments: [(EntryLimits.logsMax, true), (EntryLimits.logsMax + 1, false)])
  func `no entry is written that refers to more logs than its readers take`(
    logs: Int, isWritten: Bool
  ) throws {
    let replaced = (1...logs).map { number in
      OperationID(
        entry: EntryReference(log: LogID(high: 9, low: UInt64(number)), sequence: 1, check: 0),
        index: 0)
    }
    let large = try change(by: "reporter", replacing: replaced)

    if isWritten {
      _ = try store.write([large])
    } else {
      #expect(throws: StoreError.self) { try store.write([large]) }
    }
  }

  private func change(by role: String, replacing: [OperationID] = []) throws -> Change {
    Change(
      record: RecordID(high: 1, low: 1), kind: "incident", scope: try #require(Scope("RBD02")),
      author: role,
      operations: [
        Operation(
          path: FieldPath(literal: "room"), value: .text("CT 1"), supersedes: replacing)
      ])
  }
}
