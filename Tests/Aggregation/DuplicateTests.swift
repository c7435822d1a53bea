import IRMER
import Records
import TestSupport
import Testing

@testable import Aggregation

@Suite("Possible duplicates")
struct DuplicateTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private func twins() async throws -> (String, String) {
    let clinic = try await harness.site("RBD01")
    let hospital = try await harness.site("RBD02")
    return (
      try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic),
      try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-19"), at: hospital)
    )
  }

  private func pair(_ id: String) async throws -> (id: String, version: String) {
    (id, try await harness.version(id))
  }

  @Test func `two sites that log one event are proposed and both stand`() async throws {
    let (one, other) = try await twins()

    let items = try await centre.duplicates(Filter()).items

    #expect(items.count == 1)
    #expect(Set(items[0]["incidents"]?.array?.compactMap(\.string) ?? []) == [one, other])
    #expect(try await centre.notifications(Filter()).items.count == 2)
  }

  @Test(arguments: ["2026-02-16", "2026-02-23"])
  func `days apart they are no pair`(day: String) async throws {
    let clinic = try await harness.site("RBD01")
    try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic)
    try await harness.log(Facts.accidentalCT(discoveredOn: day), at: clinic)

    #expect(try await centre.duplicates(Filter()).items.isEmpty)
  }

  @Test func `confirmed, one is kept with the earlier discovery and the other leaves`() async throws
  {
    let (one, other) = try await twins()

    try await centre.confirmDuplicate(
      keeping: try await pair(one), dropping: try await pair(other), why: "one patient, one scan",
      by: harness.governance)

    let items = try await centre.notifications(Filter()).items
    #expect(items.map { $0["incident"]?.string } == [one])
    #expect(items.first?["discoveredOn"] == "2026-02-19", "a conflict never gives more time")
    let dropped = try await centre.snapshot(named: other)
    #expect(dropped.isWithdrawn)
    let history = try await centre.history(of: dropped)
    #expect(history.first?.author == "governance")
    #expect(history.first?.why.contains("one patient, one scan") == true)
    #expect(try await centre.duplicates(Filter()).items.isEmpty)
  }

  @Test func `dismissed, both stand and are not proposed again`() async throws {
    let (one, other) = try await twins()

    try await centre.dismissDuplicate(
      try await pair(one), try await pair(other), why: "two patients", by: harness.governance)

    #expect(try await centre.duplicates(Filter()).items.isEmpty)
    #expect(try await centre.notifications(Filter()).items.count == 2)
  }

  @Test func `what the authority knows of is not withdrawn for what it does not`() async throws {
    let (one, other) = try await twins()
    try await harness.set(
      other, "notification/submittedOn=2026-02-28", "notification/reference=SAUE-1",
      "status=notified")

    await #expect(throws: EditRefusal.self) {
      try await centre.confirmDuplicate(
        keeping: try await pair(one), dropping: try await pair(other), why: "one event",
        by: harness.governance)
    }
    try await centre.confirmDuplicate(
      keeping: try await pair(other), dropping: try await pair(one), why: "one event",
      by: harness.governance)
    #expect(try await centre.notifications(Filter()).items.count == 1)
  }

  @Test func `a decision about what has changed meanwhile is not written`() async throws {
    let (one, other) = try await twins()
    let seen = (try await pair(one), try await pair(other))
    try await harness.set(other, "room=CT 2")

    await #expect(throws: EditRefusal.changedMeanwhile) {
      try await centre.confirmDuplicate(
        keeping: seen.0, dropping: seen.1, why: "one event", by: harness.governance)
    }
    #expect(try await centre.notifications(Filter()).items.count == 2)
  }

  @Test func `each page of pairs says how many there are in all`() async throws {
    let clinic = try await harness.site("RBD01")
    for _ in 0..<3 {
      try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-20"), at: clinic)
    }
    var filter = Filter()
    filter.limit = 2

    let first = try await centre.duplicates(filter)
    filter.cursor = first.next
    let second = try await centre.duplicates(filter)

    #expect(first.items.count == 2 && second.items.count == 1)
    #expect([first.total, second.total] == [3, 3])
    #expect(try await centre.duplicates(Filter()).total == 3)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `pages show what comparing every two records shows`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed &+ 7)
    let sites = [try await harness.site("RBD01"), try await harness.site("RBD02")]
    for _ in 0..<24 {
      let day = "2026-02-1\(Int.random(in: 0...6, using: &random))"
      let total = ["5", "9"].randomElement(using: &random) ?? ""
      try await harness.log(
        Facts.accidentalCT(discoveredOn: day, total: total),
        at: sites[Int.random(in: 0...1, using: &random)])
    }

    var paged: [String: Int] = [:]
    var cursor: Cursor?
    repeat {
      let page = try await centre.possibleDuplicates(after: cursor, limit: 5)
      for pair in page.pairs { paged[Self.name(pair.first.id, pair.second.id)] = pair.score }
      cursor = page.next
    } while cursor != nil

    #expect(try await plainPairs() == paged)
    #expect(!paged.isEmpty)
  }

  /// Every two incidents compared, with the score of those that may be one event.
  private func plainPairs() async throws -> [String: Int] {
    let rows = try centre.store.plainRows().incidents.sorted {
      ($0.discoveredOn ?? "", $0.id) < ($1.discoveredOn ?? "", $1.id)
    }
    var pairs: [String: Int] = [:]
    for (place, second) in rows.enumerated() {
      for first in rows.prefix(place) {
        guard let day = first.discoveredOn.flatMap({ CalendarDate($0) }),
          let later = second.discoveredOn.flatMap({ CalendarDate($0) }),
          day.days(until: later) <= DuplicateSearch.daysMax, first.codes == second.codes,
          !first.codes.isEmpty
        else { continue }
        let records = (
          try await centre.snapshot(named: first.id), try await centre.snapshot(named: second.id)
        )
        guard
          let comparison = try DuplicateComparison(Self.traits(records.0), Self.traits(records.1))
        else { continue }
        pairs[Self.name(first.id, second.id)] = comparison.score
      }
    }
    return pairs
  }

  /// What is compared, as the record itself has it.
  private static func traits(_ snapshot: RecordSnapshot) throws -> DuplicateComparison.Traits {
    let rows = ReadModel.rows(for: snapshot)
    return DuplicateComparison.Traits(
      try #require(rows.incident),
      snapshot.elements("individuals").map {
        DuplicateComparison.Person(
          kind: $0.text("kind") ?? "patient", age: $0.text("ageAtExposure"), sex: $0.text("sex"),
          dose: $0.text("effectiveDose/total"))
      })
  }

  private static func name(_ one: String, _ other: String) -> String {
    [one, other].sorted().joined(separator: " ")
  }
}
