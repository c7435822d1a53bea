// Operations for an author who has this state in front of them. A form keeps the state that it
// showed and builds its operations from that, not from what was merged since.

extension MergedRecord {
  /// Writes a value that supersedes every value at the path; `nil` removes it.
  public func writing(_ value: Value?, at path: FieldPath) -> Operation {
    Operation(path: path, value: value, supersedes: operations(at: path).map(\.id))
  }

  /// Removes the values at a path and everything below it that the author saw.
  public func removing(_ path: FieldPath) -> Operation {
    let seen = Array(operations(at: path)) + operations(below: path)
    return Operation(path: path, value: nil, supersedes: seen.map(\.id))
  }

  /// The path of a conflict that these operations settle: their author saw its candidates and
  /// writes a value in their place. `nil` if they settle none.
  ///
  /// An author who saw only one candidate settles nothing, whatever they write.
  public func conflictSettled(by operations: [Operation]) -> FieldPath? {
    let seen = Set(operations.flatMap(\.supersedes))
    guard !seen.isEmpty else { return nil }
    return conflicts.first { path, _ in
      let here = self.operations(at: path).filter { seen.contains($0.id) }
      if Set(here.map(\.value)).count > 1 { return true }
      return path.isElement && here.contains { $0.value == nil }
    }?.path
  }

  /// The latest time among the operations that an edit of these is based on.
  public func latestTime(among targets: [OperationID]) -> HybridTime? {
    let wanted = Set(targets)
    return live.lazy.filter { wanted.contains($0.id) }.map(\.stamp.time).max()
  }

  /// The operations that replace those of one entry when it is redacted.
  ///
  /// - Parameters:
  ///   - entry: the entry as written.
  ///   - name: the name that its operations use.
  ///   - hides: which paths must lose their value.
  public static func redaction(
    of entry: Entry, named name: EntryReference, hiding hides: (FieldPath) -> Bool
  ) -> Redaction {
    let operations = entry.payload.operations.map { operation in
      let value = operation.value.map { hides(operation.path) ? Value.redacted : $0 }
      return Operation(path: operation.path, value: value, supersedes: operation.supersedes)
    }
    return Redaction(
      target: name, time: entry.header.time, author: entry.header.author, operations: operations)
  }
}
