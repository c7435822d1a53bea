internal import Aggregation
internal import Synchronization

/// The requests of the exchange that each device has in progress: their bodies are in memory.
final class ExchangesUnderWay: Sendable {
  private let countMax: Int
  private let counts = Mutex<[String: Int]>([:])

  init(perDeviceMax countMax: Int) { self.countMax = countMax }

  /// Runs a request of a device.
  ///
  /// - Throws: ``SyncRefusal/tooManyAtOnce`` when it has reached its limit of concurrent requests.
  func run<T: Sendable>(
    of device: String, _ body: () async throws -> T
  ) async throws -> T {
    try enter(device)
    defer { leave(device) }
    return try await body()
  }

  private func enter(_ device: String) throws(SyncRefusal) {
    let hasRoom = counts.withLock { counts in
      let count = counts[device] ?? 0
      guard count < countMax else { return false }
      counts[device] = count + 1
      return true
    }
    guard hasRoom else { throw .tooManyAtOnce }
  }

  private func leave(_ device: String) {
    counts.withLock { counts in
      guard let count = counts[device] else { return }
      counts[device] = count > 1 ? count - 1 : nil
    }
  }
}
