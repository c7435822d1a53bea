/// Questions and warnings that a person should consider, never decisions.
struct Prompts {
  let edition: Edition
  let facts: IncidentFacts
  let assessment: Assessment
  /// A complementary code applies and somebody fits no base code.
  let isWithoutBase: Bool

  var all: [String] {
    var prompts: [String] = []
    decision(&prompts)
    incident(&prompts)
    // The findings are in the order of the individuals.
    var rest = assessment.findings[...]
    for (index, individual) in facts.individuals.enumerated() {
      let name = facts.individuals.count == 1 ? "" : "Individual \(index + 1): "
      let findings = rest.prefix { $0.individual == index }
      rest = rest.dropFirst(findings.count)
      let subject = IndividualPrompts(
        edition: edition, facts: facts, individual: individual, findings: findings, name: name)
      subject.add(to: &prompts)
    }
    prompts += facts.relatedPrompts
    prompts += facts.contradictions
    unknownFacts(&prompts)
    return prompts
  }

  /// Who decided the outcome: the rules or a person.
  private func decision(_ prompts: inout [String]) {
    guard let decision = facts.decision else { return }
    prompts += decision.prompts
    guard let ground = decision.ground, assessment.outcome == .notifiable else { return }
    let isAlsoByRules =
      !assessment.codes.isEmpty || !assessment.complementary.isEmpty || isWithoutBase
    prompts.append(
      isAlsoByRules
        ? "Notifiable by the rules and by a person: \(ground)."
        : "Notifiable by a person's decision, not by the rules: \(ground). It holds until a person "
          + "changes it with a reason.")
  }

  /// An incident in two nations is notified to two authorities, in a separate document each.
  private func nations(_ prompts: inout [String]) {
    let others = facts.othersExposed
    if others.byMistake + others.perhaps > 0 {
      prompts.append(
        "\(others.byMistake + others.perhaps) more of the same event have another record: they count "
          + "for the letter M. Name that record to the authority as well.")
    }
    let nations = facts.nations
    guard nations.count > 1 else { return }
    let names = nations.map { "\($0.name) (\($0.authority.rawValue))" }.joined(separator: ", ")
    prompts.append("More than one nation: \(names). Log one record for each, linked.")
  }

  private func incident(_ prompts: inout [String]) {
    if isWithoutBase {
      prompts.append(
        "Which exposure category is most relevant? A complementary code must carry a base code.")
    }
    nations(&prompts)
    significance(&prompts)
    equipment(&prompts)
    theme(&prompts)
    if assessment.outcome == .undetermined, let notifyBy = assessment.notifyBy {
      let day = notifyBy.adding(days: Clock.escalateDays - Clock.notifyDays)
      prompts.append(
        "If it is still undetermined on \(day), day \(Clock.escalateDays), escalate it; by "
          + "\(notifyBy) notify, unless it is excluded.")
    }
    if assessment.outcome == .notNotifiable || assessment.outcome == .undetermined {
      prompts.append(voluntary)
    }
    if assessment.outcome == .notNotifiable {
      prompts.append(
        """
        “Not notifiable” needs a named person, the evidence and the medical physics expert's \
        advice; the incident is still investigated and analysed locally.
        """)
    }
  }

  /// V needs a base code, too: the most relevant category, whether anybody was exposed or not.
  private var voluntary: String {
    let inside = facts.individuals.filter { !$0.kind.isOutsideIRMER }
    let codes = Set(inside.compactMap { $0.mostRelevantCode(in: facts) }).sorted()
    let names = codes.isEmpty ? "V" : codes.map { "V\($0.rawValue)" }.joined(separator: ", ")
    return "A voluntary notification (\(names)) may be submitted to share learning, "
      + "near misses included."
  }

  /// Asked for every incident; published work places moderate harm near 21 mSv.
  private func significance(_ prompts: inout [String]) {
    guard facts.clinicallySignificant == .undecided else {
      if facts.clinicallySignificant == .yes {
        prompts.append("Clinically significant: the duty of candour applies.")
      }
      return
    }
    let isNear = facts.individuals.contains { individual in
      (individual.effectiveDose?.incidentTotal).map { $0 >= Quantity(20) } == true
        || individual.tissueReaction?.isBeyondTransientErythema == true
    }
    prompts.append(
      isNear
        ? """
        Is it clinically significant? A dose near 20 mSv or more, or a tissue reaction, is where \
        professional guidance asks for it; consider the duty of candour too.
        """
        : "Is it clinically significant? The question is open.")
  }

  private func equipment(_ prompts: inout [String]) {
    if facts.equipmentFailure.directCause {
      let body = ReportingBody.forDevices(in: facts.nation).rawValue
      prompts.append("Equipment was the direct cause: consider a device report to \(body).")
    }
    if facts.licenceBreach {
      prompts.append(
        "Licence breach: tell the ARSAC Support Unit; no deadline is stated, do it the same day.")
    }
    let isWorkerOpen = facts.individuals.contains {
      $0.kind.isOutsideIRMER && $0.exposure == nil
    }
    if isWorkerOpen {
      let body = ReportingBody.forWorkersAndPublic(in: facts.nation).rawValue
      prompts.append("Was the worker or member of the public exposed? If so \(body) must be told.")
    }
  }

  private func theme(_ prompts: inout [String]) {
    let affected = facts.individuals.compactMap { $0.verificationImages?.patientsAffected }.max()
    if let affected, affected > facts.individuals.count {
      let listed = facts.individuals.count == 1 ? "1 is" : "\(facts.individuals.count) are"
      prompts.append(
        """
        \(affected) patients were affected and \(listed) listed: list each individual, because M \
        counts only those.
        """)
    }
    if facts.theme.confirmed, facts.theme.identifiedOn == nil {
      prompts.append("When was the theme identified? A theme has deadlines of its own.")
    }
    if let identified = facts.theme.identifiedOn, !facts.theme.confirmed {
      prompts.append("A theme was identified on \(identified): has a person confirmed it?")
    }
  }

  private func unknownFacts(_ prompts: inout [String]) {
    let exposed = facts.individuals.contains { !$0.kind.isOutsideIRMER && $0.exposure != .nearMiss }
    if facts.modality == nil, exposed {
      prompts.append("Which modality was it? Some criteria are judged only where it is known.")
    }
    for key in facts.unknownKeys {
      prompts.append(Self.unread(key))
    }
    for key in facts.recordKeys {
      prompts.append("Kept in a record, but not read by the rules: \(key)")
    }
  }

  /// A key that no rule reads: a mistyped one would change nothing without a word.
  private static func unread(_ path: String) -> String {
    let key = path.split(separator: "/").last.map(String.init) ?? path
    // One that is read elsewhere is not mistyped.
    let meant =
      FactField.named(key) == nil
      ? NearestWord.to(key, among: FactField.allCases.map(\.key)) : nil
    let advice =
      meant.map { "Did you mean \($0)?" } ?? "`candour fields` lists the keys that are read."
    return "No rule reads \(path): it changes nothing. \(advice)"
  }
}
