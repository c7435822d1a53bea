import Foundation
import Testing

@testable import IRMER

/// The numbered properties of the rules. Of the others, 7 is in `ClockTests`, 9 in
/// `IdentifierFinderTests` and the reports' tests, 10 in the simulation.
@Suite("Properties of the rules")
struct RuleProperties {
  private func unintended(
    _ intended: Quantity, _ total: Quantity, age: Int = 54
  ) -> IncidentFacts {
    var individual = Individual(exposure: .unintended)
    individual.ageAtExposure = age
    individual.effectiveDose = EffectiveDose(intended: intended, total: total)
    var facts = IncidentFacts(
      nation: .england, discoveredOn: CalendarDate(year: 2026, month: 2, day: 2)!, modality: .ct,
      individuals: [individual])
    facts.clinicallySignificant = .no
    return facts
  }

  private func hundredths(_ value: Int) -> Quantity {
    Quantity(.short(UInt64(value) * 10_000_000), fractionDigits: 2)
  }

  private func outcome(_ criterion: Criterion, _ facts: IncidentFacts) -> CriterionResult {
    criterion.judgement(
      of: Subject(
        facts: facts, individual: facts.individuals[0], causes: CauseCounts(facts.individuals))
    ).result
  }

  /// Property 1.
  @Test func `for adults it does not matter which adjacent row is chosen at an edge`() {
    // At the edge itself the neighbour's threshold is the same number.
    for total in 0..<4000 {
      let low = hundredths(total) >= Quantity(3)
      let ten = hundredths(total) >= Quantity(10) * Criterion.lowRow
      let middle = hundredths(total) >= Quantity(10) * Criterion.middleRow
      let high = hundredths(total) >= Quantity(2, tenths: 5) * Criterion.highRow
      let flat = hundredths(total) >= Quantity(25)

      if low != ten || middle != flat || high != flat { Issue.record("total \(total)") }
    }
  }

  @Test func `a total is judged by exactly one row`() {
    for intended in [0, 10, 29, 30, 31, 249, 250, 251, 999, 1000, 1001, 5000] {
      for total in stride(from: 0, to: 20_000, by: 7) {
        let assessment = Edition.default.assess(
          unintended(hundredths(intended), hundredths(total)))
        if assessment.codes.count > 1 { Issue.record("\(intended) \(total)") }
      }
    }
  }

  /// Property 2.
  @Test(arguments: [
    (10, 3, 25), (25, 101, 400), (250, 26, 100), (11, 1, 1000), (12, 1, 1000), (9, 1, 1000),
  ])
  func `exact ratios are met at every tenth`(ratio: Int, from: Int, to: Int) throws {
    for tenths in from...to {
      let intended = Quantity(0, tenths: 1) * Quantity(UInt64(tenths))
      let factor =
        ratio == 25 ? Quantity(2, tenths: 5) : Quantity(0, tenths: 1) * Quantity(UInt64(ratio))
      let exact = factor * intended
      let least = Quantity(.short(1), fractionDigits: 9)

      let isAtLeast = RatioTest.atLeast(exact, factor, times: intended) == .yes
      let isAtMost = RatioTest.atMost(exact, factor, times: intended) == .yes
      let isOutside = RatioTest.outside(exact, factor, factor, times: intended) == .yes
      let isMore = RatioTest.atMost(exact + least, factor, times: intended) == .yes
      if !isAtLeast || !isAtMost || isOutside || isMore { Issue.record("\(ratio) \(tenths)") }
    }
  }

  /// Property 3.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `raising the total never removes a dose code`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let intended = hundredths(Int.random(in: 0...1500, using: &random))
    var codes: Set<NotificationCode> = []
    for total in (0..<40).map({ _ in Int.random(in: 0...6000, using: &random) }).sorted() {
      let now = Set(Edition.default.assess(unintended(intended, hundredths(total))).codes)
      #expect(codes.isSubset(of: now))
      codes = now
    }
  }

  /// Property 4.
  @Test(arguments: 0..<400 as Range<UInt64>)
  func `a missing dose is never 'not notifiable' where the dose decides`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var incident = OracleCase.random(using: &random)
    incident.nation = "england"
    incident.modality = "ct"
    incident.people[0].exposure = random.pick(["accidental", "unintended"])
    incident.people[0].kind = "patient"
    incident.people[0].total = nil
    incident.people[0].over = nil
    let assessment = Edition.default.assess(try facts(incident.json))

    #expect(assessment.outcome.hasDeadlines)
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `filling in a missing fact never overturns a settled result`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let before = OracleCase.random(using: &random)
    guard let old = try? facts(before.json) else { return }
    var after = old
    for index in after.individuals.indices {
      let known = after.individuals[index]
      after.individuals[index].ageAtExposure = known.ageAtExposure ?? random.pick([3, 17, 40])
      after.individuals[index].procedureFailure = known.procedureFailure ?? random.flag()
      if known.effectiveDose?.incidentTotal == nil {
        var dose = known.effectiveDose ?? EffectiveDose()
        dose.total = hundredths(Int.random(in: 0...6000, using: &random))
        after.individuals[index].effectiveDose = dose
      }
    }
    let settled = Edition.default.assess(old).findings.filter { $0.result != .undetermined }
    let now = Edition.default.assess(after).findings

    for finding in settled {
      let later = now.first { $0.individual == finding.individual && $0.code == finding.code }
      #expect(later?.result == finding.result)
    }
  }

  /// Property 6.
  @Test(arguments: 0..<400 as Range<UInt64>)
  func `deadlines follow discovery and nothing else`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    guard var facts = try? facts(OracleCase.random(using: &random).json) else { return }
    facts.theme = .init()
    let first = Edition.default.assess(facts)
    facts.individuals[0].effectiveDose = EffectiveDose(intended: Quantity(1), total: Quantity(99))
    let second = Edition.default.assess(facts)
    facts.discoveredOn = facts.discoveredOn.adding(days: 5)
    let third = Edition.default.assess(facts)

    if let notifyBy = first.notifyBy, let reportBy = first.reportBy {
      #expect(notifyBy <= reportBy)
      if second.notifyBy != nil { #expect(second.notifyBy == notifyBy) }
    }
    if let notifyBy = second.notifyBy { #expect(third.notifyBy == notifyBy.adding(days: 5)) }
  }

  /// Property 8.
  @Test(arguments: 0..<400 as Range<UInt64>)
  func `an assessment can be made again, and under another edition stays what it was`(
    seed: UInt64
  ) throws {
    var random = SplitMix(seed: seed)
    guard let facts = try? facts(OracleCase.random(using: &random).json) else { return }
    let stored = Edition.default.assess(facts)

    for edition in Edition.all { _ = edition.assess(facts) }

    let again = try #require(Edition(id: stored.edition)).assess(facts)
    #expect(again == stored)
  }

  /// Property 5.
  @Test(arguments: 0..<400 as Range<UInt64>)
  func `complementary codes carry a base code and only where something is notifiable`(
    seed: UInt64
  ) throws {
    var random = SplitMix(seed: seed)
    guard let facts = try? facts(OracleCase.random(using: &random).json) else { return }
    let assessment = Edition.default.assess(facts)

    if assessment.outcome != .notifiable {
      #expect(assessment.codes == [] && assessment.complementary == [])
    }
    #expect(assessment.complementary == assessment.complementary.sorted())
    #expect(!assessment.complementary.contains { $0.letter == .voluntary })
    #expect(Set(assessment.routes.map(\.body)).count == assessment.routes.count)
  }

  /// `CANDOUR_FACTS=1000000` sets the number to a million.
  @Test func `random facts never trap`() throws {
    let environment = ProcessInfo.processInfo.environment["CANDOUR_FACTS"]
    let count = environment.flatMap { Int($0) } ?? 20_000
    var random = SplitMix(seed: 99)
    for _ in 0..<count {
      guard let facts = try? facts(OracleCase.random(using: &random).json) else { continue }
      _ = random.pick(Edition.all).assess(facts).json
    }
  }

  @Test func `mangled documents never trap`() throws {
    var random = SplitMix(seed: 100)
    for _ in 0..<10_000 {
      var bytes = Array(OracleCase.random(using: &random).json.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(random.pick(Array(#"{}[]",:0123456789e-+."#.utf8)), at: place)
        }
      }
      guard let json = try? JSONValue(parsing: bytes), let facts = try? IncidentFacts(json) else {
        continue
      }
      _ = Edition.default.assess(facts)
    }
  }
}
