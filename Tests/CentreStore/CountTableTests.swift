import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import Storage
import TestSupport
import Testing

@testable import CentreStore

@Suite("Table of kept counts")
struct CountTableTests {
  private let folder: TemporaryFolder
  private let environment = StoreEnvironment(now: { 1_772_366_400_000 }).forCentre

  init() throws { folder = try TemporaryFolder(inMemory: true) }

  private func store(_ side: StoreIdentity.Side) throws -> RecordStore {
    let scope = try #require(Scope(side == .centre ? "RBD" : "RBD01"))
    return try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: side, scope: scope, trust: Scope("RBD"), nation: "england"),
      environment: environment)
  }

  @discardableResult
  private func log(
    _ discoveredOn: String, number: UInt64, in store: RecordStore
  ) throws -> Written? {
    let values: [(StaticString, String)] = [
      ("recordedAt", "2026-03-01T12:00:00Z"), ("discoveredOn", discoveredOn), ("modality", "ct"),
    ]
    return try store.write([
      Change(
        record: RecordID(high: 1, low: number), kind: "incident", scope: store.identity.scope,
        author: "operator",
        operations: values.map {
          Operation(path: FieldPath(literal: $0.0), value: .text($0.1))
        })
    ]).first
  }

  private func months(_ store: RecordStore) throws -> [String: Int] {
    let counts = try store.keptCounts(CountQuestion([.modality], isByMonth: true))
    return Dictionary(counts.map { ($0.month, $0.number) }, uniquingKeysWith: +)
  }

  @Test func `a store of an earlier version counts its rows when it is opened`() throws {
    let before = try store(.centre)
    try log("2026-01-10", number: 1, in: before)
    try log("2026-01-11", number: 2, in: before)
    try log("2026-02-10", number: 3, in: before)
    try before.write { db in
      try db.send("DELETE FROM keptCount WHERE month = '2026-01'")
      try db.send("UPDATE keptCount SET number = 9 WHERE month = '2026-02'")
      try db.send("UPDATE readModel SET version = ?", [ReadModel.version - 1])
    }
    #expect(try before.verify().problems.contains { $0.place.hasPrefix("keptCount") })
    try before.close()

    let opened = try RecordStore.open(in: before.folder, environment: environment)

    #expect(try months(opened) == ["2026-01": 2, "2026-02": 1])
    #expect(try opened.verify().problems == [])
  }

  @Test func `a count that is no longer one is gone from the table`() throws {
    let centre = try store(.centre)
    let written = try log("2026-01-10", number: 1, in: centre)
    let first = try #require(written)
    let day = FieldPath(literal: "discoveredOn")
    let moved = Operation(
      path: day, value: .text("2026-02-10"),
      supersedes: [OperationID(entry: first.entry, index: 1)])
    try centre.write([
      Change(
        record: first.record, kind: "incident", scope: centre.identity.scope, author: "operator",
        reason: "found out", operations: [moved])
    ])

    #expect(try months(centre) == ["2026-02": 1])
    let empty = try centre.read { db in
      try db.value("SELECT count(*) FROM keptCount WHERE number <= 0", as: Int.self)
    }
    #expect(empty == 0)
    #expect(try centre.verify().problems == [])
  }

  @Test func `a transaction that fails leaves the counts as they were`() throws {
    struct Failure: Error {}
    let centre = try store(.centre)
    try log("2026-01-10", number: 1, in: centre)

    #expect(throws: StoreError.self) {
      try centre.write { _ in
        try log("2026-02-10", number: 2, in: centre)
        throw Failure()
      }
    }

    #expect(try months(centre) == ["2026-01": 1])
    #expect(try centre.verify().problems == [])
  }

  @Test func `a site counts nothing: its commits do not pay for the trust's pages`() throws {
    let site = try store(.site)
    try log("2026-01-10", number: 1, in: site)

    #expect(try site.read { try !$0.hasTable("keptCount") })
    #expect(try site.verify().problems == [])
  }

  @Test func `what a question reads does not grow with the records`() throws {
    let centre = try store(.centre)
    for number in 1...40 as ClosedRange<UInt64> {
      try log("2026-01-\(10 + number % 10)", number: number, in: centre)
    }

    let counts = try centre.keptCounts(
      CountQuestion([.outcome, .modality], isByMonth: true, isBySite: true))

    #expect(counts.count == 2 && counts.allSatisfy { $0.number == 40 })
  }
}
