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
    shared = Self.shared(in: "RBD07")
    try fill(shared)
  }

  private static func shared(in scope: String) -> WrittenLog {
    var log = WrittenLog(seed: 5, scope: scope)
    for number in 0..<20 { log.write("shared \(number)") }
    return log
  }

  /// Has the centre keep the line that has a log, and as many others as it takes.
  private func fill(_ log: WrittenLog) throws {
    for number in 0...IntakeLimits().linesPerLogMax {
      let line = line(number, of: log)
      _ = try trust.centre.ingest(
        [try line.segment(1...20), try line.segment(21...30)], onFork: { _ in .adopt },
        limits: IntakeLimits()
      ) { _ in .merge }
    }
  }

  private func line(_ number: Int, of log: WrittenLog? = nil) -> WrittenLog {
    var line = log ?? shared
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

  @Test func `a line that goes on otherwise than one that is kept is one more`() throws {
    var branch = shared
    for word in 0..<5 { branch.write("line 1, \(word)") }
    for word in 0..<5 { branch.write("otherwise \(word)") }
    try bring(branch)

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(try site.logsNotTaken().map(\.reason) == ["too-many-lines"])
  }

  /// What is here of a colleague's log goes on in a log of this store, and makes room.
  @Test func `of a log that is read here, the centre's line arrives all the same`() throws {
    let read = Self.shared(in: "RBD02")
    try fill(read)
    let ours = line(100, of: read)
    _ = try site.ingest(
      [try ours.segment(1...20), try ours.segment(21...30)], onFork: .refuse
    ) { _ in .merge }

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed)
    #expect(try site.frontier()[read.log] == line(0, of: read).frontier[read.log])
    #expect(try site.logsNotTaken().isEmpty)
    #expect(try site.ledger().allSatisfy { $0.pending == 0 })
    #expect(try trust.centre.descriptors().contains { $0.replica == site.identity.replica })
  }
}
