#if Postgres
  import Aggregation
  import CentreStore
  import PostgresStorage
  import RecordStore
  import RecordTables
  import Replication
  import Storage
  import SyncProtocol
  import TestSupport
  import Testing

  /// How often an exchange waits for the database, whatever it brings: never once for each entry.
  @Suite("Waits of an exchange for the database")
  struct ExchangeRoundTripsTests {
    private static let now: Int64 = 1_800_000_000_000
    /// What an exchange with entries may wait.
    private static let mostWithEntries = 12
    private static let mostOfEmpty = 3
    /// What an exchange of a thousand new records may send, rows and queries that travel as one counted once:
    /// some for each batch of records and each table.
    private static let mostStatements = 200
    /// The same with the request's token, as the endpoint handles it: what it asks, the token used up with
    /// what is noted, and the commit of that. Its device is known from an earlier request.
    private static let mostOfEmptyRequest = 3

    private let equipment = FieldPath(literal: "equipmentId")

    /// A centre with a device, which has exchanged before.
    private struct Trust {
      let store: ScratchStore
      let centre: Centre
      var log: WrittenLog
      let caller: SyncExchange.Caller

      init(seed: UInt64 = 1) throws {
        store = try ScratchStore()
        centre = Centre(store: store.store, environment: store.environment)
        log = WrittenLog(seed: seed)
        caller = try Self.enrol(log, at: centre)
        try centre.administration.add(
          Administration.Subscription(
            id: "s1", role: "governance", site: nil, channel: .email, address: "a@example.test",
            secret: nil, createdAt: 1))
      }

      static func enrol(_ log: WrittenLog, at centre: Centre) throws -> SyncExchange.Caller {
        let admitted = try centre.administration.admit(
          replica: log.key.replica, publicKey: log.key.publicBytes,
          site: log.descriptor.scope.code, role: "site", name: "a", at: 1)
        _ = try #require(admitted)
        return SyncExchange.Caller(
          replica: log.key.replica, scopes: [log.descriptor.scope, centre.trust], isRevoked: false)
      }

      /// Writes records and their first values, and names them.
      mutating func found(_ count: Int) throws -> [RecordID] {
        var random = SeededGenerator(seed: UInt64(log.entries.count) + 7)
        return (0..<count).map { number in
          let record = RecordID.make(using: &random)
          log.write(
            [
              Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-11-27T10:00Z")),
              Operation(path: FieldPath(literal: "equipmentId"), value: .text("CT \(number)")),
              Operation(path: FieldPath(literal: "modality"), value: .text("ct")),
            ], to: record)
          return record
        }
      }

      /// - Returns: what was merged, and how often the exchange waited.
      func exchange(
        _ segments: [LogSegment], _ frontier: Frontier? = nil,
        from caller: SyncExchange.Caller? = nil
      ) async throws -> (merged: SyncTally, response: SyncResponse, waits: Int, statements: Int) {
        let request = SyncRequest(
          frontier: frontier ?? log.frontier, segments: segments,
          line: LineClaim(line: 1, acknowledged: 0, offered: 1))
        let engine = store.scratch.engine
        let before = (waits: engine.roundTrips, statements: engine.statementCount)
        let (response, tally) = try await centre.exchange(request, from: caller ?? self.caller)
        return (
          tally, response, engine.roundTrips - before.waits,
          engine.statementCount - before.statements
        )
      }
    }

    private func segments(_ log: WrittenLog, from first: Int = 1) throws -> [LogSegment] {
      try stride(from: first, through: log.entries.count, by: LogSegment.entriesMax).map {
        try log.segment($0...min(log.entries.count, $0 + LogSegment.entriesMax - 1))
      }
    }

    private func edit(_ record: RecordID, _ value: String, over base: OperationID)
      -> Replication
      .Operation
    {
      Operation(path: equipment, value: .text(value), supersedes: [base])
    }

    /// The operation of an entry that says which equipment it was.
    private func equipment(of sequence: Int, in log: WrittenLog) -> OperationID {
      OperationID(
        entry: EntryReference(
          log: log.log, sequence: UInt64(sequence), check: log.hashes[sequence].check),
        index: sequence <= 1000 ? 1 : 0)
    }

    @Test func `a thousand new records, and a thousand edits of them`() async throws {
      var trust = try Trust()
      let records = try trust.found(1000)
      // The first exchange of a new connection also asks which state of the database this is.
      _ = try await trust.exchange([], Frontier())

      let new = try await trust.exchange(try segments(trust.log))
      for (index, record) in records.enumerated() {
        trust.log.write(
          [edit(record, "MR \(index)", over: equipment(of: index + 1, in: trust.log))], to: record)
      }
      let edits = try await trust.exchange(try segments(trust.log, from: 1001))
      let again = try await trust.exchange(try segments(trust.log, from: 1001))

      #expect(new.merged.merged == 1000)
      #expect(edits.merged.merged == 1000)
      #expect(again.merged.known == 1000)
      #expect(new.waits <= Self.mostWithEntries, "\(new.waits)")
      #expect(edits.waits <= Self.mostWithEntries, "\(edits.waits)")
      #expect(again.waits <= Self.mostWithEntries, "\(again.waits)")
      #expect(new.statements <= Self.mostStatements, "\(new.statements)")
      // The rows of a record are removed and added again.
      #expect(edits.statements <= 2 * Self.mostStatements, "\(edits.statements)")
      let verified = try trust.centre.store.verify()
      #expect(verified.isSound, "\(verified.problems)")
    }

    @Test func `a thousand edits that another site's edits conflict with`() async throws {
      var trust = try Trust()
      let records = try trust.found(1000)
      _ = try await trust.exchange(try segments(trust.log))
      var other = WrittenLog(seed: 2)
      let caller = try Trust.enrol(other, at: trust.centre)
      for (index, record) in records.enumerated() {
        let base = equipment(of: index + 1, in: trust.log)
        trust.log.write([edit(record, "MR \(index)", over: base)], to: record)
        other.write([edit(record, "PET \(index)", over: base)], to: record)
      }
      _ = try await trust.exchange(try segments(trust.log, from: 1001))

      let conflicts = try await trust.exchange(try segments(other), other.frontier, from: caller)

      #expect(conflicts.merged.merged == 1000)
      #expect(try trust.centre.store.conflictCount() == 1000)
      #expect(conflicts.waits <= Self.mostWithEntries, "\(conflicts.waits)")
    }

    @Test func `entries that wait, and the ones that they waited for`() async throws {
      var trust = try Trust()
      let records = try trust.found(1000)
      var other = WrittenLog(seed: 2)
      let caller = try Trust.enrol(other, at: trust.centre)
      for (index, record) in records.enumerated() {
        other.write(
          [edit(record, "PET \(index)", over: equipment(of: index + 1, in: trust.log))], to: record)
      }

      let early = try await trust.exchange(try segments(other), other.frontier, from: caller)
      let late = try await trust.exchange(try segments(trust.log))

      #expect(early.merged.quarantined == 1000)
      #expect(late.merged.merged == 2000)
      #expect(try trust.centre.store.quarantine().isEmpty)
      #expect(early.waits <= 2 * Self.mostWithEntries, "\(early.waits)")
      #expect(late.waits <= 2 * Self.mostWithEntries, "\(late.waits)")
    }

    @Test func `a device that fetches a thousand entries`() async throws {
      var trust = try Trust()
      _ = try trust.found(1000)
      _ = try await trust.exchange(try segments(trust.log))
      let other = WrittenLog(seed: 2)
      let caller = try Trust.enrol(other, at: trust.centre)
      _ = try await trust.exchange([], trust.log.frontier, from: caller)

      let fetched = try await trust.exchange([], Frontier(), from: caller)

      #expect(fetched.merged.sent >= 512)
      #expect(fetched.waits <= Self.mostWithEntries, "\(fetched.waits)")
    }

    @Test func `a revoked device is answered, with nothing of the centre's`() async throws {
      var trust = try Trust()
      _ = try trust.found(3)
      _ = try await trust.exchange(try segments(trust.log))
      let caller = SyncExchange.Caller(
        replica: trust.caller.replica, scopes: trust.caller.scopes, isRevoked: true)

      let answer = try await trust.exchange([], Frontier(), from: caller)

      #expect(answer.response.revoked && answer.response.segments.isEmpty)
    }

    @Test func `an exchange with nothing new waits three times and flushes nothing`() async throws {
      var trust = try Trust()
      _ = try trust.found(20)
      _ = try await trust.exchange(try segments(trust.log))
      _ = try await trust.exchange([])
      let durable = trust.store.watched.ledgerTransactions

      let empty = try await trust.exchange([])

      #expect(empty.merged.merged == 0)
      #expect(empty.waits <= Self.mostOfEmpty, "\(empty.waits)")
      #expect(trust.store.watched.ledgerTransactions == durable)
    }

    @Test func `a whole request with nothing new waits three times`() async throws {
      var trust = try Trust()
      _ = try trust.found(20)
      _ = try await trust.exchange(try segments(trust.log))
      let body = try SyncRequest(
        frontier: trust.log.frontier, line: LineClaim(line: 1, acknowledged: 0, offered: 1)
      ).encoded()

      for nonce: UInt8 in 1...3 {
        let token = try RequestToken.signed(
          method: "POST", path: "/v1/sync", body: body, issuedAt: trust.centre.now(),
          nonce: Array(repeating: nonce, count: 16), by: trust.log.key)
        let before = trust.store.scratch.engine.roundTrips
        let recognised = try await trust.centre.recognise(
          authorization: token.authorization, method: "POST", path: "/v1/sync")
        let answer = try await trust.centre.quietAnswer(
          to: recognised, body: body, message: { body })
        let waits = trust.store.scratch.engine.roundTrips - before

        #expect(answer != nil)
        #expect(nonce == 1 || waits <= Self.mostOfEmptyRequest, "\(waits)")
      }
    }
  }
#endif
