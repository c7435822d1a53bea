public import IRMER
internal import RecordStore
internal import RecordTables
internal import Records
internal import Replication

/// Which of a site's incidents to search for. All conditions must hold.
public struct IncidentSearch: Sendable {
  /// Neither closed nor withdrawn.
  public var isOpen = false
  /// With a deadline within 14 days, or overdue.
  public var isDue = false
  /// In any text, the place or the reference; case does not matter.
  public var words: [String] = []
  /// In the department, the room or the equipment's number.
  public var place: String?
  public var site: String?
  public var modality: String?
  public var status: String?
  public var outcome: String?
  /// Noticed on this day or later, and on this day or before.
  public var from: CalendarDate?
  public var to: CalendarDate?

  public init() {}

  public var isEmpty: Bool {
    !isOpen && !isDue && words.isEmpty && place == nil && site == nil && modality == nil
      && status == nil && outcome == nil && from == nil && to == nil
  }

  /// - Parameter text: of the record, in lower case; empty where no words are searched for.
  func accepts(_ listed: ListedIncident, text: String, on today: CalendarDate) -> Bool {
    let row = listed.incident
    let day = row.discoveredOn.flatMap { CalendarDate($0) }
    return (!isOpen || row.isOpen) && (!isDue || listed.notification?.isDue(on: today) ?? false)
      && (site == nil || row.site == site) && (modality == nil || row.modality == modality)
      && (status == nil || row.status == status)
      && (outcome == nil || row.outcome.rawValue == outcome)
      && (from.map { from in day.map { $0 >= from } ?? false } ?? true)
      && (to.map { to in day.map { $0 <= to } ?? false } ?? true)
      && (place.map { isAt($0.lowercased(), row) } ?? true)
      && words.allSatisfy { word in
        let word = word.lowercased()
        return text.contains(word) || row.reference?.lowercased().contains(word) ?? false
      }
  }

  private func isAt(_ place: String, _ row: IncidentRow) -> Bool {
    [row.department, row.room, row.equipment].compactMap { $0 }.contains {
      $0.lowercased().contains(place)
    }
  }
}

extension SiteClient {
  /// The incidents that match a search, in the order in which they arrived in this store.
  public func incidents(
    matching search: IncidentSearch, on today: CalendarDate
  ) throws(SiteError) -> [ListedIncident] {
    let texts = search.words.isEmpty ? [:] : try texts()
    return try incidents().filter {
      search.accepts($0, text: texts[Self.key($0.incident)] ?? "", on: today)
    }
  }

  /// All text of each incident, to search for words in.
  private func texts() throws(SiteError) -> [String: String] {
    var texts: [String: String] = [:]
    for snapshot in try records(.incident) {
      let fields = snapshot.fields.members.compactMap { $0.value.string }
      texts["\(snapshot.scope.code):\(snapshot.id)"] =
        fields.joined(separator: "\n").lowercased()
    }
    return texts
  }

  /// A row prefixes its record's name with the site only where another site has the same.
  private static func key(_ row: IncidentRow) -> String {
    "\(row.site):\(row.id.split(separator: ":").last ?? "")"
  }
}
