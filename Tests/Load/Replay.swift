import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import Synchronization
import TestSupport

/// An attacker who recorded a site's request and sends it again.
struct Replay {
  private let centre: CentreProcess
  private let folder: TemporaryFolder

  init(_ centre: CentreProcess) throws {
    self.centre = centre
    folder = try TemporaryFolder()
  }

  /// - Throws: `Crew.Failed` when a request is accepted a second time.
  func run(times: Int) async throws {
    let door = try Centre.open(
      in: centre.data, environment: StoreEnvironment(now: SiteEnvironment.systemTime))
    guard let scope = Scope("REPLAY") else { throw Crew.Failed(text: "a site's code") }
    let code = try await door.makeEnrolmentCode(site: scope, role: .site)
    try door.store.close()
    let recorder = Recorder()
    let address = try CentreAddress(centre.url)
    let authority = Array(try Data(contentsOf: URL(filePath: centre.authority)))
    let client = try SiteClient.create(
      in: folder.path, NewStoreOptions(side: .site, scope: scope, nation: "england"),
      environment: SiteEnvironment(transport: {
        RecordingTransport(base: CurlTransport(address: $0, authority: $1), recorder: recorder)
      }))
    try await client.enrol(server: address, code: code.text, authority: authority)
    _ = try await client.sync()
    guard let request = recorder.last.withLock({ $0 }) else {
      throw Crew.Failed(text: "nothing was recorded")
    }
    let transport = CurlTransport(address: address, authority: authority)
    for _ in 0..<times {
      guard try await transport.post(request).status == 401 else {
        throw Crew.Failed(text: "a replayed request was taken")
      }
    }
    print("  a recorded request was sent again \(times) times and refused each time")
  }
}

private final class Recorder: Sendable {
  let last = Mutex<TransportRequest?>(nil)
}

private struct RecordingTransport: Transport {
  let base: CurlTransport
  let recorder: Recorder

  func post(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
    recorder.last.withLock { $0 = request }
    return try await base.post(request)
  }
}
