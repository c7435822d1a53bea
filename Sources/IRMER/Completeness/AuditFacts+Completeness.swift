extension AuditFacts {
  /// A step of the audit cycle that needs something.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    case approval
    case firstReport = "first-report"
    case secondReport = "second-report"
    case closure
  }

  /// The items of a stage. Each stage has only its own; those of earlier stages still apply.
  public func completeness(for stage: Stage) -> Completeness {
    switch stage {
    case .approval:
      Completeness(items: [titleItem, objectivesItem, standardsItem, methodItem] + teamItems)
    case .firstReport:
      Completeness(items: [resultsItem, planItem, reviewItem, secondReportDueItem])
    case .secondReport: Completeness(items: [firstReportItem, progressItem] + receiptItems)
    case .closure: Completeness(items: [secondReportItem, reAuditItem])
    }
  }

  private var titleItem: CompletenessItem {
    CompletenessItem(
      "title", quote: "basic information about the audit", source: "S1, R149",
      state: .text(title, else: "a title"))
  }

  private var objectivesItem: CompletenessItem {
    CompletenessItem(
      "objectives", .warning, quote: "General objectives of clinical audit include",
      source: "S1, R145",
      missing: objectives.contains { $0.written != nil } ? [] : ["at least one objective"])
  }

  private var standardsItem: CompletenessItem {
    let missing =
      standards.isEmpty
      ? ["at least one agreed standard"]
      : standards.flatMap { standard in
        [
          standard.text.written == nil ? "the words of standard \(standard.id)" : nil,
          standard.target.written == nil ? "the target of standard \(standard.id)" : nil,
        ].compactMap { $0 }
      }
    return CompletenessItem(
      "standards",
      quote: "examined against agreed standards for good medical radiological procedures",
      source: "S1, R142", missing: missing)
  }

  private var methodItem: CompletenessItem {
    CompletenessItem(
      "method", quote: "a systematic examination or review of medical radiological procedures",
      source: "S1, R142",
      missing: [
        method.written == nil ? "the method" : nil,
        (sampleSize ?? 0) < 1 ? "the size of the sample" : nil,
        period.written == nil ? "the period" : nil,
      ].compactMap { $0 })
  }

  private var resultsItem: CompletenessItem {
    var missing = standards.filter { $0.result == nil }.map { "the result of standard \($0.id)" }
    if standards.isEmpty { missing = ["results against at least one agreed standard"] }
    return CompletenessItem(
      "results",
      quote: "This report should include basic information about the audit, audit results and the "
        + "plan to implement change as required.",
      source: "S1, R149", missing: missing)
  }

  private var planItem: CompletenessItem {
    let incomplete = actions.filter { $0.owner.written == nil || $0.due == nil }
    let state: CompletenessItem.State
    if !incomplete.isEmpty {
      state = .missing(incomplete.map { "an owner and a day for action \($0.id)" })
    } else if !actions.isEmpty {
      state = .given
    } else {
      state = .text(
        nil, reason: noChangeRequiredBecause.written.map { "no change required: \($0)" },
        else: "the plan, or that no change is required and why")
    }
    return CompletenessItem(
      "plan",
      quote: "Whenever practice does not meet these standards, appropriate changes should be "
        + "implemented",
      source: "S1, R144, R149", state: state)
  }

  private var reviewItem: CompletenessItem {
    CompletenessItem(
      "review",
      quote: "A review date or anticipated timeline of change should also be provided.",
      source: "S1, R150",
      missing: reviewOn == nil && timeline.written == nil ? ["a review date or a timeline"] : [])
  }

  private var secondReportDueItem: CompletenessItem {
    let isNotNeeded = actions.isEmpty ? noSecondReportBecause.written : nil
    return CompletenessItem(
      "second-report-due",
      quote: "A second report on the progress of actions should be provided to the Employer at a "
        + "suitable timeframe.",
      source: "S1, R151",
      state: secondReportDue != nil
        ? .given
        : .text(nil, reason: isNotNeeded, else: "the day on which the second report is due"))
  }
}

extension AuditFacts {
  private var firstReportItem: CompletenessItem {
    CompletenessItem(
      "first-report",
      quote: "Results from a clinical audit should be shared with the Employer in the form of a "
        + "report.",
      source: "S1, R148",
      missing: firstReport.issuedOn == nil ? ["the first report"] : [])
  }

  private var progressItem: CompletenessItem {
    let missing = actions.filter { $0.progress.written == nil }.map {
      "the progress of action \($0.id)"
    }
    let state: CompletenessItem.State =
      actions.isEmpty
      ? .text(
        nil, reason: noSecondReportBecause.written ?? noChangeRequiredBecause.written,
        else: "the progress of actions, or why there are none")
      : (missing.isEmpty ? .given : .missing(missing))
    return CompletenessItem(
      "progress", quote: "A second report on the progress of actions", source: "S1, R151",
      state: state)
  }

  private var receiptItems: [CompletenessItem] {
    guard firstReport.issuedOn != nil else { return [] }
    return [
      CompletenessItem(
        "first-report-received", .warning,
        quote: "Results from a clinical audit should be shared with the Employer",
        source: "S1, R152",
        missing: firstReport.receivedOn == nil
          ? ["the Employer's receipt of the first report"] : [])
    ]
  }

  private var secondReportItem: CompletenessItem {
    let reason = actions.isEmpty ? noSecondReportBecause.written : nil
    return CompletenessItem(
      "second-report",
      quote: "A second report on the progress of actions should be provided to the Employer",
      source: "S1, R151",
      state: secondReport.issuedOn != nil
        ? .given : .text(nil, reason: reason, else: "the second report"))
  }

  private var reAuditItem: CompletenessItem {
    let isNeeded = hasStandardNotMet && !hasReAudit
    return CompletenessItem(
      "re-audit",
      quote: "followed by re-audits to verify that the corrective actions have achieved the "
        + "intended positive results",
      source: "S1, R144",
      state: isNeeded
        ? .text(nil, reason: noReAuditBecause, else: "a re-audit, or why there is none") : .given)
  }

  /// Warns of an empty role, or a person in two roles: “a multidisciplinary team approach”.
  private var teamItems: [CompletenessItem] {
    let roles = [
      ("lead-clinician", "a lead clinician", team.leadClinician),
      ("lead-modality-radiographer", "a lead modality radiographer", team.leadModalityRadiographer),
      ("medical-physics-expert", "the Medical Physics Expert", team.medicalPhysicsExpert),
    ]
    let filled = roles.compactMap { $0.2.written?.lowercased() }
      .map { $0.split(whereSeparator: \.isWhitespace) }
    let vacancies = roles.map { id, need, holder in
      CompletenessItem(
        "team/\(id)", .warning, quote: Self.teamQuote, source: "S1, R147",
        state: .text(holder, reason: team.notFilledBecause, else: need))
    }
    return vacancies + [
      CompletenessItem(
        "team/multidisciplinary", .warning,
        quote:
          "recommends a multidisciplinary team approach in establishing and carrying out an audit "
          + "program", source: "S1, R147",
        missing: Set(filled).count < filled.count ? ["one person holds two of the roles"] : [])
    ]
  }

  private static let teamQuote =
    "Clinical audit should include a lead clinician, lead modality radiographer and the Medical "
    + "Physics Expert (MPE)."
}
