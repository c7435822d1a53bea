import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SiteClient
import Synchronization

/// A process with a share of the sites, each with a store and a key of its own. Executes the lines
/// on its standard input, all sites at once, and answers each with one line of JSON.
actor Worker {
  struct Answer: Codable {
    /// Milliseconds of each request to the centre that was answered.
    var latencies: [Double] = []
    var failures = 0
    var written = 0
    var acknowledged = 0
    /// How many entries each log of these sites holds.
    var logs: [String: UInt64] = [:]
    var error: String?
  }

  private let folder: String
  private var clients: [SiteClient] = []
  private let timing = Timing()

  init(folder: String) { self.folder = folder }

  func run() async {
    while let line = readLine() {
      timing.reset()
      var answer = Answer()
      do {
        try await perform(line.split(separator: " ").map(String.init), &answer)
      } catch {
        answer.error = "\(error)"
      }
      answer.latencies = timing.latencies
      answer.failures = timing.failures
      let data = (try? JSONEncoder().encode(answer)) ?? Data()
      FileHandle.standardOutput.write(data + Data([10]))
    }
  }

  private func perform(_ words: [String], _ answer: inout Answer) async throws {
    switch words.first {
    case "join": try await join(server: words[1], authority: words[2], words.dropFirst(3))
    case "write": try await write(count: Int(words[1]) ?? 0, seed: UInt64(words[2]) ?? 0)
    case "sync": try await sync()
    case "status":
      for client in clients {
        let status = try await client.status()
        answer.written += status.written
        answer.acknowledged += status.acknowledged
        let store = try RecordStore.open(
          in: client.folder, environment: StoreEnvironment(now: SiteEnvironment.systemTime))
        for log in try store.ledger() where log.isOwn {
          answer.logs[log.log.description] = log.entries
        }
        try store.close()
      }
    default: throw Unknown()
    }
  }

  struct Unknown: Error {}

  /// - Parameter codes: `SITE=CODE` for each site.
  private func join(server: String, authority: String, _ codes: ArraySlice<String>) async throws {
    let pem = Array(try Data(contentsOf: URL(filePath: authority)))
    let address = try CentreAddress(server)
    let timing = timing
    let environment = SiteEnvironment(
      retry: .attended,
      transport: { TimedTransport(CurlTransport(address: $0, authority: $1), timing) })
    for code in codes {
      let parts = code.split(separator: "=").map(String.init)
      guard parts.count == 2, let scope = Scope(parts[0]) else { throw Unknown() }
      let client = try SiteClient.create(
        in: folder + "/" + parts[0],
        NewStoreOptions(side: .site, scope: scope, trust: Scope("RBD"), nation: "england"),
        environment: environment)
      try await client.enrol(server: address, code: parts[1], authority: pem)
      clients.append(client)
    }
  }

  private func write(count: Int, seed: UInt64) async throws {
    var random = SystemRandomNumberGenerator()
    for client in clients {
      let drafts = try (0..<count).map { _ in
        try client.draft(.incident, try Incidents.document(using: &random))
      }
      _ = try await client.log(drafts)
    }
  }

  /// Every site at once, each until it is up to date, however often the connection breaks.
  private func sync() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in clients {
        group.addTask {
          for _ in 0..<600 {
            do throws(SiteError) {
              if try await client.sync().upToDate { return }
            } catch {
              guard error.isTransient else { throw error }
              try? await Task.sleep(for: .milliseconds(Int.random(in: 50...300)))
            }
          }
          throw SiteError.stuck
        }
      }
      try await group.waitForAll()
    }
  }
}

/// How long the centre took, request by request.
final class Timing: Sendable {
  private let values = Mutex<(latencies: [Double], failures: Int)>(([], 0))

  var latencies: [Double] { values.withLock { $0.latencies } }
  var failures: Int { values.withLock { $0.failures } }

  func reset() { values.withLock { $0 = ([], 0) } }
  func note(_ milliseconds: Double) { values.withLock { $0.latencies.append(milliseconds) } }
  func noteFailure() { values.withLock { $0.failures += 1 } }
}

private struct TimedTransport: Transport {
  let base: CurlTransport
  let timing: Timing

  init(_ base: CurlTransport, _ timing: Timing) { (self.base, self.timing) = (base, timing) }

  func post(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
    let start = DispatchTime.now().uptimeNanoseconds
    do {
      let response = try await base.post(request)
      timing.note(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
      return response
    } catch {
      timing.noteFailure()
      throw error
    }
  }
}
