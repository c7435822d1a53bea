import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

// What the centre does not take of others, because it has as many logs of them as it may have.

extension ManyLogsTests {
  /// Has a stick bring sixty logs of a replica of which the centre has as many as it takes.
  private func bringTooMany() throws -> [WrittenLog] {
    let device = WrittenLog(seed: 5)
    let first = try (1000..<1000 + IntakeLimits().logsPerReplicaMax).map {
      try device.sibling(number: $0).segment()
    }
    _ = try trust.centre.ingest(first, onFork: .refuse) { _ in .merge }
    let logs = try (0..<60).map { number in
      var log = try device.sibling(number: number)
      for word in 0..<40 { log.write("\(word)") }
      return log
    }
    let path = trust.folder.path("stick.candour")
    try write(try logs.map { try $0.segment() }, to: path)
    _ = try SiteBundle(store: site).import(from: path)
    return logs
  }

  @Test(arguments: [false, true])
  func `logs that the centre refuses hold up nothing that the site writes`(isEarlier: Bool) throws {
    trust.isEarlier = isEarlier
    _ = try bringTooMany()
    try trust.log(site, "CT 1")
    let own = try site.frontier().positions.filter { position in
      try site.descriptor(of: position.key)?.replica == site.identity.replica
    }

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed, "its own exchange is complete")
    #expect(own.count == 1)
    #expect(try own.allSatisfy { try trust.centre.frontier()[$0.key] == $0.value })
    #expect(try !site.logsNotTaken().isEmpty)
  }

  @Test func `what the centre refuses is named with its reason, and not sent with every request`()
    throws
  {
    let logs = try bringTooMany()
    let first = try trust.sync(site)
    let sent = trust.requests.reduce(0) { $0 + $1.count }

    let second = try trust.sync(site)

    let refused = try site.logsNotTaken()
    let last = try #require(trust.requests.last)
    #expect(first.ending == .agreed && second.ending == .agreed && second.rounds == 1)
    #expect(Set(refused.map(\.log)) == Set(logs.map(\.log)))
    #expect(refused.allSatisfy { $0.reason == "too-many-logs" && $0.entries == 41 })
    #expect(Set(refused.map(\.replica)) == [logs[0].descriptor.replica])
    #expect(last.count < sent / 10)
    #expect(try site.held().isEmpty)
  }

  @Test func `a centre that does not say what it refuses is offered each log once a day, too`()
    throws
  {
    trust.isEarlier = true
    _ = try bringTooMany()

    for _ in 0..<4 { #expect(try trust.sync(site).ending == .agreed) }
    let last = try trust.sync(site)

    #expect(last.rounds == 1)
    #expect(try site.logsNotTaken().map(\.reason) == Array(repeating: "unstated", count: 60))
  }

  @Test func `what the centre refused is offered again each day, and not before`() throws {
    let logs = try bringTooMany()
    try trust.sync(site)
    #expect(try site.logsWithheld().count == logs.count)

    trust.clock.milliseconds += RecordStore.notTakenMilliseconds
    let isOffered = try site.logsWithheld().isEmpty
    try trust.sync(site)

    #expect(isOffered)
    #expect(try site.logsWithheld().count == logs.count)
    let since = try site.logsNotTaken().map(\.since)
    #expect(since.allSatisfy { $0 < trust.clock.milliseconds - RecordStore.notTakenMilliseconds })
  }

  @Test func `a log that the centre has begun since is sent on at once`() throws {
    let logs = try bringTooMany()
    try trust.sync(site)
    _ = try trust.centre.ingest([try logs[7].segment(1...1)], onFork: .refuse) { _ in .merge }

    let outcome = try trust.sync(site)

    #expect(outcome.ending == .agreed && outcome.sent == 40)
    #expect(try trust.centre.frontier().sequence(of: logs[7].log) == 41)
    #expect(try site.logsNotTaken().count == 59)
  }

  /// Has the site note that the centre took nothing of a stranger's log, for a reason.
  private func refused(_ reason: String) throws -> WrittenLog {
    let log = try WrittenLog(seed: 5).sibling(number: 0)
    _ = try site.ingest([try log.segment()], onFork: .refuse) { _ in
      .quarantine(reason: "unknown-replica")
    }
    try site.noteNotTaken([log.log: reason])
    #expect(try site.logsWithheld() == [log.log])
    return log
  }

  /// Whether something is offered so long after a time, in milliseconds.
  private func isOffered(_ milliseconds: Int64, after start: Int64) throws -> Bool {
    trust.clock.milliseconds = start + milliseconds
    return try site.logsWithheld().isEmpty
  }

  @Test(arguments: [0, 3_600_000, -3_600_000] as [Int64])
  func `what was too much for a day is offered once that day of the centre is over`(
    offset: Int64
  ) throws {
    try site.noteClockOffset(offset)
    _ = try refused("too-much-relayed")
    let day: Int64 = 86_400_000
    let midnight = (trust.clock.milliseconds / day + 1) * day - offset

    #expect(try !isOffered(-1000, after: midnight))
    #expect(try isOffered(6 * 60_000, after: midnight))
  }

  @Test func `a site that synchronises once a day offers it each day`() throws {
    let start = trust.clock.milliseconds
    _ = try refused("too-many-logs")

    #expect(try !isOffered(19 * 3_600_000, after: start))
    #expect(try isOffered(23 * 3_600_000, after: start))
  }

  @Test func `what a replica wrote that the centre knows is offered within the hour`() throws {
    let log = try refused("too-much-relayed")
    try site.endorse(for: [log.log])
    let start = trust.clock.milliseconds
    try site.noteNotTaken([log.log: "too-much-relayed"])

    #expect(try !isOffered(3_000_000, after: start))
    #expect(try isOffered(3_700_000, after: start))
  }

  @Test func `a centre that was restored is offered at once what it did not take before`() throws {
    var log = WrittenLog(seed: 5)
    for number in 0..<3 { log.write("\(number)") }
    _ = try site.ingest([try log.segment()], onFork: .refuse) { _ in .merge }
    let two = Frontier([log.log: .init(sequence: 2, check: log.hashes[2].check)])
    try site.acknowledge(two, held: [])
    try site.noteNotTaken([log.log: "too-many-lines"])
    try site.acknowledge(two, held: [])
    #expect(try site.logsWithheld() == [log.log], "nothing changed")

    try site.acknowledge(Frontier(), held: [])

    #expect(try site.logsWithheld().isEmpty)
  }

  @Test func `once the centre vouches for a replica, all of its logs are offered again`() throws {
    let device = WrittenLog(seed: 5)
    let logs = try (0..<3).map { try device.sibling(number: $0) }
    _ = try site.ingest(try logs.map { try $0.segment() }, onFork: .refuse) { _ in
      .quarantine(reason: "unknown-replica")
    }
    let reasons = [logs[0].log: "too-many-logs", logs[1].log: "too-many-logs"]
    try site.noteNotTaken(reasons)
    #expect(try site.logsWithheld() == Set(reasons.keys))

    try site.endorse(for: [logs[2].log])
    let after = try site.logsWithheld()
    try site.noteNotTaken(reasons)
    try site.endorse(for: [logs[2].log])

    #expect(after.isEmpty)
    #expect(try site.logsWithheld() == Set(reasons.keys), "nothing is new in that")
  }

  @Test func `what the store wrote with a former key and the centre does not take is a cause`()
    throws
  {
    try trust.log(site, "CT 1")
    try site.signHeads()
    let log = try #require(try site.frontier().positions.keys.first)
    try site.takeNewKey()
    var response = SyncResponse(frontier: Frontier())
    response.held = [
      SyncResponse.Held(
        log: log, first: 1, last: 1, reason: "not-taken: too-much-relayed", since: 0)
    ]

    _ = try SiteExchange(store: site).take(response)

    let cause = try #require(try site.syncBlockers().first { $0.code == "own-not-taken" })
    #expect(cause.text.contains("(too-much-relayed)"))
    #expect(try site.logsNotTaken().isEmpty && site.logsWithheld().isEmpty)
  }
}
