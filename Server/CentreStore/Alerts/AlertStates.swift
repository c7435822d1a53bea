internal import IRMER
internal import Storage

/// The last alert about each of some subjects, and about the sites of a theme: read at once for all
/// alerts of a transaction.
struct AlertStates {
  struct Last {
    let state: String
    let number: Int64
  }

  private var states: [String: Last] = [:]

  init(of alerts: [Alert], _ db: Connection) throws {
    let subjects = Set(alerts.flatMap { [$0.subject] + Self.places(of: $0).map(\.subject) })
      .sorted()
    guard !subjects.isEmpty else { return }
    for row in try db.rows([Self.query(subjects)])[0] {
      states[try row[0]] = try Last(state: row[1], number: Int64(row[2] as UInt64))
    }
  }

  /// What finds the last alert about each of some subjects.
  static func query(_ subjects: [String]) -> Query {
    Query(
      """
      SELECT subject, state, number FROM alertState
      WHERE subject IN (SELECT value FROM json_each(?))
      """, [JSONValue(subjects).serialized()])
  }

  /// - Returns: `nil` where no alert about it was sent.
  func last(_ subject: String) -> Last? { states[subject] }

  mutating func note(
    _ subject: String, state: String, number: Int64, at now: Int64, _ db: Connection
  ) throws {
    states[subject] = Last(state: state, number: number)
    try db.send(
      """
      INSERT INTO alertState (subject, state, number, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (subject) DO UPDATE
        SET state = excluded.state, number = excluded.number, at = excluded.at
      """, [subject, state, number, now])
  }

  /// Notes that the sites of a theme have an alert about it.
  ///
  /// - Returns: those that had none before.
  mutating func notePlaces(of alert: Alert, at now: Int64, _ db: Connection) throws -> Set<String> {
    let new = Self.places(of: alert).filter { states[$0.subject] == nil }
    for (_, subject) in new { try note(subject, state: "told", number: 1, at: now, db) }
    return Set(new.map(\.place))
  }

  private static func places(of alert: Alert) -> [(place: String, subject: String)] {
    guard let record = alert.record else { return [] }
    return alert.places.sorted().map { ($0, "place/\(alert.kind.rawValue)/\($0)/\(record)") }
  }
}
