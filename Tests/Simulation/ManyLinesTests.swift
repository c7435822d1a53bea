import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

/// A log of another site that more copies of its store continued than a centre keeps lines.
@Suite("Many lines of one log")
struct ManyLinesTests {
  private let trust: TrustHarness
  private let site: RecordStore
  private let shared: WrittenLog

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    var log = WrittenLog(seed: 5, scope: "RBD07")
    for number in 0..<20 { log.write("shared \(number)") }
    shared = log
    // The one that has the log, and as many others as are kept.
    for number in 0...IntakeLimits().linesPerLogMax {
      let line = line(number)
      _ = try trust.centre.ingest(
        [try line.segment(1...20), try line.segment(21...30)], onFork: { _ in .adopt },
        limits: IntakeLimits()
      ) { _ in .merge }
    }
  }

  private func line(_ number: Int) -> WrittenLog {
    var line = shared
    for word in 0..<10 { line.write("line \(number), \(word)") }
    return line
  }

  /// Has the site relay a line.
  private func bring(_ line: WrittenLog) throws {
    _ = try site.ingest(
      [try line.segment(1...20), try line.segment(21...30)], onFork: .refuse
    ) { _ in .relay }
  }

  @Test(arguments: [false, true])
  func `one too many ends no synchronisation, and stays where it is`(isEarlier: Bool) throws {
    trust.isEarlier = isEarlier
    try bring(line(100))
    let record = try trust.log(site, "CT 1")

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(outcome.rounds <= (isEarlier ? 100 : 3))
    #expect(try trust.values(trust.centre, record) == ["CT 1"])
    #expect(try site.logsNotTaken().map(\.log) == [shared.log])
    #expect(try site.frontier()[shared.log] == line(100).frontier[shared.log])
  }

  @Test func `it is named, and the next synchronisation has one round`() throws {
    try bring(line(100))
    try trust.sync(site)

    let next = try trust.sync(site)

    #expect(next.ending == .agreed && next.rounds == 1)
    #expect(try site.logsNotTaken().map(\.reason) == ["too-many-lines"])
  }

  @Test func `a line that the centre keeps already may arrive again`() throws {
    try bring(line(IntakeLimits().linesPerLogMax))

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(try site.logsNotTaken().isEmpty)
    #expect(try site.ledger().allSatisfy { $0.pending == 0 })
  }
}
