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
