internal import IRMER
internal import RecordStore
package import Records
internal import Replication

/// Two incidents that look like one event logged twice. A person decides; nothing merges by itself.
package struct PossibleDuplicate: Hashable, Sendable {
  package let first: IncidentRow
  package let second: IncidentRow
  package var reasons: [String]
  /// How much agrees; what agrees most is asked about first.
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

extension Centre {
  /// Pairs of incidents that may be one event, without those that a person decided about.
  package func possibleDuplicates() async throws -> [PossibleDuplicate] {
    let rows = try await rows().incidents
    return try await reading { centre in
      let version = try centre.storeVersion()
      if let known = centre.cachedDuplicates.value(for: version) { return known }
      let pairs = try DuplicateSearch.pairs(in: rows).compactMap { pair -> PossibleDuplicate? in
        // One that cannot be opened has no decision that could be read: the pair stays.
        let records = try centre.readSnapshots(named: [pair.first.id, pair.second.id]).found
        var scored = pair
        if records.count == 2 {
          guard let comparison = DuplicateComparison(records[0], records[1]) else { return nil }
          scored.score = comparison.score
          scored.reasons += comparison.reasons.filter { !pair.reasons.contains($0) }
        }
        let links = records.flatMap { $0.elements("links") }
        let decided = Set(
          links.filter { ["duplicate", "not-the-same"].contains($0.text("relation")) }
            .compactMap { $0.text("record") })
        guard !decided.contains(pair.first.id), !decided.contains(pair.second.id) else {
          return nil
        }
        return scored
      }
      centre.cachedDuplicates.keep(pairs, for: version)
      return pairs
    }
  }

  /// Those that concern one incident, each with the other one.
  package func possibleDuplicates(of snapshot: RecordSnapshot) async throws -> [IncidentRow] {
    let id = snapshot.name
    return try await possibleDuplicates().compactMap { pair in
      pair.first.id == id ? pair.second : pair.second.id == id ? pair.first : nil
    }
  }

  /// Pairs of incidents that may be one event; the days those of discovery of either.
  package func duplicates(_ filter: Filter) async throws -> Listing {
    let pairs = try await possibleDuplicates().filter { pair in
      [pair.first, pair.second].contains { row in
        filter.admits(site: row.site)
          && filter.admits(day: row.discoveredOn.flatMap { CalendarDate($0) })
      }
    }
    return Listing(pairs.map { ("\($0.first.id) \($0.second.id)", $0.item) }, filter)
  }
}

/// Finds incidents that look like one event.
enum DuplicateSearch {
  /// Days between the two discoveries at most.
  static let daysMax = 2

  static func pairs(in rows: [IncidentRow]) -> [PossibleDuplicate] {
    let dated = rows.compactMap { row -> (day: CalendarDate, row: IncidentRow)? in
      guard row.status != "void", let day = row.discoveredOn.flatMap({ CalendarDate($0) }) else {
        return nil
      }
      return (day, row)
    }.sorted { ($0.day, $0.row.id) < ($1.day, $1.row.id) }
    return dated.indices.flatMap { index in
      dated[(index + 1)...].prefix { dated[index].day.days(until: $0.day) <= daysMax }
        .compactMap { pair(dated[index].row, $0.row, dated[index].day.days(until: $0.day)) }
    }
  }

  private static func pair(
    _ first: IncidentRow, _ second: IncidentRow, _ days: Int
  ) -> PossibleDuplicate? {
    guard let modality = first.modality, modality == second.modality,
      first.individuals == second.individuals, !contradict(first.exposedOn, second.exposedOn),
      first.site != second.site || !contradict(first.room, second.room)
    else { return nil }
    let sameExposure = first.exposedOn != nil && first.exposedOn == second.exposedOn
    let sameCodes = first.codes == second.codes && !first.codes.isEmpty
    let sameFacts = first.codes == second.codes && first.outcome == second.outcome
    let isWorthAsking =
      sameCodes || sameFacts && first.assessment == second.assessment
      || sameExposure && [first.outcome, second.outcome].contains { $0 != "not-notifiable" }
    guard isWorthAsking else { return nil }
    var reasons = [
      "the same modality, \(modality)",
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
