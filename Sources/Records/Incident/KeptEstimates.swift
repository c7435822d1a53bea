import Replication

/// A dose estimate that was made stays as it was made: a later one is added beside it.
///
/// What an estimate lacks may still be filled in, and an individual who was listed in error may be
/// taken away whole.
enum KeptEstimates {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) throws(ValidationError) {
    let later = Dictionary(
      after.elements("individuals").map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
    for (position, individual) in before.elements("individuals").enumerated() {
      guard let now = later[individual.identifier] else { continue }
      let estimates = Dictionary(
        now.elements("doses").map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
      for (number, estimate) in individual.elements("doses").enumerated()
      where !isKept(estimate, in: estimates[estimate.identifier]) {
        throw ValidationError(
          "estimate-kept",
          "an estimate is never overwritten; add another with individuals/\(position)/doses/-/…",
          field: "individuals/\(position)/doses/\(number)")
      }
    }
  }

  private static func isKept(_ old: RecordElement, in new: RecordElement?) -> Bool {
    guard let new else { return false }
    let tree = old.snapshot.tree
    return tree.nodes[old.index].children.allSatisfy { child in
      let node = tree.nodes[child]
      guard let value = node.value, value != .element, value != .redacted else { return true }
      return new.value(node.key) == value
    }
  }
}
