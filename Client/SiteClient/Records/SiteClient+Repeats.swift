internal import RecordStore
public import Records
internal import Replication

extension SiteClient {
  /// The references of incidents that are here and not withdrawn, by their contents when they were
  /// logged.
  ///
  /// - Parameter days: of discovery, `YYYY-MM-DD`; every day unless given.
  public func loggedBefore(
    discoveredOn days: Set<String>? = nil
  ) throws(SiteError) -> [OriginalContent: [String]] {
    var found: [OriginalContent: [String]] = [:]
    for listed in try incidents() where days?.contains(listed.incident.discoveredOn ?? "") ?? true {
      guard listed.incident.status != .void,
        let key = RecordKey(text: listed.incident.id)
          ?? RecordKey(text: "\(listed.incident.site):\(listed.incident.id)"),
        let payload = try entries(of: key).first?.payload
      else { continue }
      found[OriginalContent(payload.operations), default: []].append(
        listed.incident.reference ?? listed.incident.id)
    }
    return found
  }
}
