internal import IRMER
package import Records

extension Centre {
  /// Other incidents that may be the same event: the same modality, discovered within a day of each
  /// other, with the same codes, logged by another replica or site. Proposed, never merged.
  package func possibleDuplicates(of snapshot: RecordSnapshot) async throws -> [IncidentRow] {
    let rows = try await rows().incidents
    guard let mine = rows.first(where: { $0.id == "\(snapshot.id)" }) else { return [] }
    return rows.filter { mine.mayBeTheSameEvent(as: $0) }
  }
}

extension IncidentRow {
  /// Whether two incidents look like one event logged twice.
  func mayBeTheSameEvent(as other: IncidentRow) -> Bool {
    guard id != other.id, status != "void", other.status != "void", let modality,
      modality == other.modality, codes == other.codes, individuals == other.individuals,
      let mine = discovered, let theirs = other.discovered
    else { return false }
    let isSameExposure = exposedOn == nil || other.exposedOn == nil || exposedOn == other.exposedOn
    return abs(mine.days(until: theirs)) <= 1 && isSameExposure
      && (site != other.site || room == other.room)
  }
}

extension IncidentRow {
  fileprivate var discovered: CalendarDate? { discoveredOn.flatMap { CalendarDate($0) } }
}
