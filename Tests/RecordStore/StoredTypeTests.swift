import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore
@testable import Storage

@Suite("Values of ours in a column")
struct StoredTypeTests {
  private let database: Database
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    database = try SQLiteFile.create(at: folder.path("values.sqlite"), functions: [])
  }

  private func stored<T: StoredValue & Equatable>(_ value: T) throws -> T? {
    try database.write { try $0.value("SELECT ?", [value], as: T.self) }
  }

  @Test func `identifiers, digests, scopes and times come back as they were`() throws {
    let log = LogID(high: 1, low: .max)
    let record = RecordID(high: .max, low: 0)
    let replica = ReplicaID(high: 0, low: 0)
    let digest = Digest(of: [1, 2, 3])
    let scope = try #require(Scope("RBD01"))

    #expect(try stored(log) == log)
    #expect(try stored(record) == record)
    #expect(try stored(replica) == replica)
    #expect(try stored(digest) == digest)
    #expect(try stored(scope) == scope)
    for bits in [0, 1, 1 << 63, UInt64.max] {
      #expect(try stored(HybridTime(bits: bits)) == HybridTime(bits: bits))
    }
  }

  /// No store holds such a number, and none may become unreadable by what a centre claims.
  @Test func `what a centre claims to hold back can be read again, whatever it claims`() throws {
    let site = try RecordStore.create(
      in: folder.path("site"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD02")), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
    let claims = (1...500).map { number in
      HeldEntries(
        log: LogID(high: 1, low: UInt64(number)), first: 1, last: .max - 1, reason: "x", since: 1)
    }

    for _ in 0..<2 { try site.acknowledge(Frontier(), held: claims) }

    #expect(try site.held().count == 500)
    #expect(try site.held().entryCount == 500 << 53)
    #expect(claims.entryCount == .max)
    #expect(try site.ledger().allSatisfy { $0.isBalanced })
    try site.acknowledge(Frontier(), held: [])
    #expect(try site.held().isEmpty)
    #expect(EntryLimits.sequenceMax < UInt64.storedMax)

    try site.database.write {
      try $0.script(
        "INSERT INTO held VALUES (x'00000000000000000000000000000001', 1, 1 << 60, 'x', 1)")
    }
    #expect(throws: StoreError.self) { try site.held() }
    try site.acknowledge(Frontier(), held: [])
    #expect(try site.held().isEmpty, "what an earlier version stored")
  }

  @Test func `what is no such value reads as nothing, and ends nothing`() throws {
    let row = try #require(
      try database.read {
        try $0.first("SELECT x'0102' AS bytes, 'rbd' AS words, 7 AS number, NULL AS missing")
      })

    for name in ["bytes", "words", "number", "missing", "absent"] {
      #expect(row.value(name, as: LogID.self) == nil)
      #expect(row.value(name, as: Digest.self) == nil)
      #expect(row.value(name, as: Scope.self) == nil)
    }
  }
}
