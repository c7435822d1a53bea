/// Questions that a person should consider about one individual.
struct IndividualPrompts {
  let edition: Edition
  let facts: IncidentFacts
  let individual: Individual
  /// The findings for this individual.
  let findings: ArraySlice<Finding>
  /// The prefix of a prompt: empty where the incident has one individual.
  let name: String

  func add(to prompts: inout [String]) {
    ignoredFacts(&prompts)
    guard !individual.kind.isOutsideIRMER else { return }
    exposure(&prompts)
    guard individual.exposure != .nearMiss else { return }
    dose(&prompts)
    families(&prompts)
    guard let related = individual.related else { return }
    for text in related.prompts { prompts.append(name + text) }
    for reading in related.combinedReadings(in: facts) {
      let code = findings.first {
        $0.result == .undetermined && $0.reason.hasSuffix(", \(reading.condition)")
      }
      if let code {
        prompts.append(
          "\(name)Another reading is severer: \(code.code.rawValue) \(reading.condition). A person "
            + "decides which is right.")
      }
    }
  }

  /// The result for a code; nil where it is not judged.
  func result(of code: NotificationCode) -> CriterionResult? {
    findings.first { $0.code == code }?.result
  }

  /// The edition's result for a code, if a fact of this individual were different.
  func result(
    of code: NotificationCode, after change: (inout Individual) -> Void
  ) -> CriterionResult? {
    guard let criterion = edition.criteria.first(where: { $0.code == code }) else { return nil }
    var changed = individual
    changed.related = nil
    change(&changed)
    let subject = Subject(
      facts: facts, individual: changed, causes: CauseCounts(facts.individuals))
    return criterion.judgement(of: subject).result
  }

  /// Whether a code would be nearer to being met: no longer excluded, or met.
  func isWithinReach(
    _ code: NotificationCode, after change: (inout Individual) -> Void
  ) -> Bool {
    guard let now = result(of: code), now != .met, let then = result(of: code, after: change)
    else { return false }
    return then != now && then != .excluded
  }

  // MARK: The exposure

  private func exposure(_ prompts: inout [String]) {
    switch individual.exposure {
    case nil: prompts.append("\(name)Was it accidental, unintended, as intended or a near miss?")
    case .nearMiss:
      let facts = individual.factsOfAnExposure
      guard !facts.isEmpty else { return }
      prompts.append(
        "\(name)Recorded as a near miss, where nobody was exposed, with \(facts.joined(separator: ", ")): "
          + "was somebody exposed after all? A person decides which is right.")
    case .asIntended:
      let codes = codesIfUnintended
      guard !codes.isEmpty else {
        if mayBeMiss {
          prompts.append(
            "\(name)Recorded as intended, with a displacement or a miss: was it a geographical miss, "
              + "and the exposure unintended? A person decides which is right.")
        }
        return
      }
      prompts.append(
        "\(name)Recorded as intended, but with what is recorded an unintended exposure would be "
          + "\(codes.map(\.rawValue).joined(separator: ", ")): which is right? A person decides.")
    case .accidental, .unintended: break
    }
  }

  /// The codes that would be met, and are not as it is, if the exposure were unintended.
  private var codesIfUnintended: [NotificationCode] {
    guard individual.hasComparableFacts else { return [] }
    var changed = individual
    changed.related?.readings = []
    changed.exposure = .unintended
    let subject = Subject(facts: facts, individual: changed, causes: CauseCounts([changed]))
    return edition.criteria.filter {
      result(of: $0.code) == nil && $0.judgementOfReadings(subject)?.result == .met
    }.map(\.code)
  }

  /// Whether 9.1 or 9.2 might be met by a displacement that is recorded, if the exposure were
  /// unintended. As intended it is judged by neither.
  private var mayBeMiss: Bool {
    let isOfTarget =
      individual.geographicalMiss == nil
      ? facts.modality?.isRadiotherapyDelivery ?? true
      : Family.geographicalMiss.fits(individual, in: facts)
    guard isOfTarget, let miss = individual.geographicalMiss ?? individual.related?.openMiss else {
      return false
    }
    return [NotificationCode.code9_1, .code9_2].contains { code in
      let then = result(
        of: code,
        after: {
          $0.exposure = .unintended
          $0.geographicalMiss = miss
        })
      return then == .met || then == .undetermined
    }
  }

  // MARK: Facts of another family

  private func ignoredFacts(_ prompts: inout [String]) {
    let isOnlyOne = individual.kind == .foetus || individual.kind == .infant
    for family in Family.allCases {
      guard let fact = individual.fact(of: family) else { continue }
      let isKindsOwn =
        individual.kind == .foetus && family == .foetal
        || individual.kind == .infant && family == .infant
      let isIgnored =
        !family.fits(individual, in: facts)
        && !family.isPerhapsInterventional(individual, in: facts) || isOnlyOne && !isKindsOwn
        || individual.kind.isOutsideIRMER
      if isIgnored {
        prompts.append("\(name)\(fact): kept in the record, but ignored by the rules here.")
      }
    }
    if individual.activity != nil, let modality = facts.modality, modality != .sirt,
      modality != .nuclearMedicineTherapy
    {
      prompts.append(
        "\(name)The activity: kept in the record, but ignored by the rules, which compare it in "
          + "therapies alone.")
    }
    if individual.effectiveDose != nil, individual.exposure == .unintended,
      facts.modality?.isTherapyDelivery == true
    {
      prompts.append(
        "\(name)The effective dose: kept in the record, but ignored by the rules, because codes 2.1 "
          + "to 2.4 exclude therapy delivery.")
    }
  }

  // MARK: Effective dose

  private var isDoseJudged: Bool {
    Family.accidental.applies(to: individual, in: facts)
      && (individual.nation ?? facts.nation) == .england
      || Family.unintended.applies(to: individual, in: facts)
  }

  private func dose(_ prompts: inout [String]) {
    guard isDoseJudged else { return }
    let dose = individual.effectiveDose
    if dose?.alternative != nil || individual.related?.hasOtherDose == true,
      dose?.incidentTotal == nil
    {
      prompts.append(
        "\(name)The dose is known only in another unit: ask the medical physics expert.")
    }
    guard let total = dose?.incidentTotal else { return }
    if individual.ageAtExposure == nil, total >= Quantity(1), total < Quantity(3) {
      prompts.append("\(name)How old? The limit is 1 mSv for a child and 3 mSv for an adult.")
    }
    guard Family.unintended.applies(to: individual, in: facts), let intended = dose?.intended
    else { return }
    if total < intended {
      prompts.append("\(name)The total is below the intended dose: is it the whole incident's?")
    }
    boundary(intended, &prompts)
  }

  /// At an edge of the rows only the label changes, except for a child at 0.3.
  private func boundary(_ intended: Quantity, _ prompts: inout [String]) {
    if intended == Criterion.lowRow {
      let isChild =
        individual.ageAtExposure.map { $0 < (individual.nation ?? facts.nation).adultFromAge }
        ?? true
      prompts.append(
        isChild
          ? "\(name)2.1/2.2 boundary: below 0.3 mSv intended a child's limit would be 1 mSv."
          : "\(name)2.1/2.2 boundary: same result.")
    } else if intended == Criterion.middleRow {
      prompts.append("\(name)2.2/2.3 boundary: same result.")
    } else if intended == Criterion.highRow {
      prompts.append("\(name)2.3/2.4 boundary: same result.")
    }
  }
}
