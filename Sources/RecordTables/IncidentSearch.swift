public import IRMER
public import Records
internal import Storage

/// Which of a store's incidents to list, and in which order. All conditions must hold.
public struct IncidentSearch: Hashable, Sendable {
  /// Neither closed nor withdrawn.
  public var isOpen = false
  /// With a deadline within 14 days, or overdue.
  public var isDue: Bool {
    get { dueWithin == Self.dueDays }
    set { dueWithin = newValue ? Self.dueDays : nil }
  }
  /// With a deadline within so many days, or overdue.
  public var dueWithin: Int?
  /// In any text, the place or the reference; case does not matter.
  public var words: [String] = []
  /// In the department, the room or the equipment's number.
  public var place: String?
  /// The code of a site.
  public var site: String?
  /// With this modality.
  public var modality: Modality?
  /// With this status.
  public var status: IncidentStatus?
  /// Judged like this.
  public var outcome: Assessment.Outcome?
  /// Discovered on this day or later.
  public var from: CalendarDate?
  /// Discovered on this day or before.
  public var to: CalendarDate?
  public var order = IncidentOrder.arrival

  private static let dueDays = 14

  public init() {}

  /// Whether every incident is listed.
  public var isEmpty: Bool {
    var everything = IncidentSearch()
    everything.order = order
    return self == everything
  }

  /// Whether the text of records is searched too, which the tables do not have.
  var searchesText: Bool { !words.isEmpty || place != nil }

  /// - Parameter text: of the record, in lower case; read only where words are searched for.
  func accepts(_ row: IncidentRow, text: () throws -> String) rethrows -> Bool {
    guard place.map({ isAt($0.lowercased(), row) }) ?? true else { return false }
    guard !words.isEmpty else { return true }
    let reference = row.reference?.lowercased() ?? ""
    let text = try text()
    return words.map { $0.lowercased() }.allSatisfy {
      text.contains($0) || reference.contains($0)
    }
  }

  private func isAt(_ place: String, _ row: IncidentRow) -> Bool {
    [row.department, row.room, row.equipment].compactMap { $0 }.contains {
      $0.lowercased().contains(place)
    }
  }
}

/// The order in which incidents are listed; equal ones by their arrival in the store.
public enum IncidentOrder: String, CaseIterable, Sendable {
  /// As they arrived in this store, and the latest first.
  case arrival
  case latest
  /// By the day of discovery.
  case newest
  case oldest
  /// The next deadline first.
  case due
  case place
  case modality
  case reference
  case outcome
}

extension IncidentSearch {
  /// The statement that lists the incidents, each with its notification: the row, the incident's columns, the
  /// notification's. Everything from outside is an argument.
  ///
  /// - Parameter limit: how many to list, after how many; nil for all.
  func rows(
    on today: CalendarDate, _ limit: (count: Int, offset: Int)? = nil
  ) -> (sql: String, arguments: [any StoredValue]) {
    let (filter, arguments) = filter(on: today)
    let listed = "SELECT \(Self.columns) FROM \(Self.joined)\(filter) ORDER BY \(orderTerms)"
    guard let limit else { return (listed, arguments) }
    return (listed + " LIMIT ? OFFSET ?", arguments + [limit.count, limit.offset])
  }

  /// The same of some rows, in no order.
  static func rows(
    at rows: some Collection<Int64>
  ) -> (sql: String, arguments: [any StoredValue]) {
    let sql = """
      SELECT \(columns) FROM \(joined)
      WHERE item.ownerRow IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
      """
    return (sql, ["[\(rows.map(String.init).joined(separator: ","))]"])
  }

  /// The statement that finds their rows alone.
  func names(on today: CalendarDate) -> (sql: String, arguments: [any StoredValue]) {
    let (filter, arguments) = filter(on: today)
    let sql = "SELECT item.ownerRow FROM \(Self.joined)\(filter) ORDER BY \(orderTerms)"
    return (sql, arguments)
  }

  /// The statement that counts them. SQLite looks up every notification of a join that it counts, so they
  /// are joined only where their deadlines are asked for.
  func count(on today: CalendarDate) -> (sql: String, arguments: [any StoredValue]) {
    let (filter, arguments) = filter(on: today)
    let source = dueWithin == nil ? "incident AS item" : Self.joined
    return ("SELECT count(*) FROM \(source)\(filter)", arguments)
  }

  private static var columns: String {
    (["item.ownerRow"] + IncidentRow.columns.map { "item.\($0)" } + ["clock.ownerRow"]
      + NotificationRow.columns.map { "clock.\($0)" }).joined(separator: ", ")
  }

  private static let joined =
    "incident AS item LEFT JOIN notification AS clock ON clock.ownerRow = item.ownerRow"

  /// All conditions, with the `WHERE` before them where there is one.
  private func filter(on today: CalendarDate) -> (sql: String, arguments: [any StoredValue]) {
    var conditions: [String] = []
    var arguments: [any StoredValue] = []
    func add(_ condition: String, _ value: (any StoredValue)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments.append(value)
    }
    if isOpen {
      let ended = IncidentStatus.allCases.filter { !$0.isOpen }.map { "'\($0.rawValue)'" }
      conditions.append("item.status NOT IN (\(ended.joined(separator: ", ")))")
    }
    add("\(Self.nextDay) <= ?", dueWithin.map { today.adding(days: $0).description })
    add("item.site = ?", site)
    add("item.modality = ?", modality?.rawValue)
    add("item.status = ?", status?.rawValue)
    add("item.outcome = ?", outcome?.rawValue)
    add("item.discoveredOn >= ?", from?.description)
    add("item.discoveredOn <= ?", to?.description)
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    return (filter, arguments)
  }

  private static let nextDay = ListOrder.clockDay(in: "clock.")

  /// The terms of `ORDER BY`.
  private var orderTerms: String {
    let key: String
    switch order {
    case .arrival: return "item.ownerRow"
    case .latest: return "item.ownerRow DESC"
    case .newest: return "coalesce(item.discoveredOn, '') DESC, item.ownerRow"
    case .oldest: key = "item.discoveredOn"
    case .due: key = Self.nextDay
    case .place:
      key = """
        coalesce(item.department || ', ' || item.room, item.department, item.room, item.equipment)
        """
    case .modality: key = "item.modality"
    case .reference: key = "item.reference"
    case .outcome: key = "item.outcome"
    }
    return "\(key) IS NULL, \(key), item.ownerRow"
  }
}
