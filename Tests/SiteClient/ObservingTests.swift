import Dispatch
import Foundation
import Replication
import TestSupport
import Testing

@testable import SiteClient

@Suite("Observing a site")
struct ObservingTests {
  private let trust: TestTrust

  init() throws { trust = try TestTrust() }

  private var site: Site { Site("RBD01", nation: .england, role: "radiographer") }

  private func open() async throws -> SiteClient {
    try await SiteClient.open(
      at: trust.folder.path("site"), site, environment: trust.environment())
  }

  private func incident(_ client: SiteClient) -> Incident {
    Incident { $0.discoveredOn = client.today }
  }

  @Test func `shows the value now, and again after each write, here or by somebody else`()
    async throws
  {
    let client = try await open()
    // A second connection to the file, as another process has it.
    let other = try await open()
    var values = client.observe(.incidents()).makeAsyncIterator()

    #expect(try await values.next()?.count == 0)
    try await client.log(incident(client))
    #expect(try await values.next()?.count == 1)
    try await other.log(incident(other))
    #expect(try await values.next()?.count == 2)
  }

  @Test func `a write that leaves the value as it is shows nothing`() async throws {
    let client = try await open()
    var values = client.observe(.audits).makeAsyncIterator()
    #expect(try await values.next()?.count == 0)

    try await client.log(incident(client))
    try await client.log(Audit { $0.title = "Doses of chest CT" })

    #expect(try await values.next()?.count == 1)
  }

  @Test func `ends with the task that reads it`() async throws {
    let client = try await open()
    let reading = Task {
      var shown = 0
      for try await _ in client.observe(.incidents()) { shown += 1 }
      return shown
    }

    reading.cancel()

    #expect(try await reading.value <= 1)
  }

  @Test func `work runs on the client's own queue, not on the threads of all tasks`() async throws {
    let client = try await open()

    await client.onItsQueue()
  }

  @Test func `changes that nobody reads wait as one set`() async throws {
    let records = (1...4).map { RecordID(high: 0x4000, low: 0x8000_0000_0000_0000 + $0) }
    let broadcast = ChangeBroadcast()
    let (slow, quick) = (broadcast.stream(), broadcast.stream())
    var (slowly, quickly) = (slow.makeAsyncIterator(), quick.makeAsyncIterator())

    for record in records.dropLast() {
      broadcast.send([record])
      #expect(await quickly.next() == [record])
    }
    #expect(await slowly.next() == Set(records.dropLast()))
    broadcast.send([records[3]])
    #expect(await slowly.next() == [records[3]])
  }

  @Test func `a folder of another site is refused by the site's code`() async throws {
    _ = try await open()

    await #expect(throws: SiteError.self) {
      try await SiteClient.open(
        at: trust.folder.path("site"), Site("RBD02", nation: .england, role: "radiographer"))
    }
    await #expect(throws: SiteError.self) {
      try await SiteClient.open(
        at: trust.folder.path("new"), Site("ward 1", nation: .england, role: "radiographer"))
    }
  }

  @Test func `an error is described by the sentence of the command line`() async throws {
    let client = try await open()

    let error = await #expect(throws: SiteError.self) { try await client.sync() }

    #expect(error?.explanation.code == "not-enrolled")
    #expect(error?.localizedDescription == error?.description)
    #expect(error?.description.contains("All local work is safe") == true)
  }
}

extension SiteClient {
  /// Traps on any other queue.
  fileprivate func onItsQueue() {
    dispatchPrecondition(condition: .onQueue(executor.queue))
  }
}
