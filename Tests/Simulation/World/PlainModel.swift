import Replication

/// Every entry that anybody ever wrote in this world, as the test itself recorded it.
struct Journal {
  struct Line {
    let name: EntryReference
    let scope: Scope
    let record: RecordID
    let kind: String
    let time: HybridTime
    let author: String
    let operations: [Replication.Operation]
    let redaction: Redaction?
    /// Whether this version can read it at all.
    var isReadable = true
    /// The hash of the payload, where the test made the bytes itself.
    var digest: Digest?
  }

  private(set) var lines: [EntryReference: Line] = [:]

  mutating func note(_ line: Line) { lines[line.name] = line }

  /// How often two changes concerned the same thing, neither author aware of the other.
  func meetings(moved: Set<EntryReference>) -> [String: Int] {
    var settled: [Set<OperationID>: Int] = [:]
    var superseded: Set<EntryReference> = []
    for line in lines.values {
      for operation in line.operations {
        superseded.formUnion(operation.supersedes.map(\.entry))
        if operation.supersedes.count > 1 { settled[Set(operation.supersedes), default: 0] += 1 }
      }
    }
    let redacted = lines.values.compactMap { $0.redaction?.target }
    return [
      "conflict settled by two at once": settled.values.count { $0 > 1 },
      "redaction of what was superseded": redacted.count { superseded.contains($0) },
      "redaction of what superseded": redacted.count { target in
        lines[target]?.operations.contains { !$0.supersedes.isEmpty } ?? false
      },
      "redaction of what moved": redacted.count { moved.contains($0) },
    ]
  }

  subscript(name: EntryReference) -> Line? { lines[name] }

  /// The entries whose payload one of these has redacted.
  func redacted(by names: Set<EntryReference>) -> Set<EntryReference> {
    Set(names.compactMap { lines[$0]?.redaction?.target })
  }
}

/// A record in the plainest form: operations by their names, less what any of them supersedes, and
/// with what was removed with an element while somebody edits inside it. Written only for the
/// tests; shares nothing with `MergedRecord`.
struct PlainRecord: Hashable {
  struct Live: Hashable {
    let id: OperationID
    let path: String
    let value: Value?
    let time: HybridTime
    let author: String
  }

  var kind: String
  var live: Set<Live> = []
  /// What was removed with a list element, and would return with an edit inside it.
  var removed: Set<Live> = []
  var superseded: Set<OperationID> = []

  init(kind: String, of state: MergedRecord) {
    self.kind = kind
    live = Set(state.live.map(Live.init))
    removed = Set(state.removed.map(Live.init))
    superseded = Set(state.superseded)
  }

  /// The records that result from these entries.
  static func records(from lines: [Journal.Line]) -> [RecordID: PlainRecord] {
    Dictionary(grouping: lines, by: \.record).compactMapValues(PlainRecord.init)
  }

  private init?(_ lines: [Journal.Line]) {
    let targets = Set(lines.compactMap { $0.redaction?.target })
    let standing = lines.filter { !targets.contains($0.name) || $0.redaction != nil }
    // A known kind before an unknown one, an incident first.
    let order = ["incident", "audit"]
    let kinds = standing.map(\.kind)
    guard let kind = order.first(where: kinds.contains) ?? kinds.min() else { return nil }
    self.kind = kind
    var stated: Set<Live> = []
    var replacements: [Replacement] = []
    func add(
      _ operations: [Replication.Operation], _ entry: EntryReference, _ time: HybridTime,
      _ author: String
    ) {
      for (index, operation) in operations.enumerated() {
        stated.insert(
          Live(
            id: OperationID(entry: entry, index: UInt32(index)), path: operation.path.text,
            value: operation.value, time: time, author: author))
        replacements += operation.supersedes.map { Replacement(of: $0, by: operation) }
      }
    }
    for line in standing where !targets.contains(line.name) {
      add(line.operations, line.name, line.time, line.author)
    }
    for redaction in lines.compactMap(\.redaction) {
      add(redaction.operations, redaction.target, redaction.time, redaction.author)
    }
    let hidden = Set(stated.filter { $0.value == .redacted }.map(\.id))
    decide(
      stated.filter { !hidden.contains($0.id) || $0.value == .redacted },
      Dictionary(grouping: replacements, by: \.target))
  }

  /// Records that one operation replaced another, or removed it with the list element that it is
  /// in.
  private struct Replacement {
    let target: OperationID
    /// The element that was removed; `nil` for anything else.
    let element: String?

    init(of target: OperationID, by operation: Replication.Operation) {
      self.target = target
      let isRemoval =
        operation.value == nil && operation.path.text.split(separator: "/").last!.hasPrefix("@")
      element = isRemoval ? operation.path.text : nil
    }

    func isRemoval(of live: Live) -> Bool {
      element.map { live.path == $0 || live.path.hasPrefix($0 + "/") } ?? false
    }
  }

  private mutating func decide(
    _ stated: Set<Live>, _ replacements: [OperationID: [Replacement]]
  ) {
    let byName = Dictionary(grouping: stated, by: \.id)
    for (target, replacements) in replacements {
      let isReplaced = replacements.contains { replacement in
        replacement.element == nil
          || byName[target]?.contains { !replacement.isRemoval(of: $0) } ?? false
      }
      if isReplaced { superseded.insert(target) }
    }
    let untouched = stated.filter { replacements[$0.id] == nil }
    for operation in stated where !superseded.contains(operation.id) {
      let isBack = (replacements[operation.id] ?? []).allSatisfy { replacement in
        untouched.contains {
          replacement.isRemoval(of: $0) && ($0.path != replacement.element || $0.value != nil)
        }
      }
      if isBack { live.insert(operation) } else { removed.insert(operation) }
    }
  }
}

extension PlainRecord.Live {
  fileprivate init(_ operation: MergedRecord.LiveOperation) {
    self.init(
      id: operation.id, path: operation.path.text, value: operation.value,
      time: operation.stamp.time, author: operation.stamp.author)
  }
}
