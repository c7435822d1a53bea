import IRMER

/// A day as people in Britain type it.
enum SpokenDay {
  /// `2026-03-01`, `1/3/2026`, `1.3.2026`, `today`, `yesterday`; `nil` for anything else.
  static func day(_ text: String, today: CalendarDate) -> CalendarDate? {
    switch text.lowercased() {
    case "today": return today
    case "yesterday": return today.adding(days: -1)
    default: break
    }
    if let day = CalendarDate(text) { return day }
    let parts = text.split(omittingEmptySubsequences: false) { "/.".contains($0) }
    guard parts.count == 3, parts[2].utf8.count == 4,
      parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
      let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2])
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }
}
