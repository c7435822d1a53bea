import Foundation
import RecordStore
import Replication
import SiteClient
import Synchronization
import TestSupport

/// A centre, and clients of one site that reach it.
final class TestTrust {
  /// 2026-03-02T12:00:00Z
  static let noon: Int64 = 1_772_452_800_000

  let folder: TemporaryFolder
  let centre: InMemoryCentre
  let clock = ImmediateClock()

  init() throws {
    folder = try TemporaryFolder()
    let ticks = Ticks(Self.noon)
    centre = try InMemoryCentre(in: folder.path("centre"), now: { ticks.next() })
  }

  /// - Parameter hoursWrong: how far the site's clock is ahead of the centre's.
  func site(_ name: String, hoursWrong: Int64 = 0) throws -> SiteClient {
    try SiteClient.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .site, scope: Scope("RBD01")!, nation: "england", author: "radiographer"),
      environment: environment(hoursWrong: hoursWrong))
  }

  func environment(hoursWrong: Int64 = 0) -> SiteEnvironment {
    let ticks = Ticks(Self.noon + hoursWrong * 3_600_000)
    let centre = centre
    return SiteEnvironment(
      now: { ticks.next() }, clock: clock, transport: { _, _ in centre })
  }

  func enrolled(_ name: String, code: String, hoursWrong: Int64 = 0) async throws -> SiteClient {
    let client = try site(name, hoursWrong: hoursWrong)
    try await client.enrol(server: try CentreAddress("https://centre.example"), code: code)
    return client
  }
}

/// A clock that advances ten milliseconds whenever it is read.
final class Ticks: Sendable {
  private let time: Mutex<Int64>
  init(_ start: Int64) { time = Mutex(start) }
  func next() -> Int64 {
    time.withLock { time in
      time += 10
      return time
    }
  }
}

/// The form of a `Date` header.
enum HTTPTime {
  static func text(_ milliseconds: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
  }
}
