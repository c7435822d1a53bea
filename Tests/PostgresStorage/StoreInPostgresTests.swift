#if Postgres
  import CentreStore
  import PostgresStorage
  import RecordStore
  import Replication
  import Storage
  import TestSupport
  import Testing

  @Suite("A store in PostgreSQL")
  struct StoreInPostgresTests {
    private func log(seed: UInt64, records: Int) -> WrittenLog {
      var log = WrittenLog(seed: seed)
      for number in 0..<records { log.write("CT \(number)") }
      return log
    }

    @Test func `what a site sends is merged, verified, and repeated without effect`() throws {
      let centre = try ScratchStore()
      let segment = try log(seed: 1, records: 20).segment()

      let first = try centre.store.ingest([segment], onFork: .refuse) { _ in .merge }
      let again = try centre.store.ingest([segment], onFork: .refuse) { _ in .merge }

      #expect(first.merged == 20)
      #expect(again.merged == 0)
      let verified = try centre.store.verify()
      #expect(verified.isSound, "\(verified.problems)")
      #expect(verified.records == 20)
    }

    @Test func `a second server sees the same store and goes on in the same logs`() throws {
      let centre = try ScratchStore()
      let other = try RecordStore.open(
        in: centre.folder.path("centre"), environment: centre.environment)

      _ = try centre.store.ingest([try log(seed: 1, records: 3).segment()], onFork: .refuse) { _ in
        .merge
      }
      _ = try other.ingest([try log(seed: 2, records: 4).segment()], onFork: .refuse) { _ in .merge
      }

      #expect(try centre.store.verify().records == 7)
      #expect(other.identity == centre.store.identity)
      #expect(try other.forks().isEmpty)
    }

    /// A file has foreign keys for it.
    @Test(arguments: [
      (
        "recordChange",
        "INSERT INTO recordChange (ownerRow, change, addedAt, changedAt) VALUES (99, 99, 1, 1)"
      ),
      ("recordText", "INSERT INTO recordText (ownerRow, text) VALUES (99, 'a')"),
      (
        "rowDigest",
        "INSERT INTO rowDigest (ownerRow, digest) VALUES (99, decode(repeat('00', 32), 'hex'))"
      ),
    ])
    func `a row of a record that is not there is named`(table: String, sql: String) throws {
      let centre = try ScratchStore()
      let segment = try log(seed: 1, records: 3).segment()
      _ = try centre.store.ingest([segment], onFork: .refuse) { _ in .merge }
      _ = try centre.store.completeTexts()
      #expect(try centre.store.verify().isSound)

      try centre.scratch.write { try $0.send(sql, []) }

      let problems = try centre.store.verify().problems
      #expect(problems.map(\.place) == ["\(table) row 99"], "\(problems)")
    }

    @Test func `a database with another mark is continued in new logs`() throws {
      let centre = try ScratchStore()
      try centre.scratch.write { try $0.send("UPDATE continuity SET token = 'another'", []) }

      let put = try RecordStore.open(
        in: centre.folder.path("centre"), environment: centre.environment)

      let token = try centre.scratch.rows("SELECT token FROM continuity")
      #expect(token == [[.text(try centre.scratch.engine.instance(of: centre.scratch.schema))]])
      #expect(try put.syncBlockers().map(\.code) == ["store-put-back"])
    }
  }
#endif
