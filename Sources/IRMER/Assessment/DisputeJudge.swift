/// Tries combinations of candidates and keeps the most severe result.
///
/// Keeps one assessment and a short answer for each combination, however many facts are in
/// conflict: its memory and its comparisons are linear in what it judges.
struct DisputeJudge {
  typealias Choice = [String: JSONValue?]
  private typealias Combinations = DisputeCombinations

  private let edition: Edition
  private let disputes: [DisputedFact]
  private let combinationsMax: Int
  /// The one discovery date that every combination uses.
  private let earliest: Choice
  private let isDateDisputed: Bool

  private static let discovery = "discoveredOn"
  /// Facts that cannot be unknown: their candidates are tried even beyond the bound.
  private static let nation = "nation"

  init(edition: Edition, disputes: [DisputedFact], combinationsMax: Int) {
    self.edition = edition
    self.combinationsMax = max(1, combinationsMax)
    self.disputes = disputes.filter { $0.path != Self.discovery && !$0.candidates.isEmpty }
    let dates = disputes.first { $0.path == Self.discovery }?.candidates.compactMap { $0 } ?? []
    let known = dates.filter { $0.string.flatMap { CalendarDate($0) } != nil }
    let first = known.min { ($0.string ?? "") < ($1.string ?? "") }
    earliest = first.map { [Self.discovery: $0] } ?? [:]
    isDateDisputed = Set(known).count > 1
  }

  func assessment(
    _ facts: (Choice) throws(FactsError) -> IncidentFacts
  ) throws(FactsError) -> DisputedAssessment {
    let count = combinationCount
    let combinations = count.map { Combinations.all(count: $0) } ?? boundedCombinations
    var verdict = DisputeVerdict()
    var answers: [DisputeAnswer?] = []
    answers.reserveCapacity(combinations.count)
    for index in 0..<combinations.count {
      let picks = combinations.picks(index, disputes)
      do throws(FactsError) {
        let facts = try facts(choice(picks).merging(earliest) { $1 })
        let assessment = edition.assess(facts)
        answers.append(DisputeAnswer(assessment))
        verdict.add(assessment, at: index, discoveredOn: facts.discoveredOn)
      } catch {
        answers.append(nil)
        verdict.failure = verdict.failure ?? error
      }
    }
    guard var result = verdict.united else {
      throw verdict.failure
        ?? FactsError(.contradiction, field: nil, "no combination can be judged")
    }
    if count == nil { result.raiseToUndetermined(from: verdict.discoveredOn) }
    let chosen = choice(combinations.picks(verdict.severest, disputes))
    let matter = combinations.disputesThatMatter(disputes, answers)
    let grounds =
      dateGrounds(of: result)
      + matter.map { disputes[$0].path }.compactMap { path in
        chosen[path].map { DisputedAssessment.Ground(path: path, value: $0) }
      }
    if !grounds.isEmpty || count == nil { result.prompts.insert(Self.prompt(grounds), at: 0) }
    return DisputedAssessment(
      assessment: result, restsOn: grounds, combinations: answers.count { $0 != nil },
      isBounded: count == nil)
  }

  private static func prompt(_ grounds: [DisputedAssessment.Ground]) -> String {
    grounds.isEmpty
      ? "This rests on facts in conflict, too many to try: they count as unknown. Settle them."
      : "This rests on facts in conflict: \(grounds.map(\.path).joined(separator: ", "))."
  }

  // MARK: Which combinations

  /// The number of combinations; nil beyond the bound.
  private var combinationCount: Int? {
    var count = 1
    for dispute in disputes {
      let (product, overflow) = count.multipliedReportingOverflow(by: dispute.candidates.count)
      if overflow || product > combinationsMax { return nil }
      count = product
    }
    return count
  }

  /// Every dispute open, then each candidate alone, in each nation that is claimed.
  private var boundedCombinations: Combinations {
    let place = disputes.firstIndex { $0.path == Self.nation }
    let nations = place.map { place in
      // A value that is not a nation cannot be judged: such a claim costs nothing.
      disputes[place].candidates.indices.filter { index in
        let name = disputes[place].candidates[index]?.string
        return name.map { Nation(rawValue: $0) != nil } ?? false
      }.prefix(Nation.allCases.count).map { (place, $0) }
    }
    var alone: [Combinations.Pick?] = []
    let share = max(1, combinationsMax / max(1, nations?.count ?? 1))
    for (index, dispute) in disputes.enumerated() where index != place {
      for candidate in dispute.candidates.indices {
        guard alone.count < share - 1 else { break }
        alone.append((index, candidate))
      }
    }
    return .bounded(nations: nations ?? [], alone: [nil] + alone)
  }

  private func choice(_ picks: [Int?]) -> Choice {
    var choice = Choice(minimumCapacity: disputes.count + 1)
    for (dispute, pick) in zip(disputes, picks) {
      choice.updateValue(pick.flatMap { dispute.candidates[$0] }, forKey: dispute.path)
    }
    return choice
  }

  // MARK: What the result depends on

  /// The discovery date, where a clock counts from one of several.
  private func dateGrounds(of assessment: Assessment) -> [DisputedAssessment.Ground] {
    guard assessment.notifyBy != nil, isDateDisputed, let value = earliest[Self.discovery] else {
      return []
    }
    return [DisputedAssessment.Ground(path: Self.discovery, value: value)]
  }
}

extension Assessment {
  var severity: Int {
    switch outcome {
    case .notifiable: 3
    case .undetermined: 2
    case .notNotifiable: 1
    case .notIRMER: 0
    }
  }

  /// By outcome, then by the codes met, then by the earlier deadline.
  func isSeverer(than other: Assessment) -> Bool {
    if severity != other.severity { return severity > other.severity }
    let (ours, theirs) = (
      codes.count + complementary.count, other.codes.count + other.complementary.count
    )
    if ours != theirs { return ours > theirs }
    guard let notifyBy, let otherBy = other.notifyBy else { return false }
    return notifyBy < otherBy
  }

  /// Facts that count as unknown never show that an incident need not be notified.
  fileprivate mutating func raiseToUndetermined(from discoveredOn: CalendarDate) {
    guard severity < 2 else { return }
    outcome = .undetermined
    notifyBy = Clock.notifyBy(from: discoveredOn)
    reportBy = Clock.reportBy(from: discoveredOn)
    routes.unite(with: [
      Route(
        body: ReportingBody(authority), duty: .should,
        reason: "not excluded: the facts in conflict count as unknown")
    ])
  }
}

extension ComplementaryCode: Comparable {
  /// M before E before V before C, then the table's order.
  public static func < (left: ComplementaryCode, right: ComplementaryCode) -> Bool {
    let letters = ComplementaryLetter.allCases
    let order = (letters.firstIndex(of: left.letter), letters.firstIndex(of: right.letter))
    if let ours = order.0, let theirs = order.1, ours != theirs { return ours < theirs }
    return left.base < right.base
  }
}
