#if Postgres
  internal import CLibpq
  internal import Storage

  /// A connection to PostgreSQL in pipeline mode: statements are sent one after the other, and only
  /// a read or the end of the transaction waits for the server.
  ///
  ///     send ─▶ send ─▶ rows: waits once for all three
  ///
  /// If a statement is refused, the server skips the ones behind it, and every later call throws
  /// the same error until the transaction is rolled back. Rows that are sent one after the other with
  /// the same statement travel as one.
  ///
  /// Only the thread that runs its transaction uses a connection; see ``PostgresPool``.
  final class PostgresConnection {
    /// What was sent and not answered yet.
    enum Sent {
      case statement
      case read
      case preparation(name: String)
      case commit
    }

    /// Statements that may be sent without reading an answer. The server's answers wait in memory,
    /// some 50 bytes each.
    static let unansweredMax = 20_000

    private let handle: OpaquePointer
    private let notices = Notices()
    private var statements = StatementCache()
    private var block = ParameterBlock()
    var sent: [Sent] = []
    var gathering = RowGathering()
    /// What the transaction before this one sent last, whose answers were not waited for.
    private var ended: [Sent] = []
    var failure: StorageError?
    /// What the server said to `COMMIT` itself, if it was an error.
    private var commitRefusal: SQLState?
    /// Nothing more can be done with it.
    private(set) var isBroken = false
    /// How often it waited for the server.
    private(set) var roundTrips = 0
    /// How many statements it sent; rows that travel as one are one.
    private(set) var statementCount = 0
    /// The schema in which the transaction works.
    var schema = ""
    /// By schema. A connection does not outlive a failover or a restore.
    var instances: [String: String] = [:]

    /// Takes over an open connection of libpq.
    init(_ handle: OpaquePointer) throws(StorageError) {
      self.handle = handle
      PQsetNoticeReceiver(
        handle, Notices.receive, Unmanaged.passUnretained(notices).toOpaque())
      guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    deinit { PQfinish(handle) }

    // MARK: Sending

    /// Sends a statement that has no parameters and is not kept prepared.
    func command(_ sql: String) throws(StorageError) {
      try sendGathered()
      try check()
      guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 else { throw lost() }
      statementCount += 1
      sent.append(.statement)
    }

    /// Sends the rows that wait for others of their statement.
    func sendGathered() throws(StorageError) {
      guard let rows = gathering.take() else { return }
      try send(rows.sql, rows.values, rows.kinds, as: .statement)
      // The server works on them while the next ones are made.
      guard PQflush(handle) >= 0 else { throw lost() }
    }

    func send(
      _ sql: String, _ values: [ColumnValue], _ kinds: [Oid], as kind: Sent
    ) throws(StorageError) {
      try sendGathered()
      try check()
      try block.fill(values)
      let statement =
        if let known = statements.statement(for: sql, kinds) { known } else {
          try prepare(sql, kinds)
        }
      let code = block.withPointers { count, values, lengths, formats in
        PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
      }
      guard code == 1 else { throw lost() }
      statementCount += 1
      sent.append(kind)
    }

    private func prepare(
      _ sql: String, _ kinds: [Oid]
    ) throws(StorageError) -> StatementCache.Statement {
      if statements.isFull { try forgetStatements() }
      let statement = statements.add(sql, kinds)
      let code = PQsendPrepare(
        handle, statement.name, Placeholders.numbered(sql), Int32(kinds.count), statement.kinds)
      guard code == 1 else { throw lost() }
      sent.append(.preparation(name: statement.name))
      return statement
    }

    func forgetStatements() throws(StorageError) {
      statements.removeAll()
      try command("DEALLOCATE ALL")
    }

    func check() throws(StorageError) {
      if let failure { throw failure }
      if isBroken { throw lost() }
    }

    private func lost() -> StorageError {
      isBroken = true
      let error = SQLState.connectionLost.error
      if failure == nil { failure = error }
      return error
    }

    // MARK: Answers

    /// Waits for everything that was sent.
    ///
    /// - Returns: the answers to what was read, in this order.
    @discardableResult
    func wait() throws(StorageError) -> [Answer] {
      if isBroken { throw failure ?? lost() }
      if failure == nil { try sendGathered() }
      try readEnd()
      let waiting = sent
      sent = []
      roundTrips += 1
      guard PQpipelineSync(handle) == 1 else { throw lost() }
      var answers: [Answer] = []
      for index in waiting.indices {
        let isDone = try read(waiting[index], into: &answers)
        guard isDone else {
          for case .preparation(let name) in waiting[index...] { statements.forget(name) }
          throw failure ?? lost()
        }
      }
      try readSync()
      if let failure { throw failure }
      return answers
    }

    /// Reads what the server said at the end of the transaction before.
    private func readEnd() throws(StorageError) {
      guard !ended.isEmpty else { return }
      let waiting = ended
      ended = []
      let before = failure
      var answers: [Answer] = []
      for kind in waiting {
        guard try read(kind, into: &answers) else { throw lost() }
      }
      try readSync()
      // It changed nothing, and its answers were complete.
      failure = before
    }

    /// - Returns: whether the connection lives.
    private func read(_ kind: Sent, into answers: inout [Answer]) throws(StorageError) -> Bool {
      while let result = PQgetResult(handle) {
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
          switch kind {
          case .read, .commit:
            note { () throws(StorageError) in try answers.append(Answer(result)) }
          case .statement, .preparation: break
          }
        case PGRES_PIPELINE_ABORTED:
          if case .preparation(let name) = kind { statements.forget(name) }
        default:
          if case .preparation(let name) = kind { statements.forget(name) }
          let state = SQLState(result)
          if case .commit = kind { commitRefusal = state }
          if failure == nil { failure = state.error }
        }
        if PQstatus(handle) == CONNECTION_BAD {
          isBroken = true
          return false
        }
      }
      if PQstatus(handle) == CONNECTION_BAD { isBroken = true }
      return !isBroken
    }

    private func note(_ body: () throws(StorageError) -> Void) {
      do throws(StorageError) { try body() } catch { if failure == nil { failure = error } }
    }

    private func readSync() throws(StorageError) {
      while true {
        guard let result = PQgetResult(handle) else {
          if PQstatus(handle) == CONNECTION_BAD { throw lost() }
          continue
        }
        defer { PQclear(result) }
        if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return }
        if failure == nil { failure = SQLState(result).error }
        if PQstatus(handle) == CONNECTION_BAD { throw lost() }
      }
    }

    // MARK: A transaction

    /// Commits what was sent.
    ///
    /// - Throws: ``StorageError`` of the kind `uncertain` where it may have happened all the same: a
    ///   lost connection, or any warning. A commit that waits for a standby and is cancelled is
    ///   reported as a success with a warning, and only this server has it then.
    func commit() throws(StorageError) {
      try check()
      // A connection that is known to be lost has not committed anything.
      guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { throw lost() }
      notices.hasWarning = false
      commitRefusal = nil
      try command("COMMIT")
      sent[sent.count - 1] = .commit
      let tag: String?
      do throws(StorageError) {
        tag = try wait().last?.tag
      } catch {
        if isBroken { throw .uncertainCommit }
        guard let commitRefusal, !commitRefusal.saysRolledBack else { throw error }
        throw .uncertainCommit
      }
      guard !notices.hasWarning else { throw .uncertainCommit }
      guard tag == "COMMIT" else {
        throw StorageError(
          .inaccessible, message: "the transaction was rolled back by the database", code: "25P02")
      }
    }

    /// Ends a transaction that only read, without waiting: all that it asked for was answered.
    func endReading() throws(StorageError) {
      try check()
      try readEnd()
      try command("COMMIT")
      guard PQpipelineSync(handle) == 1 else { throw lost() }
      (ended, sent) = (sent, [])
    }

    /// Undoes what was sent, so that the connection can be used again; a connection that cannot is
    /// broken.
    func rollBack() {
      gathering.drop()
      guard !isBroken else { return }
      _ = try? wait()
      let mustForget = failure?.code == "0A000"
      guard failure?.code != PostgresSchema.putBack else {
        // The pool gives up the other connections too: they know the same former instance.
        isBroken = true
        return
      }
      failure = nil
      do throws(StorageError) {
        try command("ROLLBACK")
        if mustForget { try forgetStatements() }
        try wait()
      } catch {
        isBroken = true
      }
    }
  }
#endif
