// What an entry would replace of a record, before it is added.

extension MergedRecord {
  /// What some operations replace.
  package struct Replaced: Hashable, Sendable {
    /// Live operations that are superseded by them.
    package var live: [LiveOperation] = []
    /// Operations, here or not, that are superseded by them and were not before.
    package var fresh = 0
  }

  /// What operations would replace at their own paths. What they would remove with a list element stays:
  /// an edit may bring it back. The cost of each does not grow with the record.
  package func replaced(by operations: [Operation]) -> Replaced {
    var replaced = Replaced()
    var seen: Set<OperationID> = []
    for operation in operations where !operation.supersedes.isEmpty {
      let removesElement = operation.value == nil && operation.path.isElement
      for target in operation.supersedes where seen.insert(target).inserted {
        guard !superseded.sortedContains(target) else { continue }
        replaced.fresh += 1
        if !removesElement { replaced.live += copies(of: target, at: operation.path) }
      }
    }
    return replaced
  }
}
