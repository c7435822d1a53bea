internal import Storage

/// What the alerts about some marks are made from: read with one question for each table, however many
/// records changed.
struct MarkedRows {
  /// By the row of `record` that they belong to.
  private(set) var notifications: [Int64: Row] = [:]
  private(set) var inConflict: Set<Int64> = []
  /// Kind and reference of a record whose mark is not about a notification that is there.
  private(set) var records: [Int64: Row] = [:]

  /// - Parameter marked: what ``AlertQueue/marks`` finds.
  init(_ marked: Rows, _ db: Connection) throws {
    let (notified, conflicting) = try Self.owners(marked)
    let found = try db.rows(Self.queries(notified, conflicting))
    for row in found[0] { notifications[try row["ownerRow"]] = row }
    inConflict = Set(try found[1].map { try $0[0] })
    let others = notified.filter { notifications[$0] == nil } + conflicting
    guard !others.isEmpty else { return }
    for row in try db.rows([Self.records(others)])[0] { records[try row["id"]] = row }
  }

  /// What is read at once, and the conflicts' records where there are any.
  static func queries(_ marked: Rows) throws -> [Query] {
    let (notified, conflicting) = try owners(marked)
    return queries(notified, conflicting) + (conflicting.isEmpty ? [] : [records(conflicting)])
  }

  private static func queries(_ notified: [Int64], _ conflicting: [Int64]) -> [Query] {
    [
      Query(AlertQueue.notifications + " WHERE ownerRow IN (\(given))", [list(notified)]),
      Query(
        "SELECT DISTINCT ownerRow FROM conflict WHERE ownerRow IN (\(given))",
        [list(conflicting)]),
    ]
  }

  private static func records(_ owners: [Int64]) -> Query {
    Query("SELECT id, kind, reference FROM record WHERE id IN (\(given))", [list(owners)])
  }

  private static let given = "SELECT CAST(value AS BIGINT) FROM json_each(?)"

  private static func list(_ owners: [Int64]) -> String { CountTable.list(owners) }

  private static func owners(_ marked: Rows) throws -> (notified: [Int64], conflicting: [Int64]) {
    func owners(_ kind: Alert.Kind) throws -> [Int64] {
      try marked.filter { try $0["kind"] == kind.rawValue }.map { try $0["owner"] }
    }
    return (try owners(.notification), try owners(.conflict))
  }
}
