package import Records
internal import Replication

/// One entry of a record's history, in words.
package struct HistoryWords: Sendable {
  package let at: String
  package let who: String
  package let deeds: [String]
  package let why: String?
  /// Whether the device's clock was ahead of the centre's.
  package let isAhead: Bool

  /// - Parameter limit: more changes than these are counted, not described.
  package init(_ item: HistoryItem, showing limit: Int = 12) {
    isAhead = item.skewMilliseconds != nil
    at = Wording.moment(item.at)
    who = "\(item.author.capitalisedFirst) at \(item.site)"
    why = item.why.isEmpty ? nil : item.why
    if item.isFirst, !item.isRedacted, item.redacts == nil {
      deeds = ["Logged it, with \(Wording.count(item.changes.count, "field"))"]
    } else if item.isRedacted || item.redacts != nil || item.changes.isEmpty {
      deeds = [item.deed(showing: limit).capitalisedFirst]
    } else {
      let shown = item.changes.prefix(limit).map { Self.displayText($0) }
      let more = item.changes.count - limit
      deeds = shown + (more > 0 ? ["and \(Wording.count(more, "more field", "more fields"))"] : [])
    }
  }

  private static func displayText(_ change: HistoryItem.Change) -> String {
    let label = FieldLabel.displayText(change.path)
    let old = change.from.map { value($0, change.path) }.joined(separator: " or ")
    guard let to = change.to else {
      return change.from.isEmpty ? "Removed \(label)" : "Removed \(label) (it was \(old))"
    }
    if to == .element { return "Kept \(label)" }
    let new = value(to, change.path)
    if change.from.isEmpty { return "\(label.capitalisedFirst): \(new)" }
    if change.from == [to] { return "\(label.capitalisedFirst): written again, \(new)" }
    return change.from.count > 1
      ? "Settled \(label): \(new), in place of \(old)"
      : "Changed \(label) from \(old) to \(new)"
  }

  private static func value(_ value: Value, _ path: String) -> String {
    switch value {
    case .element: "an entry"
    case .redacted: "[redacted]"
    case .unknown: "[written by a later version]"
    default: ValueWords.displayText(value.json, at: path).shortened(to: 80)
    }
  }
}
