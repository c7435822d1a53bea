/// Tries combinations of candidates and keeps what is most severe.
struct DisputeJudge {
  typealias Choice = [String: JSONValue?]

  private let edition: Edition
  private let disputes: [DisputedFact]
  /// The one choice of discovery date that every combination makes.
  private let earliest: Choice
  private let isDateDisputed: Bool

  /// One combination that could be judged.
  private struct Case {
    let choice: Choice
    let discoveredOn: CalendarDate
    let assessment: Assessment
  }

  private static let discovery = "discoveredOn"
  /// Facts that cannot be unknown: their candidates are tried even beyond the bound.
  private static let nation = "nation"

  init(edition: Edition, disputes: [DisputedFact]) {
    self.edition = edition
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
    let isBounded = combinationCount == nil
    var judged: [Case] = []
    var failure: FactsError?
    for choice in isBounded ? choicesBeyondBound : choices(of: disputes[...]) {
      do throws(FactsError) {
        let facts = try facts(choice.merging(earliest) { $1 })
        judged.append(
          Case(
            choice: choice, discoveredOn: facts.discoveredOn, assessment: edition.assess(facts)))
      } catch {
        failure = failure ?? error
      }
    }
    guard var severest = judged.first else {
      throw failure ?? FactsError(.contradiction, field: nil, "no combination can be judged")
    }
    for other in judged.dropFirst() where other.assessment.isSeverer(than: severest.assessment) {
      severest = other
    }
    var result = severest.assessment
    for other in judged { result.take(other.assessment) }
    if isBounded { result.raiseToUndetermined(from: severest.discoveredOn) }
    let grounds = dateGrounds(of: result) + grounds(of: severest.choice, among: judged)
    if !grounds.isEmpty || isBounded { result.prompts.insert(Self.prompt(grounds), at: 0) }
    return DisputedAssessment(
      assessment: result, restsOn: grounds, combinations: judged.count, isBounded: isBounded)
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
      if overflow || product > Edition.combinationsMax { return nil }
      count = product
    }
    return count
  }

  private func choices(of disputes: ArraySlice<DisputedFact>) -> [Choice] {
    guard let first = disputes.first else { return [[:]] }
    let rest = choices(of: disputes.dropFirst())
    return first.candidates.flatMap { value in
      rest.map { choice in
        var choice = choice
        choice.updateValue(value, forKey: first.path)
        return choice
      }
    }
  }

  /// Every dispute open, then each candidate alone, in each nation that is claimed.
  private var choicesBeyondBound: [Choice] {
    let nations = disputes.filter { $0.path == Self.nation }
    let others = disputes.filter { $0.path != Self.nation }
    let open = Choice(uniqueKeysWithValues: others.map { ($0.path, nil) })
    var result: [Choice] = []
    for nation in choices(of: nations[...]) {
      let base = open.merging(nation) { $1 }
      result.append(base)
      for dispute in others {
        for value in dispute.candidates where result.count < Edition.combinationsMax {
          var choice = base
          choice.updateValue(value, forKey: dispute.path)
          result.append(choice)
        }
      }
    }
    return result
  }

  // MARK: What it rests on

  /// The discovery date, where a clock counts from one of several.
  private func dateGrounds(of assessment: Assessment) -> [DisputedAssessment.Ground] {
    guard assessment.notifyBy != nil, isDateDisputed, let value = earliest[Self.discovery] else {
      return []
    }
    return [DisputedAssessment.Ground(path: Self.discovery, value: value)]
  }

  /// The chosen candidates of the disputes whose candidates lead to different assessments.
  private func grounds(
    of chosen: Choice, among judged: [Case]
  ) -> [DisputedAssessment.Ground] {
    disputes.compactMap { dispute in
      guard dispute.candidates.count > 1, let value = chosen[dispute.path] else { return nil }
      var others: [Choice: Assessment] = [:]
      for other in judged {
        // The same choice in everything else: does this candidate make a difference?
        var rest = other.choice
        rest.removeValue(forKey: dispute.path)
        if let twin = others[rest], !twin.isSameAnswer(as: other.assessment) {
          return DisputedAssessment.Ground(path: dispute.path, value: value)
        }
        others[rest] = other.assessment
      }
      return nil
    }
  }
}

extension Assessment {
  private var severity: Int {
    switch outcome {
    case .notifiable: 3
    case .undetermined: 2
    case .notNotifiable: 1
    case .notIRMER: 0
    }
  }

  /// By outcome, then by the codes met, then by the earlier deadline.
  fileprivate func isSeverer(than other: Assessment) -> Bool {
    if severity != other.severity { return severity > other.severity }
    let (ours, theirs) = (
      codes.count + complementary.count, other.codes.count + other.complementary.count
    )
    if ours != theirs { return ours > theirs }
    guard let notifyBy, let otherBy = other.notifyBy else { return false }
    return notifyBy < otherBy
  }

  fileprivate func isSameAnswer(as other: Assessment) -> Bool {
    outcome == other.outcome && codes == other.codes && complementary == other.complementary
      && notifyBy == other.notifyBy && authority == other.authority && routes == other.routes
  }

  /// Takes over from another combination what makes this one more severe.
  fileprivate mutating func take(_ other: Assessment) {
    if other.severity == severity {
      codes = Set(codes).union(other.codes).sorted()
      complementary = Set(complementary).union(other.complementary).sorted()
      if let otherBy = other.notifyBy, let notifyBy, otherBy < notifyBy {
        self.notifyBy = otherBy
        reportBy = other.reportBy
      }
      for prompt in other.prompts where !prompts.contains(prompt) { prompts.append(prompt) }
    }
    take(other.routes)
  }

  private mutating func take(_ others: [Route]) {
    for route in others {
      if let index = routes.firstIndex(where: { $0.body == route.body }) {
        if route.duty > routes[index].duty { routes[index] = route }
      } else {
        routes.append(route)
      }
    }
  }

  /// Facts that count as unknown never show that an incident need not be notified.
  fileprivate mutating func raiseToUndetermined(from discoveredOn: CalendarDate) {
    guard severity < 2 else { return }
    outcome = .undetermined
    notifyBy = Clock.notifyBy(from: discoveredOn)
    reportBy = Clock.reportBy(from: discoveredOn)
    take([
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
