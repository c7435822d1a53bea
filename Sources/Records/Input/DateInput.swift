public import IRMER

/// Reads a day as people in Britain write it.
public struct DateInput: Hashable, Sendable {
  /// The day that is meant.
  public let day: CalendarDate
  /// What to ask before it is accepted: a guessed year, a weekday that does not match.
  public let doubt: String?

  /// A day longer ago than this is confirmed by a question.
  private static let daysAgoMax = 366

  /// `25/11`, `25 Nov`, `Wednesday`, `26-11-26`, `yesterday`, `2026-11-25`; `nil` for anything
  /// else.
  ///
  /// The day comes before the month, as in Britain. Without a year it is the last such day, or the
  /// next one for a field that expects a future day: a day by which something is due.
  public init?(_ text: some StringProtocol, today: CalendarDate, isAhead: Bool = false) {
    guard let first = text.first(where: { !$0.isWhitespace }), first.isLetter || first.isNumber
    else {
      return nil
    }
    var words = text.lowercased().split { $0.isWhitespace || ",/.-".contains($0) }.map(String.init)
    if words.count == 3, let day = CalendarDate(words.joined(separator: "-")) {
      self.init(day, doubt: nil, today: today)
      return
    }
    var weekday: CalendarDate.Weekday?
    words.removeAll { ["the", "of", "on", "last"].contains($0) }
    if words.count > 1, let named = words.first.flatMap(Self.weekday) {
      weekday = named
      words.removeFirst()
    }
    guard let found = Self.day(words, today: today, isAhead) else { return nil }
    var doubt: String?
    if let weekday, found.weekday != weekday {
      doubt = "\(found.displayText) is a \(found.weekday.name)."
    }
    self.init(found, doubt: doubt, today: today)
  }

  private init(_ day: CalendarDate, doubt: String?, today: CalendarDate) {
    self.day = day
    let ago = day.days(until: today)
    self.doubt =
      doubt
      ?? (ago > Self.daysAgoMax ? "That is \(day.displayText), \(Self.ago(ago))." : nil)
  }

  private static func ago(_ days: Int) -> String {
    days < 730 ? "more than a year ago" : "\(days / 365) years ago"
  }

  private static func day(
    _ words: [String], today: CalendarDate, _ isAhead: Bool
  ) -> CalendarDate? {
    switch words.count {
    case 1:
      switch words[0] {
      case "today": return today
      case "yesterday": return today.adding(days: -1)
      case "tomorrow": return isAhead ? today.adding(days: 1) : nil
      default: return weekday(words[0]).flatMap { near($0, today: today, isAhead) }
      }
    case 2:
      return dayAndMonth(words).flatMap { near(day: $0, month: $1, today: today, isAhead) }
    case 3:
      if words[1] == "days" || words[1] == "day", words[2] == "ago", let days = number(words[0]) {
        return today.adding(days: -days)
      }
      guard let (day, month) = dayAndMonth(Array(words.prefix(2))),
        let year = year(words[2], today: today, isAhead)
      else { return nil }
      return CalendarDate(year: year, month: month, day: day)
    default: return nil
    }
  }

  private static func dayAndMonth(_ words: [String]) -> (day: Int, month: Int)? {
    if let month = month(words[0]), let day = ordinal(words[1]) { return (day, month) }
    guard let day = ordinal(words[0]) else { return nil }
    return (month(words[1]) ?? number(words[1])).map { (day, $0) }
  }

  /// The last day of this name, or the next one; today included.
  private static func near(
    _ weekday: CalendarDate.Weekday, today: CalendarDate, _ isAhead: Bool
  ) -> CalendarDate? {
    (0..<7).map { today.adding(days: isAhead ? $0 : -$0) }.first { $0.weekday == weekday }
  }

  /// The last such day up to today, or the first from today on.
  private static func near(
    day: Int, month: Int, today: CalendarDate, _ isAhead: Bool
  ) -> CalendarDate? {
    let here = CalendarDate(year: today.year, month: month, day: day)
    if let here, isAhead ? here >= today : here <= today { return here }
    return CalendarDate(year: today.year + (isAhead ? 1 : -1), month: month, day: day) ?? here
  }

  private static func number(_ word: String) -> Int? {
    word.utf8.allSatisfy { 0x30...0x39 ~= $0 } && word.utf8.count <= 4 ? Int(word) : nil
  }

  /// `25`, `25th`.
  private static func ordinal(_ word: String) -> Int? {
    let isOrdinal = ["st", "nd", "rd", "th"].contains { word.hasSuffix($0) }
    return number(isOrdinal ? String(word.dropLast(2)) : word)
  }

  /// `26` is 2026 and `99` is 1999: the last such year that is not after next year, or for a field
  /// that expects a future day not more than half a century ahead, so that `30` is 2030.
  private static func year(_ word: String, today: CalendarDate, _ isAhead: Bool) -> Int? {
    guard let year = number(word) else { return nil }
    switch word.utf8.count {
    case 4: return year
    case 2:
      let latest = today.year + (isAhead ? 50 : 1)
      return 2000 + year <= latest ? 2000 + year : 1900 + year
    default: return nil
    }
  }

  private static func month(_ word: String) -> Int? {
    guard word.count >= 3 else { return nil }
    return CalendarDate.monthNames.firstIndex { $0.lowercased().hasPrefix(word) }.map { $0 + 1 }
  }

  private static func weekday(_ word: String) -> CalendarDate.Weekday? {
    guard word.count >= 3 else { return nil }
    return CalendarDate.Weekday.allCases.first { $0.name.lowercased().hasPrefix(word) }
  }
}

extension DateInput {
  /// Whether a field is a due date, which is mostly in the future.
  static func isAhead(_ path: String) -> Bool {
    let key = path.split(separator: "/").last?.lowercased() ?? ""
    return key.hasPrefix("due") || key.hasSuffix("due")
      || ["reviewdate", "validto", "agreeddate"]
        .contains(key)
  }
}

extension CalendarDate {
  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `25 November 2026`: as people in Britain read it.
  public var displayText: String { "\(day) \(Self.monthNames[month - 1]) \(year)" }

  /// `Wednesday 25 November`: for a day in the near past or future.
  public var weekdayWords: String { "\(weekday.name) \(day) \(Self.monthNames[month - 1])" }
}

extension CalendarDate.Weekday {
  public var name: String {
    switch self {
    case .monday: "Monday"
    case .tuesday: "Tuesday"
    case .wednesday: "Wednesday"
    case .thursday: "Thursday"
    case .friday: "Friday"
    case .saturday: "Saturday"
    case .sunday: "Sunday"
    }
  }
}
