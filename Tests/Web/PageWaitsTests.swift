#if Postgres
  import HTTPTypes
  import RecordStore
  import Storage
  import Synchronization
  import Replication
  import TestStores
  import TestSupport
  import Testing

  @testable import Aggregation
  @testable import Web

  /// How often a page waits for the database, however much it shows.
  @Suite("Waits of a page for the database")
  struct PageWaitsTests {
    /// Round trips of any page, who opens it and the figures of its menu among them. The number may
    /// fall, and not rise.
    private static let waitsMax = 6

    /// Pages that can be opened as they are, with a role that may.
    private static let pages: [(path: String, role: Role)] = Endpoint.pages.compactMap { page in
      guard page.method == .get, !page.path.contains("{"), !page.path.hasSuffix("/pdf"),
        case .roles = page.access, let role = Role.allCases.first(where: page.admits)
      else { return nil }
      return (page.path, role)
    }

    @Test func `no page waits more often, and none once for each of its records`() async throws {
      let harness = try WebHarness(at: .postgres)
      var log = WrittenLog(seed: 1)
      for number in 0..<60 {
        log.write([
          Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-11-27T10:00Z")),
          Operation(path: FieldPath(literal: "equipmentId"), value: .text("CT \(number)")),
          Operation(path: FieldPath(literal: "discoveredOn"), value: .text("2026-02-27")),
          Operation(path: FieldPath(literal: "exposedOn"), value: .text("2026-02-27")),
          Operation(path: FieldPath(literal: "modality"), value: .text("ct")),
        ])
      }
      _ = try harness.centre.store.ingest([try log.segment()], onFork: .refuse) { _ in .merge }
      let record = try EntryHeader(decoding: log.entries[0].header).record
      let more = ["/search?q=CT", "/incidents?q=CT", "/incidents/RBD02:\(record)"]

      #expect(Self.pages.count > 30)
      for (path, role) in Self.pages + more.map({ ($0, Role.governance) }) {
        let session = try await harness.session(role)
        // What a page keeps in memory is there from the first time on.
        _ = await harness.get(path, as: session)
        // The figures of the menu are no longer taken to be recent.
        harness.advance(minutes: 2)
        let before = harness.waits()
        let answer = await harness.get(path, as: session)
        let waits = harness.waits() - before
        #expect(answer.status < 400, "\(path)")
        #expect(waits <= Self.waitsMax, "\(path) waited \(waits) times")
      }
    }
  }

  /// An engine that stops confirming commits.
  private final class UnconfirmingEngine: StorageEngine {
    private let engine: any StorageEngine
    let isUnconfirming = Atomic<Bool>(false)
    let commits = Atomic<Int>(0)

    init(_ engine: any StorageEngine) { self.engine = engine }

    func transaction<T>(
      _ kind: TransactionKind, in schema: String, _ body: (any EngineConnection) throws -> T
    ) throws -> T {
      let result = try engine.transaction(kind, in: schema, body)
      guard kind == .ledger else { return result }
      commits.add(1, ordering: .relaxed)
      if isUnconfirming.load(ordering: .relaxed) {
        throw StorageError(.uncertain, message: "not confirmed", code: "08007")
      }
      return result
    }

    func createSchema(_ schema: String) throws { try engine.createSchema(schema) }
    func instance(of schema: String) throws -> String { try engine.instance(of: schema) }
    func close() throws { try engine.close() }
  }

  @Suite("A commit that the database did not confirm")
  struct UnconfirmedCommitTests {
    @Test func `is answered with 503, says so, and is not repeated`() async throws {
      let engine = Mutex<UnconfirmingEngine?>(nil)
      let harness = try WebHarness(at: .postgres) { given in
        let made = UnconfirmingEngine(given)
        engine.withLock { $0 = made }
        return made
      }
      let unconfirming = try #require(engine.withLock { $0 })
      let session = try await harness.session(.governance)
      let form = try #require(await harness.get("/account", as: session).hidden("form-token"))
      let before = unconfirming.commits.load(ordering: .relaxed)

      unconfirming.isUnconfirming.store(true, ordering: .relaxed)
      let answer = await harness.post(
        "/tokens", ["form-token": form, "name": "x", "role": "reader", "days": "1"], as: session)

      #expect(answer.status == 503, "\(answer.body)")
      #expect(answer.headers[.retryAfter] != nil)
      #expect(answer.body.contains("it is not known whether this was stored"))
      #expect(unconfirming.commits.load(ordering: .relaxed) == before + 1)
    }
  }
#endif
