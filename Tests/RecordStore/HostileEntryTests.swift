import CentreStore
import Foundation
import GRDB
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import TestSupport
import Testing

/// Entries under valid signatures with contents that no screen of ours allows: contradictory paths,
/// two spellings of one letter, numbers of any size, times at either end, references to missing
/// entries, redactions of redactions.
@Suite("Entries of a hostile hand")
struct HostileEntryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(inMemory: true) }

  private func store(_ name: String) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path(name),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }).forCentre)
  }

  /// Each log in its order, interleaved and cut into batches in any way.
  private func deliver(
    _ logs: [WrittenLog], to store: RecordStore, using random: inout SeededGenerator
  ) throws {
    var open = logs.map { (log: $0, sent: 0) }.filter { !$0.log.entries.isEmpty }
    while let place = open.indices.randomElement(using: &random) {
      var segments: [LogSegment] = []
      let (log, sent) = open[place]
      let last = Int.random(in: sent + 1...log.entries.count, using: &random)
      segments.append(try log.segment(sent + 1...last))
      open[place].sent = last
      // Repeats earlier batches from time to time.
      if random.once(in: 4) { segments.append(try log.segment(1...last)) }
      _ = try store.ingest(segments, onFork: .refuse) { _ in .merge }
      open.removeAll { $0.sent == $0.log.entries.count }
    }
  }

  /// The plain tables as anybody may read them.
  private func tables(_ store: RecordStore) throws -> [String] {
    let queue = try DatabaseQueue(path: store.folder + "/" + RecordStore.fileName)
    defer { try? queue.close() }
    return try queue.read { db in
      try ["incident", "notification", "audit", "action", "conflict"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
          row.filter { $0.0 != "ownerRow" }.map { "\($0.0)=\($0.1)" }.joined(separator: "|")
        }.sorted()
      }
    }
  }

  private func states(_ store: RecordStore) throws -> [String: [UInt8]] {
    var states: [String: [UInt8]] = [:]
    try store.forEachRecord { stored in
      states["\(stored.scope) \(stored.id) \(Array(stored.kind.utf8))"] = stored.state.encoded()
    }
    return states
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `whatever they say, in whatever order, two stores hold the same and verify`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let logs = HostileLogs(using: &random).logs
    let (one, other) = (try store("one"), try store("other"))

    try deliver(logs, to: one, using: &random)
    try deliver(logs.reversed(), to: other, using: &random)

    #expect(try states(one) == states(other))
    #expect(try tables(one) == tables(other))
    for store in [one, other] {
      #expect(try store.verify().problems == [])
      #expect(try store.ledger().allSatisfy(\.isBalanced))
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `whatever they say, every page of a record can be made`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 10_000)
    let store = try store("one")
    try deliver(HostileLogs(using: &random).logs, to: store, using: &random)
    var snapshots: [RecordSnapshot] = []
    try store.forEachRecord {
      snapshots.append(
        RecordSnapshot(id: $0.id, kind: $0.kind, scope: $0.scope, state: $0.state))
    }

    for snapshot in snapshots {
      _ = JSONValue.object(snapshot.fields)
      _ = snapshot.document()
      _ = snapshot.conflicts.map { $0.json(scope: snapshot.scope, origins: ValueOrigins()) }
      let sources = try store.history(of: snapshot.id).map { entry in
        HistorySource(
          reference: entry.reference, header: entry.header, payload: entry.payload,
          site: snapshot.scope.code, replica: "\(entry.replica)",
          skewMilliseconds: entry.skewMilliseconds)
      }
      _ = History.items(sources, of: snapshot).map { ($0.json, $0.changes.map(\.displayText)) }
      _ = snapshot.elements("individuals").map(\.document)
    }
  }
}

/// A few logs that refer to each other's entries, about a few records.
private struct HostileLogs {
  private(set) var logs: [WrittenLog]
  private var names: [(name: EntryReference, entry: Entry)] = []

  private static let records = (1...3).map { RecordID(high: 0x4000, low: UInt64($0)) }
  private static let kinds = [
    "incident", "incident", "incident", "audit", "theme", "procedure", "caf\u{e9}", "cafe\u{301}",
  ]
  private static let keys = [
    "individuals", "@0000000001", "@0000000002", "@e\u{301}", "@\u{e9}", "@", "@\u{301}", "0",
    "effectiveDose", "total", "kind", "modality", "discoveredOn", "status", "reference", "notes",
    "withdrawals", "seen", "nation", "exposure", "ageAtExposure", "\u{301}x", "\u{e9}", "e\u{301}",
    "standards", "actions", "due", "structures", "fractions", "target", "cycle", "period", "text",
    "verificationImages", "additionalOverCourse", "intendedOverCourse", "equipmentFailure",
    "clinicallySignificant", "theme", "identifiedOn", "classification", "ruleSetId", "report",
    "sentOn", "notification", "submittedOn", "team", "leadClinician", "interventional",
    "recordedAt",
  ]
  private static let texts = [
    "", "england", "patient", "accidental", "unintended", "ct", "2026-02-30", "2026-02-02",
    "9999-12-31", "0000-01-01", "-1", "25.0", "1e99", "NaN", "void", "yes", "undecided",
    "9007199254740993", "\u{e9}", "e\u{301}", "\u{0}", "\u{202e}", "00012.500", "closed",
    "saue-2023-04-19", "2026-02-02T10:00:00Z", "99999999999999999999999999999999999999.5",
    "external-beam", "interventional-radiology", "-0", "0", "0.0",
  ]

  init(using random: inout SeededGenerator) {
    let scopes = ["RBD02", "RBD02", "RBD"]
    logs = scopes.map { WrittenLog(seed: random.next(), scope: $0) }
    for _ in 0..<Int.random(in: 5...40, using: &random) { write(using: &random) }
  }

  private mutating func write(using random: inout SeededGenerator) {
    let place = Int.random(in: 0..<logs.count, using: &random)
    let log = logs[place].log
    let record = Self.pick(Self.records, &random)
    let header = EntryHeader(
      time: Self.time(&random), record: record, kind: Self.pick(Self.kinds, &random),
      author: Self.pick(["operator", "\u{e9}", "e\u{301}", ""], &random), origin: origin(&random))
    var redaction: Redaction?
    if random.once(in: 6), let target = names.randomElement(using: &random) {
      redaction = Redaction(
        target: target.name, time: Self.time(&random),
        author: Self.pick(["operator", "\u{e9}", "e\u{301}"], &random),
        operations: random.once(in: 3)
          ? operations(&random)
          : target.entry.payload.operations.map {
            Operation(path: $0.path, value: .redacted, supersedes: $0.supersedes)
          })
    }
    let payload = EntryPayload(
      salt: EntryPayload.salt(using: &random), operations: operations(&random),
      redaction: redaction)
    let home = header.origin?.log ?? log
    logs[place].append(
      SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: home))))
    let check = logs[place].hashes[logs[place].entries.count].check
    let name = EntryReference(
      log: log, sequence: UInt64(logs[place].entries.count), check: check)
    names.append((header.origin ?? name, Entry(header: header, payload: payload)))
  }

  /// A false claim of another first position: there was none, or its contents were different.
  private func origin(_ random: inout SeededGenerator) -> EntryReference? {
    random.once(in: 8) ? names.randomElement(using: &random)?.name : nil
  }

  private func operations(_ random: inout SeededGenerator) -> [Replication.Operation] {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      var supersedes: [OperationID] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        guard let known = names.randomElement(using: &random) else { break }
        supersedes.append(
          OperationID(entry: known.name, index: UInt32.random(in: 0...4, using: &random)))
      }
      return Operation(
        path: Self.path(&random), value: Self.value(&random), supersedes: supersedes)
    }
  }

  private static func path(_ random: inout SeededGenerator) -> FieldPath {
    let shapes: [[String]] = [
      ["individuals", "@0000000001", pick(keys, &random)], [pick(keys, &random)],
      ["individuals", "@0000000001", "effectiveDose", "total"],
      (0..<Int.random(in: 1...4, using: &random)).map { _ in pick(keys, &random) },
      [String(repeating: "k", count: 512)], Array(repeating: "a", count: 16),
    ]
    return FieldPath(pick(shapes, &random).joined(separator: "/")) ?? FieldPath(literal: "a")
  }

  private static func value(_ random: inout SeededGenerator) -> Value? {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: nil
    case 1: .flag(random.once(in: 2))
    case 2: .element
    case 3: .redacted
    case 4: .unknown([0x3a, 1, UInt8.random(in: 0...1, using: &random)])
    case 5: .number(pick(texts, &random))
    default: .text(pick(texts, &random))
    }
  }

  private static func time(_ random: inout SeededGenerator) -> HybridTime {
    HybridTime(
      bits: pick([0, 1, .max, 1 << 63, 1_770_000_000_000 << 16, random.next()], &random))
  }

  private static func pick<T>(_ things: [T], _ random: inout SeededGenerator) -> T {
    things[Int.random(in: 0..<things.count, using: &random)]
  }
}
