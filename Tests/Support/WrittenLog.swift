package import Replication

/// A log that a test writes, with the key of its replica. The same seed gives the same bytes,
/// except for signatures.
package struct WrittenLog {
  package let key: ReplicaKey
  package let descriptor: LogDescriptor
  package private(set) var entries: [SealedEntry] = []
  /// The chain hash after each entry; the genesis at 0.
  package private(set) var hashes: [Digest]
  private var clock = HybridClock()
  private var random: SeededGenerator

  package init(seed: UInt64, scope: String = "RBD02") {
    var random = SeededGenerator(seed: seed)
    let secret = (0..<4).flatMap { _ in EntryPayload.salt(using: &random) }
    let nonce = (0..<2).flatMap { _ in EntryPayload.salt(using: &random) }
    guard let key = ReplicaKey(privateBytes: secret), let scope = Scope(scope),
      let descriptor = LogDescriptor(publicKey: key.publicBytes, scope: scope, nonce: nonce)
    else { preconditionFailure("a log of the test") }
    self.key = key
    self.descriptor = descriptor
    hashes = [descriptor.genesis]
    self.random = random
  }

  /// Another log of the same replica, with one entry.
  package func sibling(number: Int) throws -> WrittenLog {
    let nonce = (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 * 8 % 56)) ^ UInt8($0) }
    guard
      let descriptor = LogDescriptor(
        publicKey: key.publicBytes, scope: descriptor.scope, nonce: nonce)
    else { preconditionFailure("a log of the test") }
    var log = WrittenLog(key: key, descriptor: descriptor, seed: UInt64(number))
    log.write("\(number)")
    return log
  }

  private init(key: ReplicaKey, descriptor: LogDescriptor, seed: UInt64) {
    (self.key, self.descriptor) = (key, descriptor)
    hashes = [descriptor.genesis]
    random = SeededGenerator(seed: seed)
  }

  package var log: LogID { descriptor.id }

  package mutating func write(_ operations: [Replication.Operation], reason: String = "") {
    let record = RecordID.make(using: &random)
    let time = clock.next(wallMilliseconds: 1_770_000_000_000 + Int64(entries.count) * 1000)
    let header = EntryHeader(time: time, record: record, kind: "incident", author: "operator")
    let payload = EntryPayload(
      salt: EntryPayload.salt(using: &random), reason: reason, operations: operations)
    append(SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: log))))
  }

  /// Writes an entry of one record; of a new one for `nil`.
  package mutating func write(_ operations: [Replication.Operation], to record: RecordID?) {
    guard let record else { return write(operations) }
    let time = clock.next(wallMilliseconds: 1_770_000_000_000 + Int64(entries.count) * 1000)
    let header = EntryHeader(time: time, record: record, kind: "incident", author: "operator")
    let payload = EntryPayload(
      salt: EntryPayload.salt(using: &random), operations: operations)
    append(SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: log))))
  }

  package mutating func write(_ value: String) {
    write([Operation(path: FieldPath(literal: "equipmentId"), value: .text(value))])
  }

  package mutating func append(_ entry: SealedEntry) {
    entries.append(entry)
    hashes.append(entry.chained(to: hashes[hashes.count - 1]))
  }

  package func segment(_ range: ClosedRange<Int>? = nil) throws -> LogSegment {
    let range = range ?? 1...entries.count
    let checkpoint = try Checkpoint.signed(
      log: log, sequence: UInt64(range.upperBound), hash: hashes[range.upperBound], by: key)
    return LogSegment(
      log: log, descriptor: range.lowerBound == 1 ? descriptor : nil,
      first: UInt64(range.lowerBound),
      entries: Array(entries[(range.lowerBound - 1)...(range.upperBound - 1)]),
      signature: checkpoint.signature)
  }

  package var frontier: Frontier {
    Frontier([
      log: .init(sequence: UInt64(entries.count), check: hashes[entries.count].check)
    ])
  }
}
