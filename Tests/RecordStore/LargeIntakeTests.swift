import Replication
import TestSupport
import Testing

@testable import RecordStore

/// A site stores a large answer in one transaction, and writes its records in the course of it.
@Suite("Many records in one transaction")
struct LargeIntakeTests {
  private static let record = RecordID(high: 0x4000, low: 1)

  private let folder: TemporaryFolder
  private let site: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    site = try NewStore.site(in: folder)
  }

  private static func founding(_ value: String) -> [Replication.Operation] {
    [
      Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-02-02T10:00:00Z")),
      Operation(path: FieldPath(literal: "room"), value: .text(value)),
    ]
  }

  /// Writes to the same record as another kind than the log does otherwise.
  private static func writeToAnAudit(
    _ operations: [Replication.Operation], in log: inout WrittenLog
  ) {
    let header = EntryHeader(
      time: HybridTime(milliseconds: 1_770_000_000_000, counter: 0), record: record, kind: "audit",
      author: "operator")
    let payload = EntryPayload(
      salt: [UInt8](repeating: 7, count: 8), reason: "", operations: operations)
    log.append(SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: log.log))))
  }

  private func take(_ log: WrittenLog) throws {
    let segments = try stride(from: 1, through: log.entries.count, by: 500).map {
      try log.segment($0...min($0 + 499, log.entries.count))
    }
    _ = try site.ingest(segments, onFork: .refuse) { _ in .merge }
  }

  @Test(arguments: [true, false])
  func `an entry of another kind leaves its record, also after that was written`(
    isTogether: Bool
  ) throws {
    var log = WrittenLog(seed: 11)
    Self.writeToAnAudit(Self.founding("nowhere"), in: &log)
    if isTogether { log.write(Self.founding("CT 1"), to: Self.record) }
    for number in 0..<4_700 { log.write(Self.founding("\(number)")) }
    if !isTogether { log.write(Self.founding("CT 1"), to: Self.record) }

    try take(log)

    try expectOneIncident()
  }

  @Test func `an entry of another kind leaves a record that was written before it came`() throws {
    var log = WrittenLog(seed: 12)
    log.write(Self.founding("CT 1"), to: Self.record)
    for number in 0..<4_700 { log.write(Self.founding("\(number)")) }
    let title = Operation(path: FieldPath(literal: "title"), value: .text("nowhere"))
    Self.writeToAnAudit([title], in: &log)

    try take(log)

    try expectOneIncident()
  }

  private func expectOneIncident() throws {
    let stored = try #require(try site.record(Self.record))
    #expect(stored.kind == "incident")
    #expect(stored.state.candidates(at: FieldPath(literal: "room")).map(\.value) == [.text("CT 1")])
    #expect(try site.quarantine().map(\.reason) == ["other-kind"])
    #expect(try site.verify().problems == [])
  }
}
