#if Postgres
  import Aggregation
  @testable import RecordStore
  import CentreStore
  import Replication
  import Storage
  import SyncProtocol
  import TestSupport
  import Testing

  /// The database may break a transaction off before its commit; then its body is run again.
  @Suite("Bodies of transactions that are run twice")
  struct RepeatedBodyTests {
    private static let now: Int64 = 1_800_000_000_000

    private let path = FieldPath(literal: "equipmentId")

    /// Does what a centre does in a day.
    ///
    /// - Returns: what each step answered.
    private func day(_ scratch: ScratchStore) async throws -> [String] {
      let centre = Centre(store: scratch.store, environment: scratch.environment)
      return try people(centre.administration) + (await exchange(centre))
        + records(centre.store, centre) + messages(centre.administration)
        + (await accesses(centre))
    }

    private func hash(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: 32) }

    private func people(_ administration: Administration) throws -> [String] {
      let person = Administration.Person(
        id: "p1", email: "ann@example.test", role: "governance", password: "x", createdAt: 1)
      try administration.put(person)
      try administration.add(
        Administration.Token(id: "t1", role: "reader", name: "n", createdAt: 1, expiresAt: nil),
        hash: hash(1))
      try administration.setRecoveryCodes([hash(7), hash(8)], of: "p1")
      try administration.addCode(
        hash: hash(9), site: "RBD02", role: "site", readmits: nil, at: 1, expiresAt: Self.now * 2)
      let key = WrittenLog(seed: 1).key
      let enrolled = try administration.enrol(
        replica: key.replica, publicKey: key.publicBytes, name: "a", codeHash: hash(9), at: 2)
      return [
        "\(try administration.useRecoveryCode(hash(7), of: "p1"))",
        "\(try administration.useRecoveryCode(hash(7), of: "p1"))", "\(enrolled as Any)",
        "\(try administration.revoke(token: "t1", at: 5))",
        "\(try administration.spend(nonce: [4], of: key.replica, at: 1, keepUntil: 9))",
        "\(try administration.spend(nonce: [4], of: key.replica, at: 1, keepUntil: 9))",
      ]
    }

    private func exchange(_ centre: Centre) async throws -> [String] {
      var log = WrittenLog(seed: 1)
      for number in 0..<30 {
        log.write([
          Operation(path: EntryPayload.foundingPath, value: .text("2026-11-27T10:00Z")),
          Operation(path: path, value: .text("CT \(number)")),
        ])
      }
      let caller = SyncExchange.Caller(
        replica: log.key.replica, scopes: [log.descriptor.scope, centre.trust], isRevoked: false)
      var answers: [String] = []
      for range in [1...12, 1...12, 13...30] {
        let claim = LineClaim(line: 1, acknowledged: 0, offered: UInt64(range.upperBound))
        let request = SyncRequest(
          frontier: log.frontier, segments: [try log.segment(range)], line: claim)
        let (response, tally) = try await centre.exchange(request, from: caller)
        answers.append("\(tally) \(response.isBehind) \(response.frontier[log.log] as Any)")
      }
      return answers
    }

    /// Writes, corrects and redacts a record of the centre's own.
    private func records(_ store: RecordStore, _ centre: Centre) throws -> [String] {
      var random = SeededGenerator(seed: 5)
      let record = RecordID.make(using: &random)
      func change(_ value: String) -> Change {
        Change(
          record: record, kind: "incident", scope: centre.trust, author: "operator",
          reason: "a reason", operations: [Operation(path: path, value: .text(value))])
      }
      let first = try store.write([change("one")])
      let second = try store.write([change("two"), change("three")])
      try store.signHeads()
      try store.noteSyncBlocker(code: "c", text: "t")
      let isComplete = try store.completeTexts()
      return ["\(first.count) \(second.count) \(isComplete) \(try store.syncBlockers().count)"]
    }

    private func messages(_ administration: Administration) throws -> [String] {
      try administration.add(
        Administration.Subscription(
          id: "s1", role: "governance", site: nil, channel: .email, address: "a@example.test",
          secret: nil, createdAt: 1))
      let isAdded = try administration.addTest(for: "s1", at: 3)
      let times = Administration.AlertTimes(digestHour: 0, silentAfter: 1)
      try administration.queueAlertsOfTheDay(times)
      try administration.queueAlertsOfTheDay(times)
      let waiting = try administration.dueMessages(at: Self.now * 2, limit: 99)
      let message = try #require(waiting.first)
      let claims = try [
        administration.claim(message.id, at: Self.now * 2, until: Self.now * 3),
        administration.claim(message.id, at: Self.now * 2, until: Self.now * 3),
      ]
      try administration.noteFailure(of: message.id, "x", at: Self.now * 2, next: nil)
      let again = try administration.retryMessages(message.id)
      return ["\(isAdded) \(waiting.map(\.key)) \(claims) \(again)"]
    }

    private func accesses(_ centre: Centre) async throws -> [String] {
      let principal = Principal(id: "p1", role: .governance, kind: .program(name: "n"))
      centre.note(principal, "read", "incidents")
      try await centre.writeAccesses()
      try await centre.writeAccesses()
      return ["\(try centre.administration.accesses(limit: 9).count)"]
    }

    /// How many rows each table has.
    private func counts(_ scratch: ScratchStore) throws -> [String: ColumnValue] {
      let tables = try scratch.scratch.rows(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = ?",
        [.text(scratch.scratch.schema)])
      var counts: [String: ColumnValue] = [:]
      for case .text(let table) in tables.map({ $0[0] }) {
        counts[table] = try scratch.scratch.rows("SELECT count(*) FROM \(table)")[0][0]
      }
      return counts
    }

    @Test func `do once what they do`() async throws {
      let (once, twice) = (try ScratchStore(), try ScratchStore(repeating: true))

      let answers = (try await day(once), try await day(twice))

      #expect(answers.0 == answers.1)
      #expect(try counts(once) == counts(twice))
      let sums = """
        SELECT (SELECT sum(head) FROM log), (SELECT max(change) FROM recordChange),
          (SELECT sum(attempts) FROM message), (SELECT count(*) FROM fork)
        """
      #expect(try once.scratch.rows(sums) == twice.scratch.rows(sums))
      for centre in [once, twice] {
        let verified = try centre.store.verify()
        #expect(verified.isSound, "\(verified.problems)")
        #expect(verified.records == 31)
      }
    }
  }
#endif
