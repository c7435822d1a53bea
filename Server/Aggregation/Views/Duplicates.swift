internal import IRMER
internal import RecordStore
internal import RecordTables
package import Records
internal import Replication

/// Two incidents that may be one event logged twice. A person decides; nothing is merged
/// automatically.
package struct PossibleDuplicate: Hashable, Sendable {
  package let first: IncidentRow
  package let second: IncidentRow
  package var reasons: [String]
  /// How much agrees; pairs with the highest score are shown first.
  package var score = 0

  var item: JSONObject {
    var item = JSONObject()
    item.append("incidents", JSONValue([first.id, second.id]))
    item.append("references", .array([first, second].map { JSONValue($0.reference) }))
    item.append("sites", JSONValue([first.site, second.site]))
    item.append("discoveredOn", .array([first, second].map { JSONValue($0.discoveredOn) }))
    item.append("reasons", JSONValue(reasons))
    item.append("score", .number(JSONNumber(score)))
    return item
  }
}

/// A page of pairs, and where it ended.
package struct DuplicatePage: Sendable {
  package var pairs: [PossibleDuplicate] = []
  /// Where the next page begins; `nil` when every incident was compared.
  package var next: Cursor?
  /// Whether one day has more similar incidents than are compared: then these are not all pairs.
  package var isBounded = false

  fileprivate func continued(at place: DuplicateSearch.Place?) -> DuplicatePage {
    var page = self
    page.next = place.map { Cursor(key: $0.key) }
    return page
  }
}

extension Centre {
  /// Pairs of incidents that may be one event, the latest discovery first, without those that a
  /// person decided about.
  ///
  /// Each incident is compared with those that the index finds near it, so a page costs the same
  /// however many incidents there are and however similar they are.
  ///
  /// - Parameter cursor: where an earlier page ended.
  package func possibleDuplicates(
    after cursor: Cursor? = nil, limit: Int = Filter.limitStandard,
    where admits: @escaping @Sendable (PossibleDuplicate) -> Bool = { _ in true }
  ) async throws -> DuplicatePage {
    try await together([]) { reading in
      let centre = reading.centre
      var page = DuplicatePage()
      var place = cursor.flatMap(DuplicateSearch.Place.init)
      let incidents = try centre.store.incidents(
        before: place.map { ($0.day, $0.bound) }, limit: DuplicateSearch.comparedPerPageMax)
      let atOnce =
        centre.isShared ? DuplicateSearch.comparedAtOnceByServer : DuplicateSearch.comparedAtOnce
      for start in stride(from: 0, to: incidents.count, by: atOnce) {
        let part = incidents[start..<min(start + atOnce, incidents.count)]
        for alike in try centre.comparedPairs(of: Array(part), isBothWays: false) {
          page.isBounded = page.isBounded || alike.isBounded
          if page.pairs.count >= limit { return page.continued(at: place) }
          let shown = place?.id == alike.incident.id ? place?.shown ?? 0 : 0
          let found = alike.pairs.filter(admits).dropFirst(shown)
          let room = limit - page.pairs.count
          page.pairs += found.prefix(room)
          place = DuplicateSearch.Place(
            of: alike.incident, shown: found.count > room ? shown + room : 0)
          if found.count > room { return page.continued(at: place) }
        }
      }
      let isAtEnd = incidents.count < DuplicateSearch.comparedPerPageMax
      return isAtEnd ? page : page.continued(at: place)
    }
  }

  /// The pairs that some incidents make with those near them, with what each pair has in common. Only
  /// rows are read, for all of them together.
  fileprivate func comparedPairs(
    of incidents: [IncidentRow], isBothWays: Bool
  ) throws -> [(incident: IncidentRow, pairs: [PossibleDuplicate], isBounded: Bool)] {
    let alike = try store.alike(
      incidents, daysMax: DuplicateSearch.daysMax, isBothWays: isBothWays)
    let pairs = alike.map(DuplicateSearch.pairs)
    let rows = pairs.joined().flatMap { [$0.first, $0.second] }
    let people = try store.comparedPeople(of: Set(rows.map(\.identity)), among: alike)
    var traits: [IncidentRow.Identity: DuplicateComparison.Traits] = [:]
    for row in rows where traits[row.identity] == nil {
      traits[row.identity] = DuplicateComparison.Traits(row, people[row.identity] ?? [])
    }
    func compared(_ pair: PossibleDuplicate) -> PossibleDuplicate? {
      guard let first = traits[pair.first.identity], let second = traits[pair.second.identity],
        let comparison = DuplicateComparison(first, second)
      else { return nil }
      var scored = pair
      scored.score = comparison.score
      scored.reasons += comparison.reasons.filter { !pair.reasons.contains($0) }
      return scored
    }
    return zip(alike, pairs).map { ($0.incident, $1.compactMap(compared), $0.isBounded) }
  }

  /// Pairs of incidents that may be one event; the days those of discovery of either.
  package func duplicates(_ filter: Filter) async throws -> Listing {
    let page = try await possibleDuplicates(after: filter.cursor, limit: filter.limit) {
      Self.isAdmitted($0, by: filter)
    }
    let all = filter.cursor == nil && page.next == nil ? page : try await firstPairs(filter)
    return Listing(
      items: page.pairs.map(\.item), next: page.next,
      total: all.next == nil && !all.isBounded ? all.pairs.count : nil)
  }
}

extension CentreReading {
  /// Incidents that may be the same event as one of them.
  func possibleDuplicates(of snapshot: RecordSnapshot) throws -> [IncidentRow] {
    guard let row = ReadModel.rows(for: snapshot).incident, row.status != .void,
      row.modality != nil, row.discoveredOn != nil
    else { return [] }
    return try centre.comparedPairs(of: [row], isBothWays: true).flatMap(\.pairs).map {
      $0.first.id == row.id ? $0.second : $0.first
    }
  }
}

extension Centre {
  /// The pairs that one page's comparisons find from the beginning: all of a small trust's. A large
  /// trust's are not counted, because that would compare every incident for every page.
  private func firstPairs(_ filter: Filter) async throws -> DuplicatePage {
    try await possibleDuplicates(limit: .max) { Self.isAdmitted($0, by: filter) }
  }

  private static func isAdmitted(_ pair: PossibleDuplicate, by filter: Filter) -> Bool {
    [pair.first, pair.second].contains { row in
      filter.admits(site: row.site)
        && filter.admits(day: row.discoveredOn.flatMap { CalendarDate($0) })
    }
  }
}

/// Finds incidents that may be one event.
enum DuplicateSearch {
  /// The most days between the two discoveries.
  static let daysMax = 2

  /// Incidents that one page compares with their neighbours: a month of a trust of five thousand a
  /// year, and at most 60 comparisons each.
  static let comparedPerPageMax = 500

  /// Of these, how many are asked about together: a page that is full early compares no more.
  static let comparedAtOnce = 25
  /// The same where each question waits for a database server.
  static let comparedAtOnceByServer = 250

  /// The last incident that a page compared.
  struct Place: Hashable {
    let day: String
    let id: String
    /// How many of its pairs were shown; 0 for all of them.
    let shown: Int

    init?(of incident: IncidentRow, shown: Int) {
      guard let day = incident.discoveredOn else { return nil }
      (self.day, id, self.shown) = (day, incident.id, shown)
    }

    init?(_ cursor: Cursor) {
      let parts = cursor.key.split(separator: " ")
      guard parts.count == 3, let shown = Int(parts[2]), shown >= 0 else { return nil }
      (day, id, self.shown) = (String(parts[0]), String(parts[1]), shown)
    }

    var key: String { "\(day) \(id) \(shown)" }

    /// Incidents below it come next; one whose pairs were not all shown is compared again.
    var bound: String { shown > 0 ? id + "~" : id }
  }

  /// The pairs that an incident makes with those near it, the earlier discovery first.
  static func pairs(in alike: AlikeIncidents) -> [PossibleDuplicate] {
    guard let day = alike.incident.discoveredOn.flatMap({ CalendarDate($0) }) else { return [] }
    return alike.others.compactMap { other in
      guard let otherDay = other.discoveredOn.flatMap({ CalendarDate($0) }) else { return nil }
      let isLater = (otherDay, other.id) > (day, alike.incident.id)
      let (first, second) = isLater ? (alike.incident, other) : (other, alike.incident)
      return pair(
        first, second, abs(day.days(until: otherDay)),
        hasAlikeFindings: alike.alikeFindings.contains(other.id))
    }
  }

  private static func pair(
    _ first: IncidentRow, _ second: IncidentRow, _ days: Int, hasAlikeFindings: Bool
  ) -> PossibleDuplicate? {
    guard let modality = first.modality, modality == second.modality,
      first.individuals == second.individuals, !contradict(first.exposedOn, second.exposedOn),
      first.site != second.site || !contradict(first.room, second.room)
    else { return nil }
    let sameExposure = first.exposedOn != nil && first.exposedOn == second.exposedOn
    let sameCodes = first.codes == second.codes && !first.codes.isEmpty
    let sameFacts = first.codes == second.codes && first.outcome == second.outcome
    let isWorthAsking =
      sameCodes || sameFacts && hasAlikeFindings
      || sameExposure && [first.outcome, second.outcome].contains { $0 != .notNotifiable }
    guard isWorthAsking else { return nil }
    var reasons = [
      "the same modality, \(modality.name)",
      days == 0
        ? "discovered on the same day"
        : "discovered within \(days == 1 ? "a day" : "\(days) days")",
    ]
    if sameExposure { reasons.append("exposed on the same day") }
    if sameCodes { reasons.append("the same codes, \(first.codes)") }
    if first.site != second.site { reasons.append("at \(first.site) and \(second.site)") }
    return PossibleDuplicate(first: first, second: second, reasons: reasons)
  }

  private static func contradict(_ left: String?, _ right: String?) -> Bool {
    left != nil && right != nil && left != right
  }
}
