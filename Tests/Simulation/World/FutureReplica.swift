import RecordStore
import Replication
import SyncProtocol
import TestSupport

/// A site's store of a later version: its entries contain fields, kinds and values that this
/// version does not know, and some that it cannot read at all. Written byte by byte.
struct FutureReplica {
  private let key: ReplicaKey
  let scope: Scope
  let descriptor: LogDescriptor
  private var entries: [SealedEntry] = []
  private var head: Digest
  private var random: SeededGenerator

  var replica: ReplicaID { key.replica }

  init(scope: Scope, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let secret = (0..<4).flatMap { _ in EntryPayload.salt(using: &random) }
    let nonce = (0..<2).flatMap { _ in EntryPayload.salt(using: &random) }
    key = ReplicaKey(privateBytes: secret)!
    self.scope = scope
    descriptor = LogDescriptor(publicKey: key.publicBytes, scope: scope, nonce: nonce)!
    head = descriptor.genesis
    self.random = random
  }

  /// Writes an entry about a record.
  mutating func write(to record: RecordID, kind: String, at time: HybridTime) -> Journal.Line {
    let isReadable = !random.once(in: 5)
    var header = WireWriter()
    header.append(
      encoded: EntryHeader(time: time, record: record, kind: kind, author: "later").encoded())
    header.present(15, text: "a field of a later version")
    let value: Value = random.once(in: 2) ? .unknown([0x3a, 2, 8, 1]) : .text("later")
    let path = isReadable ? "later/field" : String(repeating: "deep/", count: 40) + "field"
    var payload = WireWriter()
    payload.field(1, bytes: EntryPayload.salt(using: &random))
    payload.message(3) { operation in
      operation.present(1, text: path)
      operation.present(2, bytes: value.encoded())
      operation.present(9, text: "more about the operation")
    }
    payload.present(20, text: "more about the entry")
    let sealed = SealedEntry(header: header.bytes, body: .payload(payload.bytes))
    head = sealed.chained(to: head)
    entries.append(sealed)
    let name = EntryReference(
      log: descriptor.id, sequence: UInt64(entries.count), check: head.check)
    var line = Journal.Line(
      name: name, scope: scope, record: record, kind: kind, time: time, author: "later",
      operations: FieldPath(path).map { [Operation(path: $0, value: value)] } ?? [],
      redaction: nil)
    line.isReadable = isReadable
    line.digest = sealed.payloadDigest
    return line
  }

  /// Its complete log.
  func segment() throws -> LogSegment {
    let sequence = UInt64(entries.count)
    let checkpoint = try Checkpoint.signed(
      log: descriptor.id, sequence: sequence, hash: head, by: key)
    return LogSegment(
      log: descriptor.id, descriptor: descriptor, first: 1, entries: entries,
      signature: checkpoint.signature)
  }
}

extension World {
  /// The later version writes an entry and delivers its log.
  func writeFromTheFuture() throws {
    note("a later version writes")
    var known: [RecordID] = []
    try centre.store.forEachRecord { if $0.scope == future.scope { known.append($0.id) } }
    let record = known.randomElement(using: &random) ?? RecordID.make(using: &random)
    let line = future.write(
      to: record, kind: "hologram", at: HybridTime(milliseconds: time.advance()))
    journal.note(line)
    let segment = try future.segment()
    let request = SyncRequest(frontier: Frontier(), segments: [segment])
    let letter = SyncLetter(sender: future.replica, scope: future.scope, body: [])
    _ = try endure(centre) { _ = try answer(request, from: letter) }
    try watch(centre)
  }
}
