import Aggregation
import Foundation
import RecordStore
import Replication
import SyncProtocol
import Synchronization
import TestSupport

/// Devices that enrolled like any other and then send, one after the other, whatever costs the
/// centre most (``HostileWriter``), while honest sites are working.
///
/// Each must be answered by a sync answer or a named refusal.
final class HostileDevices: Harm, @unchecked Sendable {
  // The tasks use only what is guarded by `state`; `join` is over before `begin`.
  private struct State {
    var statuses: [Int: Int] = [:]
    var longest = 0.0
    var isOver = false
  }

  private let centre: CentreProcess
  private let count: Int
  private let seconds: Int
  private var devices: [HostileClient] = []
  private let state = Mutex(State())
  private let ready = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  init(_ centre: CentreProcess, count: Int, seconds: Int) {
    (self.centre, self.count, self.seconds) = (centre, count, seconds)
  }

  func join() async throws {
    devices = try await HostileClient.enrolled(count, named: "HARM", at: centre)
  }

  /// Waits until each has its first request ready: the sites' part begins when theirs does.
  func begin() throws {
    defer { for _ in devices { ready.wait() } }
    Task.detached { [self] in
      await withTaskGroup(of: Void.self) { group in
        for (number, device) in devices.enumerated() {
          group.addTask { await self.harm(device, from: number) }
        }
      }
      done.signal()
    }
  }

  func end() throws -> String {
    state.withLock { $0.isOver = true }
    done.wait()
    let (statuses, longest) = state.withLock { ($0.statuses, $0.longest) }
    try HostileClient.check(Set(statuses.keys))
    let words = statuses.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value)" }
    return "\(count) hostile devices were answered \(words.joined(separator: ", ")), the slowest "
      + "after \(Int(longest)) ms"
  }

  /// Each begins with another kind, and continues with the next. A device that was told to wait
  /// continues at once.
  private func harm(_ device: HostileClient, from number: Int) async {
    var device = device
    let kinds = HostileWriter.Kind.allCases
    let until = DispatchTime.now().uptimeNanoseconds + UInt64(seconds) * 1_000_000_000
    var round = number
    while true {
      let requests = (try? device.writer.requests(kinds[round % kinds.count])) ?? []
      if round == number { ready.signal() }
      if requests.isEmpty { return }
      for request in requests {
        guard DispatchTime.now().uptimeNanoseconds < until, !state.withLock({ $0.isOver }) else {
          return
        }
        let start = DispatchTime.now().uptimeNanoseconds
        let status = await device.post(request)
        let milliseconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
        state.withLock { state in
          if let status { state.statuses[status, default: 0] += 1 }
          state.longest = max(state.longest, milliseconds)
        }
      }
      round += 1
    }
  }
}
