extension ReportFacts {
  /// The eight contents of the report, the dose assessment, and that it contains no name.
  ///
  /// “The report should include:” the eight, so a missing one can be justified; “The report must be
  /// anonymised”, so an identifier blocks.
  public var completeness: Completeness {
    Completeness(items: [
      CompletenessItem(
        "what-happened", quote: "what happened", source: "S2, R092",
        state: .text(whatHappened, else: "an account of what happened")),
      doseEstimates, doseAssessment, causes, previous,
      CompletenessItem(
        "duty-of-candour", quote: "whether local duty of candour requirements have been met",
        source: "S2, R096", state: Self.state(of: dutyOfCandour)),
      CompletenessItem(
        "clinically-significant-procedure",
        quote: "whether local procedure relating to CSAUE, required under Regulation 8(1), "
          + "schedule 2(l), has been applied",
        source: "S2, R097", state: Self.state(of: clinicallySignificantProcedure)),
      learningItem,
      CompletenessItem(
        "corrective-measures",
        quote: "the corrective measures adopted or remedial actions implemented to reduce the "
          + "likelihood or prevent this type of incident from happening again",
        source: "S2, R099",
        state: .text(
          correctiveMeasures, reason: noMeasuresBecause,
          else: "the measures taken, or why there are none")),
      anonymity,
    ])
  }

  private var doseEstimates: CompletenessItem {
    var missing = doses.filter { $0.received.written == nil && $0.reason == nil }.map {
      "the dose received by \($0.individual), or why it cannot be estimated"
    }
    if doses.isEmpty && !isNobodyExposed || doses.count < individualsExposed {
      missing.append("a dose for each individual exposed: \(doses.count) of \(individualsExposed)")
    }
    return CompletenessItem(
      "dose-estimates",
      quote: "an estimate of the dose(s) received by the exposed individual(s)",
      source: "S2, R093", state: state(missing: missing))
  }

  private var doseAssessment: CompletenessItem {
    let lacking = doses.filter { $0.reason == nil && $0.wasExposureIntended }
      .filter { $0.intended.written == nil }
    var missing = lacking.map { "the intended dose of \($0.individual)" }
    if doses.isEmpty, !isNobodyExposed { missing.append("the intended and the unintended dose") }
    return CompletenessItem(
      "dose-assessment",
      quote: "The report should include an assessment of intended and unintended dose to the "
        + "patient(s).",
      source: "S2, R072", state: state(missing: missing))
  }

  /// Where every dose has a reason instead, the reasons are given.
  private func state(missing: [String]) -> CompletenessItem.State {
    if !missing.isEmpty { return .missing(missing) }
    if doses.isEmpty { return .stated("nobody was exposed") }
    let reasons = doses.compactMap(\.reason)
    return reasons.count == doses.count ? .stated(reasons.joined(separator: "; ")) : .given
  }

  private var causes: CompletenessItem {
    var missing: [String] = []
    if rootCauses.written == nil { missing.append("the root causes") }
    if contributoryFactors.written == nil, noContributoryFactorsBecause.written == nil {
      missing.append("the contributory factors, or why there are none")
    }
    return CompletenessItem(
      "root-causes", quote: "a detailed account of the root causes and contributory factors",
      source: "S2, R094", missing: missing)
  }

  private var previous: CompletenessItem {
    let state: CompletenessItem.State =
      switch previousIncidents {
      case .found(let text): .text(text, else: "what was found")
      case .noneFound(let date, let period):
        period.written == nil
          ? .missing(["the period that was searched"])
          : .stated("none found – search done on \(date) over \(period)")
      case nil: .missing(["similar incidents and trends, or the search that found none"])
      }
    return CompletenessItem(
      "previous-incidents",
      quote: "whether any similar previous incidents have occurred where individuals might have "
        + "been over or under exposed, or if there are any trends that show a possible systematic "
        + "failure",
      source: "S2, R095", state: state)
  }

  private var learningItem: CompletenessItem {
    let state: CompletenessItem.State
    if learning.written == nil {
      state = .text(nil, reason: noLearningBecause, else: "the learning, or why there is none")
    } else {
      state = .text(learningSharedBy, else: "how the learning has been shared")
    }
    return CompletenessItem(
      "learning", quote: "any learning from the investigation and how this has been shared",
      source: "S2, R098", state: state)
  }

  private var anonymity: CompletenessItem {
    let missing =
      switch identifiersFound {
      case nil: ["a search for identifiers"]
      case .some(let count) where count > 0: ["a role in the stead of \(count) identifiers"]
      default: [String]()
      }
    return CompletenessItem(
      "anonymised", .blocking,
      quote: "The report must be anonymised and must not include any patient identifiable "
        + "information in line with GDPR.",
      source: "S2, R104", missing: missing)
  }

  private static func state(of answer: Answer?) -> CompletenessItem.State {
    switch answer {
    case .yes: .given
    case .no(let reason):
      reason.written == nil ? .missing(["why they were not met"]) : .stated("not met: \(reason)")
    case .notApplicable(let reason):
      reason.written == nil
        ? .missing(["why it does not apply"]) : .stated("not applicable because \(reason)")
    case nil: .missing(["met, not met, or why it does not apply"])
    }
  }
}

extension ReportFacts.Dose {
  fileprivate var reason: String? { notEstimatedBecause.written }
}
