package import Replication

/// A device that writes its own bytes: enrolled like any other, but without the checks that our
/// programs make before they write.
package struct HostileDevice {
  package private(set) var log: WrittenLog
  private var random: SeededGenerator
  private var clock = HybridClock()

  package init(seed: UInt64, scope: String) {
    log = WrittenLog(seed: seed, scope: scope)
    random = SeededGenerator(seed: seed &+ 1)
  }

  package var key: ReplicaKey { log.key }

  /// Writes an entry about any record.
  ///
  /// - Returns: its position.
  @discardableResult
  package mutating func write(
    _ operations: [Replication.Operation], to record: RecordID, kind: String = "incident",
    reason: String = "", redaction: Redaction? = nil, origin: EntryReference? = nil
  ) -> EntryReference {
    let time = clock.next(wallMilliseconds: 1_772_366_400_000)
    let header = EntryHeader(
      time: time, record: record, kind: kind, author: "operator", origin: origin)
    let payload = EntryPayload(
      salt: EntryPayload.salt(using: &random), reason: reason, operations: operations,
      redaction: redaction)
    let home = origin?.log ?? log.log
    return append(
      SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: home))))
  }

  /// Writes bytes as they are.
  @discardableResult
  package mutating func append(_ sealed: SealedEntry) -> EntryReference {
    log.append(sealed)
    let sequence = log.entries.count
    return EntryReference(
      log: log.log, sequence: UInt64(sequence), check: log.hashes[sequence].check)
  }

  /// The first entry of a record, as every writer creates it.
  @discardableResult
  package mutating func found(
    _ record: RecordID, kind: String = "incident", reference: String? = nil,
    _ fields: [(String, Value)] = []
  ) -> EntryReference {
    var operations = [
      Self.set("recordedAt", .text("2026-03-01T12:00:00Z")),
      Self.set("discoveredOn", .text("2026-02-27")), Self.set("nation", .text("england")),
    ]
    operations += reference.map { [Self.set("reference", .text($0))] } ?? []
    operations += fields.map { Self.set($0.0, $0.1) }
    return write(operations, to: record, kind: kind)
  }

  package static func set(
    _ path: String, _ value: Value?, over supersedes: [OperationID] = []
  ) -> Replication.Operation {
    guard let path = FieldPath(path) else { preconditionFailure("a path of the test") }
    return Replication.Operation(path: path, value: value, supersedes: supersedes)
  }
}
