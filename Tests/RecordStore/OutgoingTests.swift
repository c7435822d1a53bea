import Foundation
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

@Suite("What another replica is sent")
struct OutgoingTests {
  private let folder: TemporaryFolder
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    store = try NewStore.site(in: folder)
  }

  @Test func `the first run that does not fit fills an answer, and the next ones bring the rest`()
    throws
  {
    let counts = [10, 10, 3]
    let logs = try counts.enumerated().map { index, count in
      var log = WrittenLog(seed: UInt64(index + 1))
      for number in 0..<count { log.write("CT \(number)") }
      _ = try store.ingest([try log.segment()], onFork: .refuse) { _ in .merge }
      return log.log
    }
    let limits = BatchLimits(entries: 15, bytes: 1_000_000)

    var frontier = Frontier()
    var sent: [[LogID]] = []
    while true {
      let batch = try store.outgoing(after: frontier, limits: limits)
      sent.append(batch.segments.map(\.log))
      for segment in batch.segments {
        frontier[segment.log] = try store.frontier()[segment.log]
      }
      #expect(batch.segments.reduce(0) { $0 + $1.entries.count } <= limits.entries)
      if batch.isComplete || sent.count > counts.count { break }
    }

    #expect(sent == [[logs[0]], [logs[1], logs[2]]], "the third is not looked at in the first")
    #expect(try frontier == store.frontier())
  }
}
