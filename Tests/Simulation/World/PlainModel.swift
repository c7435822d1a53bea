import Replication

/// Every entry that anybody ever wrote in this world, as the test itself knows it.
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
    /// Where the test made the bytes itself: the hash of the payload.
    var digest: Digest?
  }

  private(set) var lines: [EntryReference: Line] = [:]

  mutating func note(_ line: Line) { lines[line.name] = line }

  /// How often work met other work on the same thing, none knowing of the other.
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

  /// The entries whose payload somebody among these has redacted.
  func redacted(by names: Set<EntryReference>) -> Set<EntryReference> {
    Set(names.compactMap { lines[$0]?.redaction?.target })
  }
}

/// A record as plainly as it can be said: operations by their names, less what any of them
/// supersedes. Written for the tests alone; shares nothing with `MergedRecord`.
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
  var superseded: Set<OperationID> = []

  init(kind: String, of state: MergedRecord) {
    self.kind = kind
    live = Set(
      state.live.map {
        Live(
          id: $0.id, path: $0.path.text, value: $0.value, time: $0.stamp.time,
          author: $0.stamp.author)
      })
    superseded = Set(state.superseded)
  }

  /// The records that these entries make.
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
    for line in standing where !targets.contains(line.name) {
      stated.formUnion(add(line.operations, line.name, line.time, line.author))
    }
    for redaction in lines.compactMap(\.redaction) {
      stated.formUnion(
        add(redaction.operations, redaction.target, redaction.time, redaction.author))
    }
    let hidden = Set(stated.filter { $0.value == .redacted }.map(\.id))
    live = stated.filter { live in
      !superseded.contains(live.id) && (!hidden.contains(live.id) || live.value == .redacted)
    }
  }

  private mutating func add(
    _ operations: [Replication.Operation], _ entry: EntryReference, _ time: HybridTime,
    _ author: String
  ) -> [Live] {
    for operation in operations { superseded.formUnion(operation.supersedes) }
    return operations.enumerated().map { index, operation in
      Live(
        id: OperationID(entry: entry, index: UInt32(index)), path: operation.path.text,
        value: operation.value, time: time, author: author)
    }
  }
}
