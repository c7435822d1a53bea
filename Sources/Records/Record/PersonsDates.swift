import IRMER

/// A record holds days as `2026-03-01` and times as `2026-03-01T09:30:00Z`; people read `1 March
/// 2026`.
public enum PersonsDates {
  /// The text in words where all of it is a day or a time; any other text as it is.
  public static func displayText(_ text: String) -> String {
    let length = text.utf8.count
    guard length >= 10, length < 40, text.utf8.first.map({ 48...57 ~= $0 }) ?? false else {
      return text
    }
    if length == 10 { return CalendarDate(text)?.displayText ?? text }
    return Moment(text)?.displayText ?? text
  }

  /// A sentence with its days in words: `14 February 2026` for `2026-02-14`.
  public static func sentence(_ sentence: String) -> String {
    sentence.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.utf8.count >= 10, let day = CalendarDate(word.prefix(10)) else {
        return String(word)
      }
      return day.displayText + word.dropFirst(10)
    }.joined(separator: " ")
  }
}
