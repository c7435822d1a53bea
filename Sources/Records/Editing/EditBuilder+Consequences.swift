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

  private mutating func addDates(after: RecordSnapshot, today: CalendarDate) -> Bool {
    guard let status = after.text("status"), status != snapshot.text("status") else { return false }
    var added = false
    for (path, date) in StatusDates.implied(by: status, kind: snapshot.kind, today: today)
    where after.tree.index(at: path) == nil && !written.contains(path) {
      operations.append(snapshot.state.writing(.text("\(date)"), at: path))
      let label = FieldLabel.displayText(path.text, in: snapshot.kind)
      warnings.append("The \(label) is \(date.displayText); set it if it was another day")
      added = true
    }
    return added
  }
}
