import IRMER
import RecordStore
import Records
import Replication
import SiteClient
import Synchronization
import TestSupport
import Testing

/// A trust's year as its people experience it: every site and its physics desk with a store of
/// their own, and a centre that answers while the network works.
final class LivedYear {
  let year: TrustYear
  let centre: InMemoryCentre
  private let folder: TemporaryFolder
  private let clock: YearClock
  private var clients: [Place: SiteClient] = [:]
  /// The record of each number in the year.
  private var records: [Int: RecordID] = [:]
  /// What was wrongly refused, or wrongly accepted.
  private(set) var surprises: [String] = []

  struct Place: Hashable {
    let site: String
    let isDesk: Bool
  }

  init(_ year: TrustYear) throws {
    self.year = year
    folder = try TemporaryFolder(inMemory: true)
    let clock = YearClock()
    self.clock = clock
    centre = try InMemoryCentre(in: folder.path("centre"), now: { clock.next() })
  }

  /// Creates the stores, joins them to the centre and runs the year from its first day to its last.
  func live() async throws {
    for site in TrustSite.all {
      for isDesk in [false, true] { try await join(Place(site: site.code, isDesk: isDesk)) }
    }
    for event in year.events {
      clock.move(to: event.day, minute: event.minute)
      try await perform(event)
    }
    clock.move(to: year.last, minute: 1439)
    // Twice, so that what one desk sends reaches the other.
    for _ in 0..<2 { for client in clients.values { _ = try await client.sync() } }
  }

  func client(_ site: String, isDesk: Bool = false) throws -> SiteClient {
    try #require(clients[Place(site: site, isDesk: isDesk)])
  }

  func record(_ number: Int) async throws -> RecordSnapshot {
    let id = try #require(records[number])
    return try await client(year.expectations[number].site).record(named: "\(id)")
  }

  private func join(_ place: Place) async throws {
    let (clock, centre) = (clock, centre)
    let client = try SiteClient.create(
      in: folder.path(place.site + (place.isDesk ? "-desk" : "")),
      NewStoreOptions(
        side: .site, scope: try #require(Scope(place.site)), nation: "england",
        author: "radiographer"),
      environment: SiteEnvironment(now: { clock.next() }, transport: { _, _ in centre }))
    let code = "\(place.site)-\(place.isDesk)"
    centre.change { state -> Void in state.codes.insert(code) }
    try await client.enrol(server: try CentreAddress("https://centre.example"), code: code)
    clients[place] = client
  }

  private func perform(_ event: TrustYear.Event) async throws {
    let client = try client(event.site, isDesk: event.isAtDesk)
    var expected: String?
    if case .mistake(_, _, let code) = event.deed { expected = code }
    let refused = try await refusal { try await self.perform(event, with: client) }
    if refused?.code != expected {
      surprises.append(
        "\(event.day) record \(event.record): \(event.deed): \(refused.map { "\($0)" } ?? "taken")")
    }
  }

  /// Why a write was refused; `nil` where it was not.
  private func refusal(_ work: () async throws -> Void) async throws -> ValidationError? {
    do {
      try await work()
      return nil
    } catch {
      guard let known = error as? SiteError, case .invalid(let refused) = known else { throw error }
      return refused
    }
  }

  private func perform(_ event: TrustYear.Event, with client: SiteClient) async throws {
    switch event.deed {
    case .log(let kind, let document):
      let logged = try await client.log(kind, document, as: event.role)
      records[event.record] = logged.snapshot.id
    case .mistake(let kind, let document, _):
      try await client.log(kind, document, as: event.role)
    case .sync: _ = try await client.sync()
    case .set(let assignments, let why):
      if assignments.contains("status=report-sent") {
        let shown = try await shown(event, by: client)
        let edit = try client.edit(as: event.role) { context, generator throws(ValidationError) in
          try Edit.confirmReading(on: shown, context: context, using: &generator)
        }
        try await client.write(edit, to: shown, as: event.role)
      }
      try await client.set(
        assignments, on: try await shown(event, by: client), why: why, as: event.role)
    case .note(let text):
      try await client.note(text, on: try await shown(event, by: client), as: event.role)
    case .withdraw(let why):
      try await client.withdraw(try await shown(event, by: client), why: why, as: event.role)
    case .settle(let why):
      let snapshot = try await shown(event, by: client)
      for path in snapshot.conflicts.map(\.displayPath) {
        try await client.resolve(
          path, .take(1), why: why, on: try await shown(event, by: client), as: event.role)
      }
    }
  }

  private func shown(
    _ event: TrustYear.Event, by client: SiteClient
  ) async throws -> RecordSnapshot {
    try await client.record(named: "\(try #require(records[event.record]))")
  }
}

/// The clock of a year: set to each event, and advancing a little whenever it is read.
final class YearClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_767_225_600_000)

  func move(to day: CalendarDate, minute: Int) {
    let start = Moment("\(day)T00:00:00Z")?.milliseconds ?? 0
    milliseconds.withLock { $0 = max($0, start + Int64(minute) * 60_000) }
  }

  func next() -> Int64 {
    milliseconds.withLock { time in
      time += 1
      return time
    }
  }
}
