import Foundation

/// One line of the report.
struct Result {
  let name: String
  let value: String
  let ratio: String
  let aim: String
  /// Whether the aim was reached; `nil` where it is no number, or not of this size.
  var isReached: Bool?

  /// The aim, with the word `missed` where it was not reached.
  var judgedAim: String { isReached == false ? "\(aim) missed" : aim }
}

enum Measure {
  /// `CLOCK=cpu` counts this process's processor time instead of the wall clock's: for comparing
  /// two versions on a machine with other work. It excludes waiting for the disk.
  private static let clock =
    ProcessInfo.processInfo.environment["CLOCK"] == "cpu"
    ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC

  /// Seconds from an arbitrary beginning.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds that the work took.
  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = now()
    try work()
    return now() - start
  }

  /// The most memory that this process has held, in MiB (`VmHWM`).
  static func peakMemory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return (Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0) / 1024
  }

  static func rate(_ count: Int, _ seconds: Double) -> String {
    "\(Int(Double(count) / seconds)) /s"
  }

  static func milliseconds(_ seconds: Double) -> String {
    String(format: "%.2f ms", seconds * 1000)
  }

  static func microseconds(_ seconds: Double, _ count: Int) -> String {
    String(format: "%.1f µs", seconds * 1e6 / Double(max(count, 1)))
  }

  static func seconds(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }

  static func ratio(_ value: Double, _ baseline: Double, _ name: String) -> String {
    String(format: "%.2f × ", value / baseline) + name
  }

  static func print(_ results: [Result]) {
    let rows =
      [["what", "measured", "ratio", "aim"]]
      + results.map { [$0.name, $0.value, $0.ratio, $0.judgedAim] }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = row.enumerated().map {
        $1.padding(toLength: widths[$0], withPad: " ", startingAt: 0)
      }
      Swift.print(cells.joined(separator: "  "))
    }
  }
}
