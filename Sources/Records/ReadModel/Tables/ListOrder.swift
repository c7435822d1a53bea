/// The expressions by which lists are ordered, and by which the tables' indexes are: a database reads a
/// list's page from an index only where the statement has the very expressions of the index.
public enum ListOrder {
  /// The key of a column or an expression. Truncated, so that a position in the list is short whatever
  /// somebody wrote.
  public static func key(_ expression: String) -> String {
    "substr(coalesce(\(expression), ''), 1, 60)"
  }

  /// Names a row within its list: orders rows of one key.
  ///
  /// - Parameter place: the prefix of a column's name, such as `item.`.
  public static func name(_ column: String, in place: String = "") -> String {
    "\(place)\(column) || ' ' || CAST(\(place)ownerRow AS TEXT)"
  }

  /// The last day of the clock that runs, as `NotificationClocks.nextDay` says it.
  public static func clockDay(in place: String = "") -> String {
    "CASE \(place)step WHEN 'none' THEN \(place)notifyBy WHEN 'notified' THEN \(place)reportBy END"
  }

  /// By deadline: what has none is last.
  public static func deadline(in place: String = "") -> String {
    "coalesce(\(clockDay(in: place)), '9999')"
  }

  /// The columns of an index that holds this order.
  static func index(_ expression: String, _ column: String) -> String {
    "(\(key(expression))), (\(name(column)))"
  }
}
