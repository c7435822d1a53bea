import Replication
import TestSupport

/// Entries that a present, a later or a malicious site may write.
struct OddEntries {
  private var random: SeededGenerator
  private let others: [LogID]

  /// - Parameter others: logs that the entries refer to beside their own.
  init(seed: UInt64, naming others: [LogID] = []) {
    (random, self.others) = (SeededGenerator(seed: seed), others)
  }

  mutating func log(entries count: Int) throws -> WrittenLog {
    var log = WrittenLog(seed: random.next())
    for _ in 0..<count { log.append(entry(in: log.log)) }
    return log
  }

  /// Entries for a log that exists already.
  mutating func log(entries count: Int, of log: LogID) throws -> [SealedEntry] {
    (0..<count).map { _ in entry(in: log) }
  }

  private mutating func entry(in log: LogID) -> SealedEntry {
    let header = EntryHeader(
      time: HybridTime(bits: random.next() >> UInt64.random(in: 0..<64, using: &random)),
      record: RecordID.make(using: &random),
      kind: ["incident", "audit", "é"].randomElement(using: &random)!,
      author: ["operator", "", "Ärztin"].randomElement(using: &random)!,
      origin: once(in: 8) ? reference(log) : nil,
      laterFields: once(in: 8) ? [0x78, 1] : [])
    let payload = EntryPayload(
      salt: once(in: 8) ? [1, 2] : EntryPayload.salt(using: &random),
      reason: once(in: 3) ? "because" : "",
      operations: (0..<Int.random(in: 0...6, using: &random)).map { _ in operation(log) })
    var bytes = payload.encoded(in: log)
    if once(in: 8) { bytes = Mutation.of(bytes, using: &random) }
    if once(in: 10) {
      return SealedEntry(header: header.encoded(), body: .redacted(Digest(of: bytes)))
    }
    return SealedEntry(header: header.encoded(), body: .payload(bytes))
  }

  private mutating func operation(_ log: LogID) -> Replication.Operation {
    let element = FieldPath.elementIdentifier(using: &random)
    let paths = ["room", "notes/\(element)", "notes/\(element)/text", "a/@short/é", "x@0123456789"]
    let path = FieldPath(paths.randomElement(using: &random)!)!
    let values: [Value?] = [
      nil, .text(""), .text("naïve"), .number("22.40"), .flag(true), .flag(false), .element,
      .redacted, .unknown([0x32, 1, 7]),
    ]
    let supersedes = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      OperationID(entry: reference(log), index: UInt32.random(in: 0...2, using: &random))
    }
    return Operation(
      path: path, value: values.randomElement(using: &random)!, supersedes: supersedes)
  }

  private mutating func reference(_ log: LogID) -> EntryReference {
    EntryReference(
      log: once(in: 4)
        ? LogID.random(using: &random) : (others + [log]).randomElement(using: &random)!,
      sequence: UInt64.random(in: 1...300, using: &random),
      check: once(in: 5) ? 0 : UInt32.random(in: 0...UInt32.max, using: &random))
  }

  private mutating func once(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }
}
