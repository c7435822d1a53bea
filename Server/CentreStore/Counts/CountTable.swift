internal import RecordStore
internal import Replication
internal import Storage

/// At a centre: how many rows of the plain tables there are under each ``CountSubject``, changed in
/// the transaction that changes the rows.
///
///     counts of the changed records taken off ─▶ their rows written ─▶ their new counts added
///
/// Both steps use the same query, so that the counts are those of a count of all rows; `verify`
/// compares them.
enum CountTable {
  /// Takes off what the rows of some records count, before they change.
  static func rowsWillChange(of records: [Int64], _ db: Connection) throws {
    try db.send(subtraction, [list(records)])
  }

  /// Adds what they count now.
  static func rowsDidChange(of records: [Int64], new: [Int64], _ db: Connection) throws {
    try db.send(addition, [list(records + new)])
    if !records.isEmpty { try db.send("DELETE FROM keptCount WHERE number = 0") }
  }

  /// Counts every row anew.
  static func fill(_ db: Connection) throws {
    try db.send("DELETE FROM keptCount")
    try db.send(insertion(touched: everyRecord, sign: ""))
  }

  /// Compares what is kept with a count of every row.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    var counted: [[String]: Int] = [:]
    try db.forEach(everything) { row in
      let key = try [row.text(0), row.text(1), row.text(2), row.text(3)]
      counted[key] = Int(try row.integer(4))
    }
    try db.forEach("SELECT subject, month, site, value, number FROM keptCount") { row in
      let key = try [row.text(0), row.text(1), row.text(2), row.text(3)]
      let real = counted.removeValue(forKey: key) ?? 0
      if try real != Int(row.integer(4)) { note(key, &result) }
    }
    for key in counted.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) { note(key, &result) }
  }

  /// The value is left out: it may be somebody's words.
  private static func note(_ key: [String], _ result: inout Verification) {
    let place = key.prefix(3).filter { !$0.isEmpty }.joined(separator: " ")
    result.note("read-model", "keptCount \(place)", "the count is not that of the rows")
  }

  static func list(_ owners: some Sequence<Int64>) -> String {
    "[\(owners.map(String.init).joined(separator: ","))]"
  }

  // MARK: Statements

  static let addition = insertion(touched: givenRecords, sign: "")
  static let subtraction = insertion(touched: givenRecords, sign: "-")

  private static let givenRecords = "SELECT CAST(value AS BIGINT) FROM json_each(?)"
  private static let everyRecord = "SELECT id FROM record"

  /// A count of every row.
  static let everything = """
    WITH touched (ownerRow) AS MATERIALIZED (\(everyRecord)),
    \(CountedRows.given)
    \(groups(""))
    """

  private static func insertion(touched: String, sign: String) -> String {
    """
    WITH touched (ownerRow) AS MATERIALIZED (\(touched)),
    \(CountedRows.given)
    INSERT INTO keptCount (subject, month, site, value, number)
    \(groups(sign))
    ON CONFLICT (subject, month, site, value)
      DO UPDATE SET number = keptCount.number + excluded.number
    """
  }

  private static func groups(_ sign: String) -> String {
    """
    SELECT subject, month, site, value, \(sign)count(*) FROM (
    \(CountedRows.query)
    ) AS counted GROUP BY subject, month, site, value
    """
  }
}
