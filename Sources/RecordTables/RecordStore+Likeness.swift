internal import IRMER
public import RecordStore
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

extension IncidentRow {
  /// Names one incident: two sites may have a record of the same identifier.
  public struct Identity: Hashable, Sendable {
    public let id: String
    public let site: String
  }

  public var identity: Identity { Identity(id: self.id, site: self.site) }
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

  /// What is near some incidents, later ones too where `isBothWays`; for all of them together.
  public func alike(
    _ incidents: [IncidentRow], daysMax: Int, isBothWays: Bool
  ) throws(StoreError) -> [AlikeIncidents] {
    let days = (isBothWays ? -daysMax...daysMax : -daysMax...0)
    return try read { db in
      let questions = incidents.flatMap { incident in
        days.map { Self.question(incident, daysLater: $0, isBothWays: isBothWays) }
      }
      var answers = try db.rows(Self.alikeOnOneDay, each: questions)[...]
      var near: [(others: [IncidentRow], isBounded: Bool)] = []
      for _ in incidents {
        let found = answers.prefix(days.count)
        answers = answers.dropFirst(days.count)
        near.append(
          (
            found.flatMap { $0.prefix(Self.alikePerDayMax).map { IncidentRow($0) } },
            found.contains { $0.count > Self.alikePerDayMax }
          ))
      }
      let compared = zip(incidents, near).flatMap { incident, near in
        near.others.isEmpty ? [] : [incident.id] + near.others.map(\.id)
      }
      // Asked by whoever compares them further.
      db.readAhead(compared.isEmpty ? [] : [Self.people(of: Set(compared))])
      let findings = try Self.findings(of: Set(compared), db)
      return zip(incidents, near).map { incident, near in
        let own = findings[incident.id] ?? []
        return AlikeIncidents(
          incident: incident, others: near.others,
          alikeFindings: Set(near.others.map(\.id).filter { findings[$0] ?? [] == own }),
          isBounded: near.isBounded)
      }
    }
  }

  /// The people of some incidents as far as one event has the same, by incident, in the order of the
  /// records.
  ///
  /// - Parameter alike: what ``alike(_:daysMax:isBothWays:)`` found, with these incidents.
  public func comparedPeople(
    of incidents: Set<IncidentRow.Identity>, among alike: [AlikeIncidents]
  ) throws(StoreError) -> [IncidentRow.Identity: [DuplicateComparison.Person]] {
    guard !incidents.isEmpty else { return [:] }
    let compared = alike.flatMap { alike in
      alike.others.isEmpty ? [] : [alike.incident.id] + alike.others.map(\.id)
    }
    return try read { db in
      // The words in which a database server was asked ahead.
      let query = Self.people(of: db.isEngine ? Set(compared) : Set(incidents.map(\.id)))
      var people: [IncidentRow.Identity: [DuplicateComparison.Person]] = [:]
      try db.forEach(query.sql, query.values) { row in
        let incident = IncidentRow.Identity(id: try row[0], site: try row[1])
        guard incidents.contains(incident) else { return }
        people[incident, default: []].append(
          DuplicateComparison.Person(
            kind: try row[2], age: (try row[3] as Int64?).map { "\($0)" }, sex: try row[4],
            dose: try row[5]))
      }
      return people
    }
  }

  private static func people(of incidents: Set<String>) -> Query {
    Query(people, [JSONValue(incidents.sorted()).serialized()])
  }

  private static let people = """
    SELECT incident.id, incident.site, individual.kind, individual.ageAtExposure, individual.sex,
      dose.digits
    FROM json_each(?) AS given CROSS JOIN incident ON incident.id = given.value
    CROSS JOIN individual ON individual.ownerRow = incident.ownerRow
    LEFT JOIN dose ON dose.ownerRow = individual.ownerRow AND dose.individual = individual.number
      AND dose.origin = 'facts' AND dose.quantity = 'effective-dose' AND dose.part = 'total'
    ORDER BY incident.ownerRow, individual.number
    """

  /// What the rules find met and undecided of each incident.
  private static func findings(
    of incidents: Set<String>, _ db: Connection
  ) throws -> [String: [String]] {
    guard !incidents.isEmpty else { return [:] }
    var findings: [String: [String]] = [:]
    try db.forEach(
      """
      SELECT incident.id, finding.individual, finding.code, finding.result
      FROM json_each(?) AS given CROSS JOIN incident ON incident.id = given.value
      CROSS JOIN finding ON finding.ownerRow = incident.ownerRow
      ORDER BY finding.ownerRow, finding.position
      """, [JSONValue(incidents.sorted()).serialized()]
    ) { row in
      try findings[row[0], default: []] += [row[1], row[2], row[3]]
    }
    return findings
  }

  /// Incidents on one day that are not decided about and may be the same event: neither the day of
  /// exposure nor, at one site, the room says otherwise, and the codes or the day of exposure agree. One
  /// more than may be shown, to see whether there are more.
  private static let alikeOnOneDay = """
    SELECT \(IncidentRow.columns.joined(separator: ", ")) FROM incident
    WHERE modality = ? AND individuals = ? AND discoveredOn = ? AND status <> 'void'
      AND id < ? AND id <> ?
      AND (exposedOn IS NULL OR CAST(? AS TEXT) IS NULL OR exposedOn = ?)
      AND (site <> ? OR room IS NULL OR CAST(? AS TEXT) IS NULL OR room = ?)
      AND (codes = ? AND (codes <> '' OR outcome = ?) OR exposedOn = ?)
      AND NOT EXISTS (SELECT 1 FROM decidedLink AS d WHERE d.incident = incident.id AND d.other = ?)
      AND NOT EXISTS (SELECT 1 FROM decidedLink AS d WHERE d.incident = ? AND d.other = incident.id)
    ORDER BY id LIMIT ?
    """

  private static func question(
    _ incident: IncidentRow, daysLater offset: Int, isBothWays: Bool
  ) -> [any StoredValue] {
    let day = incident.discoveredOn.flatMap { CalendarDate($0) }?.adding(days: offset)
    // No identifier is after it.
    let bound = offset == 0 && !isBothWays ? incident.id : "~"
    return [
      incident.modality, incident.individuals, day?.description, bound, incident.id,
      incident.exposedOn, incident.exposedOn,
      incident.site, incident.room, incident.room,
      incident.codes, incident.outcome.rawValue, incident.exposedOn,
      incident.id, incident.id, alikePerDayMax + 1,
    ]
  }
}
