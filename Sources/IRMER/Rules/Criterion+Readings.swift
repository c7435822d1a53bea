// Individuals with more recorded than the rules' own keys: several estimates, or facts that can be
// read in two ways.

extension Criterion {
  /// The most severe judgement of all readings that may be correct; nil where the criterion applies
  /// to none.
  ///
  /// Of several dose estimates the more severe answer applies, and the ends of a range must agree.
  /// A criterion that only another reading meets is undetermined, with the fact that settles it.
  func judgementOfReadings(_ subject: Subject) -> Judgement? {
    var judgement = applies(to: subject) ? judgementOfEstimates(subject) : nil
    guard let related = subject.individual.related else { return judgement }
    for reading in related.combinedReadings(in: subject.facts) {
      var other = subject
      other.individual = reading.applied(to: subject.individual)
      if !subject.individual.isExposedByMistake { other.causes.count(other.individual) }
      guard applies(to: other), var found = judgementOfEstimates(other),
        found.result != .excluded, judgement?.result ?? .excluded == .excluded
      else { continue }
      found.result = .undetermined
      found.margin = nil
      found.dose = nil
      found.reason += ", \(reading.condition)"
      found.missing = reading.missing.filter { !found.missing.contains($0) } + found.missing
      judgement = found
    }
    return judgement
  }

  private func judgementOfEstimates(_ subject: Subject) -> Judgement? {
    let variants = subject.individual.variants(for: family)
    var severest: Judgement?
    for ends in variants {
      var found: Judgement?
      for individual in ends {
        var variant = subject
        variant.individual = individual
        let end = judgement(of: variant)
        // Met at the low end and by every higher dose, even where the high end is not known.
        let isSettled =
          found == nil && ends.count > 1 && end.result != .excluded && isMetFrom(variant)
        let isAgreed = found == nil || found?.result == end.result
        found = found.map { $0.agreed(with: end, missing: family.doseKey) } ?? end
        if isSettled || !isAgreed { break }
      }
      guard let found else { continue }
      if let known = severest, known.rank >= found.rank { continue }
      severest = found
    }
    if variants.count > 1, let result = severest?.result, result != .excluded {
      severest?.reason += " (by the severer of \(variants.count) estimates)"
    }
    return severest
  }

  /// Whether this dose meets it, and every higher one does, too.
  private func isMetFrom(_ subject: Subject) -> Bool {
    switch code {
    case .code1, .code2_1, .code2_2, .code2_3, .code2_4, .code5, .code6, .code8_1:
      return judge(subject).result == .met
    case .code10_1, .code10_2:
      guard let activity = subject.individual.activity, let delivered = activity.delivered,
        let prescribed = activity.prescribed, delivered > prescribed
      else { return false }
      return judge(subject).result == .met
    case .code3, .code4_1, .code4_2a, .code4_2b, .code4_2c, .code7, .code8_2, .code9_1, .code9_2:
      return false
    }
  }
}

extension Judgement {
  /// The more severe first, then the one that needs less.
  fileprivate var rank: (Int, Int) { (result.severity, -missing.count) }

  /// One answer for both ends of a range: theirs where they agree, otherwise undetermined.
  fileprivate func agreed(with other: Judgement, missing: String) -> Judgement {
    if result == other.result {
      var both = self
      both.missing += other.missing.filter { !self.missing.contains($0) }
      return both
    }
    let nearer = result.severity > other.result.severity ? self : other
    let further = result.severity > other.result.severity ? other : self
    return .undetermined(
      "the range of the estimate lies across the limit: \(further.reason); \(nearer.reason)",
      missing: nearer.missing.contains(missing) ? nearer.missing : [missing] + nearer.missing,
      quote: nearer.quote)
  }
}

extension CriterionResult {
  var severity: Int {
    switch self {
    case .met: 2
    case .undetermined: 1
    case .excluded: 0
    }
  }
}

extension Family {
  /// The dose that the family compares, by its path.
  fileprivate var doseKey: String {
    switch self {
    case .foetal: "foetalDose"
    case .infant: "infantDose"
    case .selectiveInternal, .nuclearMedicineTherapy: "activity/delivered"
    case .deliveredDose, .geographicalMiss: "structures"
    default: "effectiveDose/total"
    }
  }
}

extension RelatedFacts {
  /// Each reading that is possible by itself, then all of them at once: the exposure may have
  /// differed, and by the side that was treated.
  func combinedReadings(in facts: IncidentFacts) -> [CombinedReading] {
    let possible = readings.filter { $0.isPossible(in: facts) }
    let alone = possible.map { CombinedReading(readings: [$0]) }
    return possible.count > 1 ? alone + [CombinedReading(readings: possible)] : alone
  }

  /// Readings that are all correct.
  struct CombinedReading {
    let readings: [Reading]

    /// The paths of the facts that settle them.
    var missing: [String] {
      readings.reduce(into: []) { paths, reading in
        if !paths.contains(reading.missing) { paths.append(reading.missing) }
      }
    }
    /// "if …, and if …".
    var condition: String { readings.map(\.condition).joined(separator: ", and ") }

    func applied(to individual: Individual) -> Individual {
      readings.reduce(individual) { $1.applied(to: $0) }
    }
  }
}

extension RelatedFacts.Reading {
  /// A wrong side or a displacement is a geographical miss where a dose is delivered to a target;
  /// an image has no target.
  fileprivate func isPossible(in facts: IncidentFacts) -> Bool {
    guard change == .geographicalMiss, let modality = facts.modality else { return true }
    return modality.isRadiotherapyDelivery
  }
}
