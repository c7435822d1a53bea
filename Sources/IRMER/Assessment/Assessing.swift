extension Edition {
  /// Judges an incident by this edition. Pure: the same facts always give the same assessment.
  public func assess(_ facts: IncidentFacts) -> Assessment {
    let (findings, people) = judge(facts)
    let byRules = people.outcome(of: facts)
    // The more severe of the rules' and the person's result.
    let isDecided = byRules != .notifiable && facts.decision?.ground != nil
    // What a person did not exclude stays undetermined, although the rules find nothing.
    let isOpen = !byRules.hasDeadlines && facts.decision?.isOpen == true
    let outcome = isDecided ? .notifiable : isOpen ? .undetermined : byRules
    var codes: [NotificationCode] = []
    if outcome == .notifiable, people.isAnyMet {
      codes = Set(findings.lazy.filter { $0.result == .met }.map(\.code)).sorted()
    }
    let letters = byRules == .notifiable ? people.letters(for: facts) : []
    var bases = codes
    var isWithoutBase = false
    if !letters.isEmpty, codes.isEmpty {
      (bases, isWithoutBase) = mostRelevantCodes(of: facts)
    }
    // A record without a date is judged as of the earliest day: no deadline starts from that.
    let hasDay = facts.discoveredOn > .earliest
    let start =
      !hasDay
      ? nil
      : isDecided || isOpen
        ? facts.discoveredOn : outcome.hasDeadlines ? people.clockStart(for: facts) : nil
    var assessment = Assessment(
      edition: id, outcome: outcome, codes: codes,
      complementary: letters.flatMap { letter in bases.map { ComplementaryCode(letter, $0) } },
      notifyBy: start.map(Clock.notifyBy), reportBy: start.map(Clock.reportBy),
      authority: facts.nation.authority, routes: Route.all(for: facts, outcome: outcome),
      findings: findings, prompts: [])
    assessment.prompts =
      Prompts(
        edition: self, facts: facts, assessment: assessment, isWithoutBase: isWithoutBase
      ).all
    return assessment
  }

  private func judge(_ facts: IncidentFacts) -> ([Finding], People) {
    var findings: [Finding] = []
    findings.reserveCapacity(6 * facts.individuals.count)
    var people = People()
    let causes = CauseCounts(facts.individuals)
    for (index, individual) in facts.individuals.enumerated() {
      people.count(individual)
      let subject = Subject(facts: facts, individual: individual, causes: causes)
      // By position, because a loop over the criteria would copy each one.
      if case .some = individual.relatedBox {
        for criterion in criteria {
          guard let judgement = criterion.judgementOfReadings(subject) else { continue }
          people.note(judgement.result, of: criterion.family)
          findings.append(Finding(judgement, by: criterion, of: index))
        }
        continue
      }
      for position in criteria.indices where criteria[position].applies(to: subject) {
        let judgement = criteria[position].judgement(of: subject)
        people.note(judgement.result, of: criteria[position].family)
        findings.append(Finding(judgement, by: criteria[position], of: index))
      }
    }
    return (findings, people)
  }

  /// The base codes for a complementary code where none is met, and whether somebody fits none.
  private func mostRelevantCodes(of facts: IncidentFacts) -> ([NotificationCode], Bool) {
    let exposed = facts.individuals.filter(\.isExposedByMistake)
    let codes = exposed.map { $0.mostRelevantCode(in: facts) }
    let fitting = Set(codes.compactMap { $0 }).sorted()
    return (fitting, fitting.isEmpty || codes.contains(nil))
  }
}

/// The facts about all individuals together: who was exposed, and what was found.
private struct People {
  /// Exposed by mistake, not counting foetuses, workers and the public: the number for M.
  var exposed = 0
  /// Those of the same kinds whose exposure is not known.
  var unknown = 0
  /// Somebody other than a worker or the public was or may have been exposed by mistake.
  var isMistakePossible = false
  var isAnybodyInsideIRMER = false
  var isAnyMet = false
  var isAnyUndetermined = false
  /// Code 5 or 6 applies to somebody.
  var isUnbornOrInfantJudged = false

  mutating func count(_ individual: Individual) {
    guard !individual.kind.isOutsideIRMER else { return }
    isAnybodyInsideIRMER = true
    let isUnknown =
      individual.exposure == nil
      || !individual.isExposedByMistake && individual.mayBeExposedByMistake
    if individual.isExposedByMistake || isUnknown { isMistakePossible = true }
    guard individual.kind != .foetus else { return }
    if individual.isExposedByMistake { exposed += 1 }
    if isUnknown { unknown += 1 }
  }

  mutating func note(_ result: CriterionResult, of family: Family) {
    if result == .met { isAnyMet = true }
    if result == .undetermined { isAnyUndetermined = true }
    if family == .foetal || family == .infant { isUnbornOrInfantJudged = true }
  }

  /// "More than one individual exposed within the same incident or theme" (SAUE guidance): two or more, or
  /// a confirmed theme and at least one. People of the event with another record count.
  func isMultiple(_ facts: IncidentFacts) -> Bool {
    exposed >= 1 && (exposed + facts.othersExposed.byMistake >= 2 || facts.theme.confirmed)
  }

  /// Whether entries of unknown exposure could make it more than one individual.
  func couldBeMultiple(_ facts: IncidentFacts) -> Bool {
    let others = facts.othersExposed
    guard unknown + others.perhaps > 0, exposed + unknown > 0 else { return false }
    return exposed + unknown + others.byMistake + others.perhaps >= 2 || facts.theme.confirmed
  }

  func outcome(of facts: IncidentFacts) -> Assessment.Outcome {
    if isAnyMet || facts.clinicallySignificant == .yes || isMultiple(facts) { return .notifiable }
    let isSignificanceOpen =
      facts.clinicallySignificant == .undecided && (isMistakePossible || isUnbornOrInfantJudged)
    if isAnyUndetermined || isSignificanceOpen || couldBeMultiple(facts) { return .undetermined }
    if !isAnybodyInsideIRMER || facts.equipmentFailure.beforeClinicalUse { return .notIRMER }
    return .notNotifiable
  }

  /// M before E before C.
  func letters(for facts: IncidentFacts) -> [ComplementaryLetter] {
    var letters: [ComplementaryLetter] = []
    if isMultiple(facts) { letters.append(.multiple) }
    if facts.equipmentFailure.directCause { letters.append(.equipment) }
    if facts.clinicallySignificant == .yes { letters.append(.clinicallySignificant) }
    return letters
  }

  /// The day from which both clocks count: discovery, or where a confirmed theme is the only ground
  /// ("no criterion met or undetermined, significance `no`, fewer than two exposed"), the later of
  /// discovery and the day on which the theme was identified. The same applies while it is only a
  /// possible ground, because the one exposure is not known: nothing else would be notified.
  func clockStart(for facts: IncidentFacts) -> CalendarDate {
    guard facts.theme.confirmed, let identified = facts.theme.identifiedOn,
      !isAnyMet, !isAnyUndetermined, facts.clinicallySignificant == .no, exposed < 2
    else { return facts.discoveredOn }
    return max(facts.discoveredOn, identified)
  }
}
