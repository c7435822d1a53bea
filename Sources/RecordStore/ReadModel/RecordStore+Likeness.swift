public import IRMER
public import Records
internal import Storage

/// Incidents that may be the same event, found by the index of likeness: modality, number of
/// individuals and day of discovery. Not every pair is compared.
public struct AlikeIncidents: Hashable, Sendable {
  /// The incident that may be the same.
  public let incident: IncidentRow
  /// Those found near it: of the same modality and number of individuals, discovered on the same
  /// day or up to a limited number of days before; pairs already decided about are left out.
  public let others: [IncidentRow]
  /// Of the others, those of which the rules find the very same.
  public let alikeFindings: Set<String>
  /// Whether there are more on one of these days than were read.
  public let isBounded: Bool
}

extension RecordStore {
  /// Incidents of one modality, number of individuals and day that one incident is compared with. A
  /// busy machine has two or three similar incidents a day.
  public static let alikePerDayMax = 20

  /// The incidents before a position, by day of discovery and identifier, latest first.
  ///
  /// - Parameters:
  ///   - place: where to begin: incidents before this day, or on it with a lower identifier.
  ///   - limit: how many to read at most.
  public func incidents(
    before place: (day: String, id: String)?, limit: Int
  ) throws(StoreError) -> [IncidentRow] {
    try read { db in
      let day = place?.day ?? "9999-99-99"
      let names = IncidentRow.columns.joined(separator: ", ")
      let rows = try db.rows(
        """
        SELECT \(names) FROM incident
        WHERE modality IS NOT NULL AND discoveredOn IS NOT NULL AND status <> 'void'
          AND (discoveredOn, id) < (?, ?)
        ORDER BY discoveredOn DESC, id DESC LIMIT ?
        """, [day, place?.id ?? "", limit])
      return rows.map { IncidentRow($0) }
    }
  }

  /// Incidents near one, later ones too where `isBothWays`.
  public func alike(
    _ incident: IncidentRow, daysMax: Int, isBothWays: Bool
  ) throws(StoreError) -> AlikeIncidents {
    try read { db in
      var others: [IncidentRow] = []
      var isBounded = false
      guard let day = incident.discoveredOn.flatMap({ CalendarDate($0) }) else {
        return AlikeIncidents(
          incident: incident, others: [], alikeFindings: [], isBounded: false)
      }
      for offset in (isBothWays ? -daysMax...daysMax : -daysMax...0) {
        let isBefore = offset == 0 && !isBothWays
        let rows = try Self.alike(
          incident, on: day.adding(days: offset), isBefore: isBefore, db)
        if rows.count > Self.alikePerDayMax { isBounded = true }
        others += rows.prefix(Self.alikePerDayMax)
      }
      return AlikeIncidents(
        incident: incident, others: others,
        alikeFindings: try Self.alikeFindings(incident, others, db), isBounded: isBounded)
    }
  }

  /// Those of which the rules find the same met and the same undecided.
  private static func alikeFindings(
    _ incident: IncidentRow, _ others: [IncidentRow], _ db: Connection
  ) throws -> Set<String> {
    guard !others.isEmpty else { return [] }
    let list = JSONValue(others.map(\.id) + [incident.id]).serialized()
    var findings: [String: [String]] = [:]
    try db.forEach(
      """
      SELECT incident.id, finding.individual, finding.code, finding.result
      FROM incident JOIN finding USING (ownerRow)
      WHERE incident.id IN (SELECT value FROM json_each(?))
      ORDER BY ownerRow, position
      """, [list]
    ) { row in
      try findings[row[0], default: []] += [row[1], row[2], row[3]]
    }
    let own = findings[incident.id] ?? []
    return Set(others.map(\.id).filter { findings[$0] ?? [] == own })
  }

  /// Those on one day that are not decided; one more than may be shown, to see whether
  /// there are more.
  private static func alike(
    _ incident: IncidentRow, on day: CalendarDate, isBefore: Bool, _ db: Connection
  ) throws -> [IncidentRow] {
    let names = IncidentRow.columns.joined(separator: ", ")
    let rows = try db.rows(
      """
      SELECT \(names) FROM incident
      WHERE modality = ? AND individuals = ? AND discoveredOn = ? AND status <> 'void'
        AND id \(isBefore ? "<" : "<>") ?
        AND NOT EXISTS (SELECT 1 FROM decidedLink AS d WHERE d.incident = incident.id AND d.other = ?)
        AND NOT EXISTS (SELECT 1 FROM decidedLink AS d WHERE d.incident = ? AND d.other = incident.id)
      ORDER BY id LIMIT ?
      """,
      [
        incident.modality, incident.individuals, "\(day)", incident.id, incident.id, incident.id,
        alikePerDayMax + 1,
      ])
    return rows.map { IncidentRow($0) }
  }

  /// What the search for themes reads of the incidents that may share one: only these, a line each.
  public func themeSubjects() throws(StoreError) -> [ThemeSubject] {
    try read { db in
      let names = TableRow<ThemeSubjectTable>.columns.joined(separator: ", ")
      var subjects: [ThemeSubject] = []
      try db.forEach("SELECT \(names) FROM themeSubject ORDER BY discoveredOn, incident") { row in
        if let subject = ThemeSubject(TableRow(row)) { subjects.append(subject) }
      }
      return subjects
    }
  }
}
