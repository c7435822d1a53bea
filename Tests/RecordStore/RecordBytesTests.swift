import CentreStore
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// A record stays one that can be read again.
@Suite("Bytes of a record")
struct RecordBytesTests {
  @Test func `values beyond the limit wait, whether they come at once or one by one`() throws {
    let folder = try TemporaryFolder(inMemory: true)
    let centre = try NewStore.centre(in: folder)
    var limits = IntakeLimits()
    limits.recordBytesMax = 1_000_000
    let (one, other) = (RecordID(high: 0x4000, low: 1), RecordID(high: 0x4000, low: 2))
    let text = String(repeating: "x", count: 200_000)
    var log = WrittenLog(seed: 1)
    for record in [one, other] {
      for _ in 0..<8 {
        log.write(
          [Operation(path: FieldPath(literal: "equipmentId"), value: .text(text))], to: record)
      }
    }

    _ = try centre.ingest(
      try [1...2, 3...4, 5...6, 7...8].map { try log.segment($0) }, onFork: { _ in .refuse },
      limits: limits
    ) { _ in .merge }
    for number in 9...16 {
      _ = try centre.ingest(
        [try log.segment(number...number)], onFork: { _ in .refuse }, limits: limits
      ) { _ in .merge }
    }

    #expect(try centre.quarantine().map(\.sequence) == [5, 6, 7, 8, 13, 14, 15, 16])
    #expect(try Set(centre.quarantine().map(\.reason)) == ["over-quota"])
    for record in [one, other] { #expect(try centre.record(record)?.state.live.count == 4) }
  }
}
