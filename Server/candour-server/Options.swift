import Aggregation
import ArgumentParser
import FoundationEssentials
import RecordStore

/// What every command takes.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The centre's data folder.", valueName: "DIR"))
  var data: String

  @Flag(help: "Print one JSON document.")
  var json = false

  /// Opens the centre. Works beside a running server.
  func centre() throws -> Centre {
    try Centre.open(in: data, environment: try Now.environment())
  }
}

/// The centre's now: the system's clock, or `CANDOUR_NOW`.
enum Now {
  static func environment() throws -> StoreEnvironment {
    guard let text = ProcessInfo.processInfo.environment["CANDOUR_NOW"], !text.isEmpty else {
      return StoreEnvironment(now: { Int64(Date().timeIntervalSince1970 * 1000) })
    }
    let fixed =
      (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    guard let fixed else {
      throw Failure.unusable("bad-now", "CANDOUR_NOW is not a date-time of RFC 3339.")
    }
    let milliseconds = Int64((fixed.timeIntervalSince1970 * 1000).rounded())
    return StoreEnvironment(now: { milliseconds })
  }

  static func text(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}

extension Role: ExpressibleByArgument {}
