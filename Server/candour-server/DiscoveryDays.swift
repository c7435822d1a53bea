import ArgumentParser
import IRMER

/// For commands that write the incidents discovered within some days.
struct DiscoveryDays: ParsableArguments {
  @Option(help: ArgumentHelp("Discovered on this day or later.", valueName: "DAY"))
  var from: String?
  @Option(help: ArgumentHelp("Discovered on this day or earlier.", valueName: "DAY"))
  var to: String?

  func parsed() throws -> (from: CalendarDate?, to: CalendarDate?) {
    (try Self.day("--from", from), try Self.day("--to", to))
  }

  private static func day(_ option: String, _ text: String?) throws -> CalendarDate? {
    guard let text else { return nil }
    guard let day = CalendarDate(text) else {
      throw Failure.unusable("bad-day", "“\(text)” is not a day. Give \(option) as 2026-03-01.")
    }
    return day
  }
}
