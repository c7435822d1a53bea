import Replication
import TestSupport

/// One replica that writes entries, only for tests of the merge.
struct Author {
  let role: String
  let log: LogID
  var sequence: UInt64 = 0
  var clock = HybridClock()
  var milliseconds: Int64
  let record = RecordID(high: 1, low: 1)

  init(_ role: String, seed: UInt64, milliseconds: Int64 = 1_770_000_000_000) {
    var random = SeededGenerator(seed: seed)
    self.role = role
    log = LogID.random(using: &random)
    self.milliseconds = milliseconds
  }

  struct Written {
    let entry: Entry
    let name: EntryReference
  }

  mutating func write(
    _ operations: [Replication.Operation], redaction: Redaction? = nil
  ) -> Written {
    sequence += 1
    milliseconds += 1000
    let header = EntryHeader(
      time: clock.next(wallMilliseconds: milliseconds), record: record, kind: "incident",
      author: role)
    let payload = EntryPayload(salt: [1], operations: operations, redaction: redaction)
    let name = EntryReference(
      log: log, sequence: sequence, check: UInt32(truncatingIfNeeded: log.low))
    return Written(entry: Entry(header: header, payload: payload), name: name)
  }

  mutating func write(_ value: Value?, at path: String, seen: MergedRecord) -> Written {
    guard let path = FieldPath(path) else { preconditionFailure("a path of the test") }
    return write([seen.writing(value, at: path)])
  }
}

/// Entries of three replicas, each written from what its author had seen by then.
struct RandomHistory {
  var entries: [Author.Written] = []

  init(using random: inout SeededGenerator) {
    var authors = (0..<3).map { Author("role \($0)", seed: random.next()) }
    var views = [MergedRecord(), MergedRecord(), MergedRecord()]
    let paths = ["a", "b", "list/@1", "list/@1/x", "list/@2/x", "c/d"]
    for _ in 0..<Int.random(in: 1...25, using: &random) {
      let index = Int.random(in: 0..<3, using: &random)
      if random.once(in: 4) { views[index].merge(views[(index + 1) % 3]) }
      let path = paths.randomElement(using: &random) ?? "a"
      let value: Value? =
        random.once(in: 5) ? nil : .number("\(Int.random(in: 0..<4, using: &random))")
      var written = authors[index].write(value, at: path, seen: views[index])
      if random.once(in: 4) {
        let element = FieldPath(random.once(in: 2) ? "list/@1" : "list/@2")!
        written = authors[index].write([views[index].removing(element)])
      } else if random.once(in: 6) {
        written = authors[index].write(Self.element(in: views[index], using: &random))
      }
      if random.once(in: 8), let target = entries.randomElement(using: &random) {
        written = authors[index].write(
          [],
          redaction: MergedRecord.redaction(of: target.entry, named: target.name) { _ in true })
      }
      views[index].apply(written.entry, at: written.name)
      entries.append(written)
    }
  }

  /// A list element with its contents, in one entry.
  private static func element(
    in view: MergedRecord, using random: inout SeededGenerator
  ) -> [Replication.Operation] {
    let element = FieldPath(literal: "list/@1")
    return [
      view.writing(.element, at: element),
      view.writing(
        .number("\(Int.random(in: 0..<4, using: &random))"), at: element.appending("x")!),
      view.writing(.text("more"), at: element.appending("y")!),
    ]
  }

  static func merged(_ entries: [Author.Written]) -> MergedRecord {
    var record = MergedRecord()
    for written in entries { record.apply(written.entry, at: written.name) }
    return record
  }

  func merged() -> MergedRecord { Self.merged(entries) }
}
