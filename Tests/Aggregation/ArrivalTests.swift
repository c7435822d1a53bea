import CentreStore
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

@testable import Aggregation

/// The same entries in another order and in other batches: the same records, the same list of
/// waiting entries and reasons.
@Suite("Order of arrival")
struct ArrivalTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(inMemory: true) }

  /// The final state of a centre.
  private struct End: Equatable {
    var records: [String: [UInt8]] = [:]
    var waiting: [String: String] = [:]
  }

  private func end(of centre: RecordStore) throws -> End {
    var end = End()
    try centre.forEachRecord { end.records["\($0.key) \($0.kind)"] = $0.state.encoded() }
    for entry in try centre.quarantine() { end.waiting[entry.entry] = entry.reason }
    #expect(try centre.verify().problems == [])
    #expect(try centre.ledger().allSatisfy(\.isBalanced))
    return end
  }

  private func centre(_ name: String) throws -> RecordStore {
    let random = SeededBox(seed: 3)
    return try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }, random: { random.next() }).forCentre
    )
  }

  /// Delivers each log in its own order, cut and interleaved by the seed; sometimes a part is
  /// delivered twice.
  private func deliver(
    _ crowd: HostileCrowd, to centre: RecordStore, using random: inout SeededGenerator
  ) throws {
    let rules = crowd.rules(centre.identity.replica)
    var sent = crowd.devices.map { _ in 0 }
    while true {
      let open = sent.indices.filter { sent[$0] < crowd.devices[$0].log.entries.count }
      guard let place = open.randomElement(using: &random) else { return }
      let log = crowd.devices[place].log
      let first = sent[place] > 0 && random.once(in: 5) ? 1 : sent[place] + 1
      let last = Int.random(in: sent[place] + 1...log.entries.count, using: &random)
      _ = try centre.ingest([try log.segment(first...last)], onFork: .refuse, rules: .checked) {
        rules.admission(of: $0)
      }
      sent[place] = last
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `does not decide what is merged, what waits and why`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 900)
    let crowd = HostileCrowd(using: &random)
    var ends: [End] = []
    for order in 0..<4 {
      let centre = try centre("centre\(order)")
      try deliver(crowd, to: centre, using: &random)
      ends.append(try end(of: centre))
      try centre.close()
    }

    for end in ends.dropFirst() {
      #expect(end.waiting == ends[0].waiting)
      #expect(end.records == ends[0].records)
    }
    // No entry of the honest device waits for anything: it builds on no other device's entries.
    let honest = crowd.devices[0].log
    #expect(!ends[0].waiting.keys.contains { $0.hasPrefix("\(honest.log)") })
    #expect(!ends[0].records.isEmpty)
  }

  @Test func `every reason occurs in a few dozen crowds`() throws {
    var seen: Set<String> = []
    for seed in 0..<60 as Range<UInt64> {
      var random = SeededGenerator(seed: seed &+ 900)
      let crowd = HostileCrowd(using: &random)
      let centre = try centre("reasons\(seed)")
      try deliver(crowd, to: centre, using: &random)
      seen.formUnion(try centre.quarantine().map(\.reason))
      try centre.close()
    }

    #expect(seen.isSuperset(of: AdmissionReason.allCases.map(\.rawValue)))
  }
}

private final class SeededBox: @unchecked Sendable {
  // Used only on one test's thread.
  private var generator: SeededGenerator
  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }
  func next() -> UInt64 { generator.next() }
}

/// Devices of two sites: the first follows the rules, and the others do anything with the same few
/// records.
struct HostileCrowd {
  private(set) var devices: [HostileDevice]
  private var names: [(name: EntryReference, entry: Entry, scope: String)] = []
  private static let scopes = ["RBD01", "RBD01", "RBD02", "RBD01"]
  private static let records = (1...3).map { RecordID(high: 0x4000, low: UInt64($0)) }

  init(using random: inout SeededGenerator) {
    devices = Self.scopes.map { HostileDevice(seed: random.next(), scope: $0) }
    for record in Self.records where !random.once(in: 3) {
      note(0) { $0.found(record, reference: "RBD01-2026-1\(record.low)", [("room", .text("1"))]) }
    }
    for _ in 0..<Int.random(in: 6...24, using: &random) { act(using: &random) }
  }

  func rules(_ centre: ReplicaID) -> AdmissionRules {
    AdmissionRules(
      centre: centre,
      devices: Dictionary(
        uniqueKeysWithValues: zip(devices, Self.scopes).map {
          ($0.key.replica, AdmissionRules.Device(site: $1, mayWrite: true, isRevoked: false))
        }))
  }

  private mutating func note(
    _ place: Int, _ write: (inout HostileDevice) -> EntryReference
  ) {
    let name = write(&devices[place])
    guard let sealed = devices[place].log.entries.last, let payload = sealed.payload,
      let header = try? EntryHeader(decoding: sealed.header),
      let read = try? EntryPayload(decoding: payload, in: header.origin?.log ?? name.log)
    else { return }
    names.append((header.origin ?? name, Entry(header: header, payload: read), Self.scopes[place]))
  }

  private mutating func act(using random: inout SeededGenerator) {
    let place = Int.random(in: 0..<devices.count, using: &random)
    let record = Self.records[Int.random(in: 0..<Self.records.count, using: &random)]
    if place == 0 { return edit(place, record, using: &random) }
    let kind =
      ["incident", "incident", "audit", "a", "hologram"].randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<8, using: &random) {
    case 0: note(place) { $0.found(record, kind: kind, [("room", .text("9"))]) }
    case 1:
      let digits = Int.random(in: 1000...9999, using: &random)
      note(place) { $0.found(record, kind: kind, reference: "RBD01-2026-\(digits)") }
    case 2:
      note(place) { $0.write([HostileDevice.set("note", .text("x"))], to: record, kind: kind) }
    case 3: claim(place, using: &random)
    case 4: redact(place, using: &random)
    default: edit(place, record, kind: kind, using: &random)
    }
  }

  /// Supersedes what somebody wrote about the record; an honest device only what it may have seen.
  private mutating func edit(
    _ place: Int, _ record: RecordID, kind: String = "incident",
    using random: inout SeededGenerator
  ) {
    let seen = names.filter {
      $0.entry.header.record == record && (place != 0 || $0.name.log == devices[0].log.log)
    }
    if place == 0, seen.isEmpty { return }
    let isRude = place != 0 && random.once(in: 3)
    let bases = seen.randomElement(using: &random).map { base in
      base.entry.payload.operations.enumerated()
        .filter { $1.path.text == "room" || isRude }.prefix(3)
        .map { index, _ in OperationID(entry: base.name, index: UInt32(index)) }
    }
    let value = Value.text("\(Int.random(in: 0..<9, using: &random))")
    note(place) {
      $0.write([HostileDevice.set("room", value, over: bases ?? [])], to: record, kind: kind)
    }
  }

  /// Claims another first position for an entry: with other or with the same contents.
  private mutating func claim(_ place: Int, using random: inout SeededGenerator) {
    guard let known = names.randomElement(using: &random) else { return }
    let entry = known.entry
    let isEqual = random.once(in: 2)
    let header = EntryHeader(
      time: entry.header.time, record: entry.header.record, kind: entry.header.kind,
      author: entry.header.author, origin: known.name)
    let payload = EntryPayload(
      salt: entry.payload.salt, reason: entry.payload.reason,
      operations: isEqual
        ? entry.payload.operations
        : entry.payload.operations.map { Operation(path: $0.path, value: .redacted) },
      redaction: entry.payload.redaction)
    note(place) {
      $0.append(
        SealedEntry(
          header: header.encoded(), body: .payload(payload.encoded(in: known.name.log))))
    }
  }

  private mutating func redact(_ place: Int, using random: inout SeededGenerator) {
    guard let target = names.randomElement(using: &random) else { return }
    let isLie = random.once(in: 2)
    let redaction = Redaction(
      target: target.name, time: target.entry.header.time, author: target.entry.header.author,
      operations: target.entry.payload.operations.map {
        Operation(
          path: $0.path,
          value: isLie ? .text("lie") : $0.path.text == "room" ? .redacted : $0.value,
          supersedes: $0.supersedes)
      })
    note(place) {
      $0.write(
        [], to: target.entry.header.record, kind: target.entry.header.kind, reason: "asked for",
        redaction: redaction)
    }
  }
}
