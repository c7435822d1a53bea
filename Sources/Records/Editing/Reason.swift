import IRMER
import Replication

/// What counts as a reason.
enum Reason {
  /// Whether it has words: a dot or a dash gives no reason.
  static func isGiven(_ text: String) -> Bool { text.contains { $0.isLetter || $0.isNumber } }

  /// The fields of every kind of record that hold a reason.
  private static let keys: Set<String> = [
    "abandonedReason", "notRequired", "reason", "reasonNot", "significanceReason",
    "supersededBecause",
  ]

  /// Refuses a recorded reason without words.
  static func check(_ snapshot: RecordSnapshot) throws(ValidationError) {
    for node in snapshot.tree.nodes where keys.contains(node.key) {
      guard let text = node.value?.text, !isGiven(text), let path = node.path else { continue }
      throw ValidationError(
        "required", "a reason has words", field: snapshot.tree.displayPath(of: path))
    }
  }
}
