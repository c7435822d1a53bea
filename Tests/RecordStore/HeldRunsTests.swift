import CentreStore
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// The list of waiting entries that a centre sends to a replica: it never leaves one out.
@Suite("Runs of entries that wait")
struct HeldRunsTests {
  private let folder: TemporaryFolder
  private let centre: RecordStore

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    centre = try NewStore.centre(in: folder)
  }

  @Test func `what waits is listed in so many runs, and never as less than it is`() throws {
    var log = WrittenLog(seed: 1)
    let words = ["revoked", "wrong-scope"]
    for number in 0..<2300 { log.write("\(number)") }
    for start in stride(from: 1, through: 2300, by: 100) {
      _ = try centre.ingest([try log.segment(start...start + 99)], onFork: .refuse) { _ in
        .quarantine(reason: words[start / 100 % 2])
      }
    }

    let all = try centre.heldHere()
    let few = try centre.heldHere(in: [], and: [log.log], runsMax: 5)

    #expect(all.count == 21 && all.reduce(0) { $0 + $1.count } == 2300)
    #expect(few.count == 5 && few.reduce(0) { $0 + $1.count } == 2300)
    #expect(few.last?.reason == "over-quota")
    #expect(try centre.waitingCount() == 2300)
  }

  @Test func `a log with many runs leaves each other log one`() throws {
    let logs = try (1...3).map { seed in
      var log = WrittenLog(seed: UInt64(seed))
      for number in 0..<20 {
        log.write("\(number)")
        _ = try centre.ingest([try log.segment(number + 1...number + 1)], onFork: .refuse) { _ in
          .quarantine(reason: number.isMultiple(of: 2) ? "revoked" : "wrong-scope")
        }
      }
      return log.log
    }

    let few = try centre.heldHere(in: [], and: Set(logs), runsMax: 5)

    #expect(few.count == 5 && Set(few.map(\.log)) == Set(logs))
    #expect(few.reduce(0) { $0 + $1.count } == 60, "none is listed as less than it is")
  }
}
