#if Postgres
  import Dispatch
  import Foundation
  import PostgresStorage
  import Storage
  import Synchronization
  import TestSupport
  import Testing

  /// On a cluster of their own, because a standby that never comes holds up every commit.
  @Suite("Commits without a clear answer", .serialized)
  struct UncertainCommitTests {
    /// Commits wait for a standby that does not exist.
    private func waitingDatabase() throws -> (ScratchDatabase, schema: String) {
      let cluster = try ScratchCluster()
      let database = try ScratchDatabase(on: cluster)
      try database.write {
        try $0.script("CREATE TABLE item (id INTEGER PRIMARY KEY, word TEXT) STRICT;")
      }
      try psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", on: cluster)
      try psql("SELECT pg_reload_conf()", on: cluster)
      while try psql("SHOW synchronous_standby_names", on: cluster) != "nobody" {}
      return (database, database.schema)
    }

    @discardableResult
    private func psql(_ sql: String, on cluster: ScratchCluster) throws -> String {
      let (process, output) = (Process(), Pipe())
      process.executableURL = URL(filePath: "/usr/bin/psql")
      process.arguments = [cluster.url(), "-XAtqc", sql]
      process.standardOutput = output
      try process.run()
      let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Does `function` to the process whose commit waits for the standby.
    private func interrupt(_ function: String, on cluster: ScratchCluster) throws {
      let sql = "SELECT count(\(function)(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
      while try psql(sql, on: cluster) == "0" {}
    }

    @Test(arguments: ["pg_cancel_backend", "pg_terminate_backend"])
    func
      `a commit that is broken off while it waits for the standby is uncertain, and not repeated`(
        function: String
      ) throws
    {
      let (database, _) = try waitingDatabase()
      let bodies = Mutex(0)

      let error = Mutex<StorageError?>(nil)
      let done = DispatchSemaphore(value: 0)
      Thread {
        let found = storageError {
          try database.write { connection in
            bodies.withLock { $0 += 1 }
            try connection.send("INSERT INTO item (word) VALUES ('acknowledged?')", [])
          }
        }
        error.withLock { $0 = found }
        done.signal()
      }.start()
      try interrupt(function, on: database.cluster)
      done.wait()

      #expect(error.withLock { $0?.kind } == .uncertain)
      #expect(bodies.withLock { $0 } == 1)
      // It is here, and nowhere else: success would have been a false promise.
      #expect(try database.rows("SELECT word FROM item") == [[.text("acknowledged?")]])
    }

    @Test func `a deferred constraint that fails at the commit is no uncertainty`() throws {
      let database = try ScratchDatabase()
      try database.write {
        try $0.script(
          """
          CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
          CREATE TABLE child (
            id INTEGER PRIMARY KEY,
            parent INTEGER NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
          ) STRICT;
          """)
      }

      let error = storageError {
        try database.write { try $0.send("INSERT INTO child (parent) VALUES (7)", []) }
      }

      #expect(error?.code == "23503")
      #expect(error?.kind == .damaged)
      #expect(try database.rows("SELECT count(*) FROM child") == [[.integer(0)]])
    }
  }
#endif
