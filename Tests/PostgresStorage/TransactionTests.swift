#if Postgres
  import Dispatch
  import Foundation
  import PostgresStorage
  import Storage
  import Synchronization
  import TestSupport
  import Testing

  @Suite("Transactions in PostgreSQL")
  struct TransactionTests {
    private func database(
      on cluster: ScratchCluster? = nil, lockMilliseconds: Int = 10_000
    ) throws -> ScratchDatabase {
      var options = PostgresEngine.Options()
      options.lockMillisecondsMax = lockMilliseconds
      let database = try ScratchDatabase(on: cluster, options: options)
      try database.write {
        try $0.script("CREATE TABLE item (id INTEGER PRIMARY KEY, word TEXT) STRICT;")
      }
      return database
    }

    private func add(_ word: String, _ connection: any EngineConnection) throws {
      try connection.send("INSERT INTO item (word) VALUES (?)", [.text(word)])
    }

    @Test func `a second writer of a trust waits, and then sees what the first one wrote`() throws {
      let database = try database()
      let first = DispatchSemaphore(value: 0)
      let isBlocked = DispatchSemaphore(value: 0)
      let thread = Thread {
        try? database.write { connection in
          try add("first", connection)
          _ = try connection.rows("SELECT 1", [])
          first.signal()
          isBlocked.wait()
        }
      }
      thread.start()
      first.wait()

      let other = PostgresEngine(try PostgresLocation(database.cluster.url()))
      let seen = Mutex<ColumnValue?>(nil)
      let done = DispatchSemaphore(value: 0)
      Thread {
        let count = try? other.transaction(.ledger, in: database.schema) { connection in
          try connection.rows("SELECT count(*) FROM item", [])[0][0] as ColumnValue
        }
        seen.withLock { $0 = count }
        done.signal()
      }.start()
      // Until the server says that the second one waits for the lock.
      let waiting = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
          AND objid = (hashtextextended(?, 0) & 4294967295)::oid
        """
      while try database.rows(waiting, [.text(database.schema)]) != [[.integer(1)]] {}
      isBlocked.signal()
      done.wait()

      #expect(seen.withLock { $0 } == .integer(1))
    }

    @Test func `a lock that somebody keeps is busy, and a read is not held up by it`() throws {
      let database = try database(lockMilliseconds: 50)
      let error = Mutex<StorageError?>(nil)

      try database.write { connection in
        try add("kept", connection)
        _ = try connection.rows("SELECT 1", [])
        let other = Thread.run {
          storageError { try database.write { try add("late", $0) } }
        }
        error.withLock { $0 = other }
        let seen = Thread.run { try? database.rows("SELECT count(*) FROM item") }
        #expect(seen == [[.integer(0)]])
      }

      #expect(error.withLock { $0?.kind } == .busy)
      #expect(error.withLock { $0?.code } == "55P03")
      #expect(try database.rows("SELECT word FROM item") == [[.text("kept")]])
    }

    @Test func `a table that a DBA's command has locked is busy, for a read too`() throws {
      let database = try database(lockMilliseconds: 50)
      let dba = PostgresEngine(try PostgresLocation(database.cluster.url()))

      let errors = try dba.transaction(.side, in: database.schema) { connection in
        try connection.send("LOCK TABLE item IN ACCESS EXCLUSIVE MODE", [])
        _ = try connection.rows("SELECT 1", [])
        return Thread.run {
          [
            storageError { _ = try database.rows("SELECT count(*) FROM item") },
            storageError {
              try database.engine.transaction(.side, in: database.schema) { try add("late", $0) }
            },
            storageError { try database.write { try add("late", $0) } },
          ]
        }
      }

      #expect(errors.map { $0?.kind } == [.busy, .busy, .busy])
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `another trust's writer does not wait`() throws {
      let (one, two) = (try database(lockMilliseconds: 50), try database(lockMilliseconds: 50))

      try one.write { connection in
        try add("one", connection)
        _ = try connection.rows("SELECT 1", [])
        let error = Thread.run { storageError { try two.write { try add("two", $0) } } }
        #expect(error == nil)
      }

      #expect(try two.rows("SELECT word FROM item") == [[.text("two")]])
    }

    @Test func `a body that throws leaves nothing`() throws {
      struct Stop: Error {}
      let database = try database()

      #expect(throws: Stop.self) {
        try database.write { connection in
          try add("half", connection)
          throw Stop()
        }
      }

      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `a read cannot write`() throws {
      let database = try database()

      let error = storageError { try database.read { _ = try $0.run("DELETE FROM item", []) } }

      // Answered as of a leader just demoted, so it was tried again before it was given up.
      #expect(error?.code == "25006")
    }

    @Test func `a connection that is lost before the commit was sent is tried again`() throws {
      let database = try database()
      var attempts = 0

      try database.write { connection in
        attempts += 1
        try add("attempt \(attempts)", connection)
        if attempts < 3 { try database.endProcess(of: connection) }
        _ = try connection.rows("SELECT 1", [])
      }

      #expect(attempts == 3)
      #expect(try database.rows("SELECT word FROM item") == [[.text("attempt 3")]])
    }

    @Test func `a lost connection is tried again whatever the body made of its error`() throws {
      struct Translated: Error {}
      let database = try database()

      for throwsIt in [true, false] {
        var attempts = 0
        try database.write { connection in
          attempts += 1
          try add("attempt \(attempts)", connection)
          if attempts == 1 { try database.endProcess(of: connection) }
          do { _ = try connection.rows("SELECT 1", []) } catch {
            if throwsIt { throw Translated() }
          }
        }
        #expect(attempts == 2)
      }

      let words = try database.rows("SELECT word FROM item")
      #expect(words == [[.text("attempt 2")], [.text("attempt 2")]])
    }

    @Test func `a database that keeps breaking off is given up in the end`() throws {
      let database = try database()
      var attempts = 0

      let error = storageError {
        try database.write { connection in
          attempts += 1
          try database.endProcess(of: connection)
          _ = try connection.rows("SELECT 1", [])
        }
      }

      #expect(attempts == 4)
      #expect(error?.kind == .unreachable)
      #expect(try database.rows("SELECT count(*) FROM item") == [[.integer(0)]])
    }

    @Test func `deadlocks are tried again until both are done`() throws {
      let database = try database()
      try database.write { connection in
        try connection.send("INSERT INTO item (id, word) VALUES (1, 'a'), (2, 'b')", [])
      }
      let change = "UPDATE item SET word = word || ? WHERE id = ?"
      let meet = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
      let failed = Mutex(0)

      DispatchQueue.concurrentPerform(iterations: 2) { index in
        var attempts = 0
        do {
          try database.engine.transaction(.side, in: database.schema) { connection in
            attempts += 1
            _ = try connection.run(change, [.text("x"), .integer(Int64(1 + index))])
            // Both have their first row, once.
            if attempts == 1 {
              (index == 0 ? meet.0 : meet.1).signal()
              (index == 0 ? meet.1 : meet.0).wait()
            }
            _ = try connection.run(change, [.text("y"), .integer(Int64(2 - index))])
          }
        } catch { failed.withLock { $0 += 1 } }
      }

      #expect(failed.withLock { $0 } == 0)
      let words = try database.rows("SELECT word FROM item ORDER BY id")
      #expect(words.allSatisfy { $0[0] != .text("a") && $0[0] != .text("b") })
      let lengths = try database.rows("SELECT length(word) FROM item")
      #expect(lengths == [[.integer(3)], [.integer(3)]])
    }

    @Test func `the mark of an instance is the schema's own and stays`() throws {
      let (one, two) = (try database(), try database())

      let mark = try one.engine.instance(of: one.schema)

      #expect(mark.split(separator: "/").count == 4)
      #expect(try one.engine.instance(of: one.schema) == mark)
      #expect(try two.engine.instance(of: two.schema) != mark)
    }
  }

  extension Thread {
    /// Runs the body in a thread of its own and waits for it.
    static func run<T: Sendable>(_ body: @escaping @Sendable () -> T) -> T {
      let result = Mutex<T?>(nil)
      let done = DispatchSemaphore(value: 0)
      Thread {
        let value = body()
        result.withLock { $0 = value }
        done.signal()
      }.start()
      done.wait()
      guard let value = result.withLock({ $0 }) else { preconditionFailure("the thread is done") }
      return value
    }
  }
#endif
