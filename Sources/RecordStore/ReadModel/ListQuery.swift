internal import GRDB
public import IRMER
public import Records

/// A page of a list: some rows, and the place after which the next page begins.
public struct ListPage<Row: Hashable & Sendable>: Hashable, Sendable {
  public let rows: [Row]
  /// `nil` on the last page.
  public let next: ListPlace?
}

/// A place between two rows of a list: after the row that has these values in its order.
///
/// It names a row and not a number, so that a page neither repeats nor skips anything when the list
/// changes in between.
public struct ListPlace: Hashable, Sendable {
  let first: String
  let second: String
  let row: Int64

  init(first: String, second: String, row: Int64) {
    (self.first, self.second, self.row) = (first, second, row)
  }

  /// As one text, for a link or a cursor.
  public var text: String { "\(row) \(first.utf8.count) \(first)\(second)" }

  /// - Returns: `nil` for what no ``text`` is.
  public init?(text: String) {
    let parts = text.utf8.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let row = Int64(String(parts[0]) ?? ""),
      let count = Int(String(parts[1]) ?? ""), 0...parts[2].count ~= count,
      let first = String(parts[2].prefix(count)), let second = String(parts[2].dropFirst(count))
    else { return nil }
    self.init(first: first, second: second, row: row)
  }
}

/// Which notifications are wanted; the one whose clock ends first comes first, those without a clock
/// last.
public struct NotificationQuery: Hashable, Sendable {
  public var site: String?
  /// Only those in this state on ``today``.
  public var state: NotificationState?
  /// Only those of incidents discovered on this day or later.
  public var from: CalendarDate?
  /// Only those of incidents discovered on this day or before.
  public var to: CalendarDate?
  /// Notifications of themes that count for ``site`` too, by the theme's identifier: a theme has
  /// incidents at several sites.
  public var themes: [String] = []
  public let today: CalendarDate

  public init(today: CalendarDate) { self.today = today }

  /// The day of the clock that runs; as ``NotificationRow/runningClock``.
  static let clock = "CASE step WHEN 'none' THEN notifyBy WHEN 'notified' THEN reportBy END"
  /// The same, with a day after all others where none runs.
  static let clockOrEnd = "coalesce(\(clock), '9999-99-99')"

  var condition: ListCondition {
    var condition = ListCondition()
    if let site {
      let places = themes.map { _ in "?" }.joined(separator: ", ")
      let isTheme = themes.isEmpty ? "" : " OR incident IN (\(places))"
      condition.add("(site = ?\(isTheme))", [site] + themes)
    }
    if let from { condition.add("discoveredOn >= ?", ["\(from)"]) }
    if let to { condition.add("discoveredOn <= ?", ["\(to)"]) }
    if let state { add(state, to: &condition) }
    return condition
  }

  /// What `NotificationClocks.state(on:)` says, in SQL.
  private func add(_ state: NotificationState, to condition: inout ListCondition) {
    let day = "\(today)"
    let soon = "\(today.adding(days: NotificationClocks.reportDueDays))"
    let undetermined = Assessment.Outcome.undetermined.rawValue
    switch state {
    case .overdue: condition.add("step = 'none' AND notifyBy < ?", [day])
    case .undetermined:
      condition.add(
        "step = 'none' AND coalesce(notifyBy >= ?, 1) AND outcome = ?", [day, undetermined])
    case .due:
      condition.add(
        "step = 'none' AND coalesce(notifyBy >= ?, 1) AND outcome <> ?", [day, undetermined])
    case .notified: condition.add("step = 'notified' AND coalesce(reportBy > ?, 1)", [soon])
    case .reportDue: condition.add("step = 'notified' AND reportBy BETWEEN ? AND ?", [day, soon])
    case .reportOverdue: condition.add("step = 'notified' AND reportBy < ?", [day])
    case .reportSent, .withAuthority, .closed: condition.add("step = ?", [state.rawValue])
    }
  }
}

/// Which incidents are wanted, and in which order.
public struct IncidentQuery: Hashable, Sendable {
  public enum Order: Hashable, Sendable {
    /// By identifier.
    case identifier
    /// The latest day of discovery first, those without a day last.
    case newest
    /// As they came to this store, the last one first.
    case lastArrived
  }

  public var site: String?
  public var status: String?
  public var outcome: String?
  public var modality: String?
  /// Discovered on this day or later.
  public var from: CalendarDate?
  /// Discovered on this day or before.
  public var to: CalendarDate?
  public var order: Order

  public init(order: Order = .newest) { self.order = order }

  /// The day of discovery, with one before all others where none is known.
  static let dayOrStart = "coalesce(discoveredOn, '')"

  var condition: ListCondition {
    var condition = ListCondition()
    if let site { condition.add("site = ?", [site]) }
    if let status { condition.add("status = ?", [status]) }
    if let outcome { condition.add("outcome = ?", [outcome]) }
    if let modality { condition.add("modality = ?", [modality]) }
    if let from { condition.add("\(Self.dayOrStart) >= ?", ["\(from)"]) }
    if let to {
      condition.add("\(Self.dayOrStart) BETWEEN ? AND ?", ["0", "\(to)"])
    }
    return condition
  }
}

/// Conditions that all have to hold, with the values for their places.
struct ListCondition {
  private var terms: [String] = []
  private(set) var arguments = StatementArguments()

  mutating func add(_ term: String, _ values: [String]) {
    terms.append(term)
    arguments += StatementArguments(values)
  }

  mutating func add(_ term: String, _ values: StatementArguments) {
    terms.append(term)
    arguments += values
  }

  var sql: String { terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ") }
}
