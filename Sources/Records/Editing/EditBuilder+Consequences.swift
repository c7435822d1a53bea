import IRMER
import Replication

// What follows from an edit without its author stating it: the day of a step, the id of a standard.

extension EditBuilder {
  /// Writes the date that a change of status implies, where the author gave none.
  mutating func addConsequences(after: RecordSnapshot, today: CalendarDate) -> Bool {
    let isNamed = after.kind == .audit && nameStandards(after)
    return addDates(after: after, today: today) || isNamed
  }

  /// A new standard gets an id, where its author gave none.
  private mutating func nameStandards(_ after: RecordSnapshot) -> Bool {
    let known = Set(snapshot.elements("standards").map(\.identifier))
    let added = StandardNames.operations(completing: after).filter { operation in
      !operation.path.components.contains { known.contains(String($0)) }
    }
    operations += added
    return !added.isEmpty
  }

  /// Records which authority a notification was made to, so that a later correction of the nation
  /// shows that the other one was not told. A record that does not say it yet gets it with the
  /// correction.
  mutating func addNotifiedAuthority(after: RecordSnapshot) -> Bool {
    let place = FieldPath(literal: "notification/authority")
    let isStated = operations.contains { $0.path == place && $0.value != nil }
    guard let day = after.text("notification/submittedOn"), !isStated, !written.contains(place),
      let now = Self.authority(of: after)
    else { return false }
    let told: Authority? = after.choice("notification/authority")
    let authority: Authority
    if day != snapshot.text("notification/submittedOn") {
      authority = now
    } else if told == nil, let before = Self.authority(of: snapshot), before != now {
      authority = before
    } else {
      return false
    }
    guard told != authority else { return false }
    dropOperations(below: place)
    operations.append(snapshot.state.writing(.text(authority.rawValue), at: place))
    if let told {
      warnings.append(
        "The notification is now recorded as made to \(authority), no longer to \(told)")
    }
    return true
  }

  /// The authority of a record that is notified; nil for another kind of record.
  private static func authority(of snapshot: RecordSnapshot) -> Authority? {
    switch snapshot.kind {
    case .incident: IncidentView(snapshot).assessment.authority
    case .theme: ThemeView(snapshot).nation.authority
    default: nil
    }
  }

  private mutating func addDates(after: RecordSnapshot, today: CalendarDate) -> Bool {
    guard let status = after.text("status"), status != snapshot.text("status") else { return false }
    var added = false
    for (path, date) in StatusDates.implied(by: status, of: after, today: today)
    where after.tree.index(at: path) == nil && !written.contains(path) {
      operations.append(snapshot.state.writing(.text("\(date)"), at: path))
      let label = FieldLabel.displayText(path.text, in: snapshot.kind)
      warnings.append("The \(label) is \(date.displayText); set it if it was another day")
      added = true
    }
    return added
  }
}
