import IRMER
import Replication

/// A dose estimate is never changed. A change of one of its values is written as another estimate,
/// which supersedes it with the author's reason: both are shown, and the new one counts.
enum SupersededEstimates {
  /// The estimates of which a value is changed or removed, before and after.
  static func changed(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) -> [(display: String, old: RecordElement, new: RecordElement?)] {
    guard before.kind == .incident else { return [] }
    let later = Dictionary(
      after.elements("individuals").map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
    var found: [(String, RecordElement, RecordElement?)] = []
    for (position, individual) in before.elements("individuals").enumerated() {
      guard let now = later[individual.identifier] else { continue }
      let estimates = Dictionary(
        now.elements("doses").map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
      for (number, estimate) in individual.elements("doses").enumerated() {
        let new = estimates[estimate.identifier]
        guard !isKept(estimate, in: new) else { continue }
        found.append(("individuals/\(position)/doses/\(number)", estimate, new))
      }
    }
    return found
  }

  private static func isKept(_ old: RecordElement, in new: RecordElement?) -> Bool {
    guard let new else { return false }
    let tree = old.snapshot.tree
    return tree.nodes[old.index].children.allSatisfy { child in
      let node = tree.nodes[child]
      guard let value = node.value, value != .element, value != .redacted else { return true }
      if node.isContested { return true }
      return new.value(node.key) == value
    }
  }
}

extension EditBuilder {
  /// Writes changed estimates as new ones that supersede the old.
  ///
  /// - Throws: `reason-required` where the author gave none.
  mutating func supersedeEstimates(
    after: RecordSnapshot, why: String, on today: CalendarDate
  ) throws(ValidationError) -> Bool {
    let changed = SupersededEstimates.changed(from: snapshot, to: after)
    guard !changed.isEmpty else { return false }
    for change in changed {
      guard Reason.isGiven(why) else {
        throw ValidationError(
          "reason-required",
          "an estimate stays as it was made; another supersedes it: say why (--why), or add one with "
            + "\(change.display.replacingLast("/-/…"))", field: change.display)
      }
      guard let path = change.old.path else { continue }
      dropOperations(below: path)
      append("\(path.text)/supersededBecause", .text(why))
      append("\(path.text)/supersededOn", .text("\(today)"))
      guard let new = change.new, let list = path.text.lastSlash else { continue }
      let element = "\(list)/\(newIdentifier())"
      append(element, .element)
      let tree = new.snapshot.tree
      for child in tree.nodes[new.index].children {
        let node = tree.nodes[child]
        guard let value = node.value, value != .element, !node.key.hasPrefix("superseded") else {
          continue
        }
        append("\(element)/\(node.key)", value)
      }
    }
    return true
  }
}

extension String {
  /// The text before the last `/`.
  fileprivate var lastSlash: Substring? { lastIndex(of: "/").map { self[..<$0] } }

  /// With another text in place of its last component.
  fileprivate func replacingLast(_ text: String) -> String {
    (lastSlash.map(String.init) ?? self) + text
  }
}
