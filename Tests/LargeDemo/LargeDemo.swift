import Aggregation
import Foundation
import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import Synchronization
import TestSupport

/// `make demo-large`: a centre with the incidents of two years, to try its pages and to time them.
///
/// `LargeDemo FOLDER [INCIDENTS [SAMPLES]]` creates the centre's data folder: two of the generator's years,
/// each with half of the incidents, and what people set and noted afterwards. It writes the payloads
/// and states of all of them to the folder SAMPLES, where it is given.
@main
struct LargeDemo {
  private static let changesPerWrite = 200
  /// A commit of its own for each change would flush 300,000 times for 50,000 incidents.
  private static let eventsPerTransaction = 5_000

  private let centre: Centre
  private let clock: DemoClock
  private var generator = SeededGenerator(seed: 7)
  private var refused = 0
  private var logged = 0

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      FileHandle.standardError.write(Data("LargeDemo FOLDER [INCIDENTS [SAMPLES]]\n".utf8))
      exit(2)
    }
    let incidents = arguments.count > 2 ? Int(arguments[2]) ?? 3000 : 3000
    var demo = try LargeDemo(folder: arguments[1])
    for year in [2025, 2026] {
      try demo.live(TrustYear(seed: UInt64(year), incidents: incidents / 2, year: year))
    }
    if arguments.count > 3 {
      try DictionarySamples.write(of: demo.centre.store, into: arguments[3])
    }
    print("\(demo.logged) records logged, \(demo.refused) changes that the process refused")
  }

  private init(folder: String) throws {
    guard let trust = Scope("RBD") else { preconditionFailure("a trust's code") }
    let clock = DemoClock()
    self.clock = clock
    centre = try Centre.create(
      in: folder, trust: trust, nation: "england",
      environment: StoreEnvironment(now: { clock.milliseconds }))
  }

  private mutating func live(_ year: TrustYear) throws {
    var records: [Int: (id: RecordID, scope: Scope)] = [:]
    let events = Array(year.events)
    for start in stride(from: 0, to: events.count, by: Self.eventsPerTransaction) {
      let end = min(start + Self.eventsPerTransaction, events.count)
      try centre.store.inOneTransaction { () throws(StoreError) in
        try live(events[start..<end], &records)
      }
    }
  }

  private mutating func live(
    _ events: ArraySlice<TrustYear.Event>, _ records: inout [Int: (id: RecordID, scope: Scope)]
  ) throws(StoreError) {
    var waiting: [Change] = []
    for event in events {
      let day = Moment(noonOf: event.day).milliseconds - 12 * 3_600_000
      clock.set(day + Int64(event.minute) * 60_000)
      guard let scope = Scope(event.site) else { continue }
      let context = AuthorContext(
        role: event.role, site: scope, nation: .england,
        now: Moment(milliseconds: clock.milliseconds))
      switch event.deed {
      case .log(let kind, let document):
        let id = RecordID.make(using: &generator)
        guard
          let draft = try? Draft(
            kind, document: document, id: id, context: context, using: &generator)
        else {
          refused += 1
          continue
        }
        records[event.record] = (id, scope)
        logged += 1
        waiting.append(
          Change(
            record: id, kind: kind.rawValue, scope: scope, author: event.role,
            operations: draft.operations, referenceYear: draft.referenceYear))
        if waiting.count >= Self.changesPerWrite { try write(&waiting) }
      case .set(let values, let why):
        guard let record = records[event.record] else { continue }
        try write(&waiting)
        try edit(record, by: event.role, why) { snapshot, generator throws(ValidationError) in
          try Edit.parse(values, on: snapshot, why: why, context: context, using: &generator)
        }
      case .note(let text):
        guard let record = records[event.record] else { continue }
        try write(&waiting)
        try edit(record, by: event.role, "") { snapshot, generator throws(ValidationError) in
          try Edit.note(text, on: snapshot, context: context, using: &generator)
        }
      case .withdraw, .settle, .mistake, .sync: continue
      }
    }
    try write(&waiting)
  }

  private func write(_ changes: inout [Change]) throws(StoreError) {
    guard !changes.isEmpty else { return }
    _ = try centre.store.write(changes)
    changes = []
  }

  private mutating func edit(
    _ record: (id: RecordID, scope: Scope), by role: String, _ why: String,
    _ build: (RecordSnapshot, inout SeededGenerator) throws(ValidationError) -> Edit
  ) throws(StoreError) {
    let key = RecordKey(scope: record.scope, record: record.id)
    guard let stored = try centre.store.record(key) else { return }
    let snapshot = RecordSnapshot(
      id: stored.id, kind: stored.kind, scope: stored.scope, state: stored.state)
    let edit: Edit
    do throws(ValidationError) {
      edit = try build(snapshot, &generator)
    } catch {
      refused += 1
      return
    }
    _ = try centre.store.write([
      Change(
        record: stored.id, kind: stored.kind, scope: stored.scope, author: role,
        reason: edit.reason, operations: edit.operations)
    ])
  }
}

/// The demo's own time.
private final class DemoClock: Sendable {
  private let value = Mutex<Int64>(0)

  var milliseconds: Int64 { value.withLock { $0 } }
  func set(_ milliseconds: Int64) { value.withLock { $0 = milliseconds } }
}
