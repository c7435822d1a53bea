import Foundation
import Replication
import SyncProtocol

/// The most that one request of one enrolled device costs the centre, kind by kind: processor time,
/// and memory above what the server held before, while nothing else runs.
struct WorstRequests {
  /// What a request may cost.
  static let millisecondsMax = 1000
  static let mebibytesMax = 64

  private struct Cost {
    var requests = 0
    var statuses: Set<Int> = []
    var milliseconds = 0
    var mebibytes = 0
  }

  let centre: CentreProcess

  /// Has a separate device send each kind, and prints the most expensive request of each.
  ///
  /// - Returns: the kinds that cost more than allowed.
  func run() async throws -> [String] {
    print(
      """

      the costliest request of an enrolled device, by kind (at most \(Self.millisecondsMax) ms of CPU, \
      \(Self.mebibytesMax) MiB):
      """)
    let kinds = HostileWriter.Kind.allCases
    let clients = try await HostileClient.enrolled(kinds.count, named: "WORST", at: centre)
    // The very first request includes what the server sets up once.
    _ = await clients.first?.post(SyncRequest(frontier: Frontier()))
    var beyond: [String] = []
    for (kind, client) in zip(kinds, clients) {
      let cost = try await measure(kind, client)
      try HostileClient.check(cost.statuses)
      let name = kind.rawValue.padding(toLength: 26, withPad: " ", startingAt: 0)
      let statuses = cost.statuses.sorted().map(String.init).joined(separator: ", ")
      print(
        "  \(name) \(cost.milliseconds) ms  \(cost.mebibytes) MiB  (\(cost.requests) × \(statuses))"
      )
      if cost.milliseconds > Self.millisecondsMax || cost.mebibytes > Self.mebibytesMax {
        beyond.append(kind.rawValue)
      }
    }
    return beyond
  }

  private func measure(_ kind: HostileWriter.Kind, _ client: HostileClient) async throws -> Cost {
    var client = client
    var cost = Cost()
    for request in try client.writer.requests(kind) {
      let before = centre.usage(resettingPeak: true)
      let status = await client.post(request)
      let after = centre.usage(resettingPeak: false)
      guard let status else { throw Crew.Failed(text: "no answer to \(kind.rawValue)") }
      cost.requests += 1
      cost.statuses.insert(status)
      cost.milliseconds = max(cost.milliseconds, after.milliseconds - before.milliseconds)
      cost.mebibytes = max(cost.mebibytes, (after.peak - before.resident) / 1024)
    }
    return cost
  }
}
