import IRMER

/// The eight contents of the report in the order of the source (SAUE guidance, R092–R099).
struct ReportContents {
  let incident: IncidentView
  let completeness: Completeness

  private var snapshot: RecordSnapshot { incident.snapshot }

  var sections: [InvestigationReport.Section] {
    [
      section(
        "what-happened", "1. What happened",
        [snapshot.text("investigation/whatHappened") ?? snapshot.text("narrative")]
          + [snapshot.text("immediateAction").map { "Immediate action: \($0)" }] + timeline),
      section(
        "dose-estimates", "2. Doses received",
        [snapshot.text("investigation/doseEstimate")] + estimates + findings),
      section(
        "root-causes", "3. Root causes and contributory factors",
        [
          snapshot.text("investigation/rootCauses"),
          snapshot.text("investigation/contributoryFactors"),
          snapshot.text("investigation/analysis"),
        ]),
      section(
        "previous-incidents", "4. Similar incidents and trends",
        [snapshot.text("investigation/similarIncidents"), snapshot.text("investigation/trends")]
          + searches),
      section("duty-of-candour", "5. Duty of candour", candour),
      section(
        "clinically-significant-procedure",
        "6. Local procedure for clinically significant exposures", significance),
      section(
        "learning", "7. Learning and how it was shared",
        [
          snapshot.text("investigation/learning"), snapshot.text("investigation/learningSharedBy"),
        ] + learning),
      section(
        "corrective-measures", "8. Corrective measures",
        [snapshot.text("investigation/correctiveMeasures")] + actions),
    ]
  }

  private func section(
    _ id: String, _ title: String, _ paragraphs: [String?]
  ) -> InvestigationReport.Section {
    let items = completeness.items.filter {
      $0.id == id || (id == "dose-estimates" && $0.id == "dose-assessment")
    }
    var words = paragraphs.compactMap { $0 }
    var missing: [String] = []
    for item in items {
      switch item.state {
      case .given: break
      case .stated(let reason):
        let reason = PersonsDates.sentence(reason)
        if !words.contains(reason) { words.append(reason) }
      case .missing(let what): missing += what
      }
    }
    return InvestigationReport.Section(
      id: id, title: title, quote: items.first?.quote ?? "", paragraphs: words, missing: missing)
  }

  private var timeline: [String] {
    snapshot.elements("investigation/timeline").compactMap { entry in
      entry.text("what").map { what in entry.text("at").map { "\($0): \(what)" } ?? what }
    }
  }

  /// What is known of each exposure, and every estimate in the order in which it was made; a later
  /// one never replaces one.
  private var estimates: [String] {
    incident.exposedIndividuals.flatMap { entry in
      (ExposureDetails(individual: entry.individual).sentences
        + entry.individual.doseEstimates.map(\.sentence))
        .map { "Individual \(entry.position + 1), \($0)" }
    }
  }

  /// The arithmetic of the criteria that were met, with their quotations.
  private var findings: [String] {
    incident.assessment.findings.filter { $0.result != .excluded }.map { finding in
      "Individual \(finding.individual + 1), code \(finding.code.rawValue), "
        + "\(finding.result.rawValue): \(finding.reason). “\(finding.quote)” (\(finding.sourceName))"
    }
  }

  private var searches: [String] {
    snapshot.elements("investigation/searches").map { search in
      let found = search.text("found") ?? "?"
      let what = search.text("what").map { " (\($0))" } ?? ""
      return "Searched on \(day("on", of: search)) from \(day("from", of: search)) to "
        + "\(day("to", of: search))\(what): \(found) found"
    }
  }

  private func day(_ key: String, of search: RecordElement) -> String {
    search.text(key).map(PersonsDates.displayText) ?? "?"
  }

  private var candour: [String?] {
    [snapshot.text("investigation/dutyOfCandour")] + incident.duties.flatMap(Self.candour)
  }

  private static func candour(_ duties: IncidentView.Duties) -> [String?] {
    let steps = CandourFacts.Step.allCases.compactMap { step in
      duties.candour.done[step].map { "\(step.displayText) on \($0.displayText)" }
    }
    let support = duties.candour.notDoneBecause[.support].map { "support: \($0)" }
    let enquiries = duties.candour.notDoneBecause[.furtherEnquiries].map {
      "further enquiries: \($0)"
    }
    return [
      duties.candourMet.map {
        "\(duties.whose)local requirements met: \(ChoiceWords.displayText($0))"
      },
      duties.candourReason.map { "\(duties.whose)\($0)" },
      steps.isEmpty && duties.position == nil
        ? nil
        : duties.whose
          + (steps.isEmpty
            ? "not recorded"
            : (steps + [enquiries, support].compactMap { $0 }).joined(separator: ", ")),
    ]
  }

  private var significance: [String?] {
    [
      "Clinically significant: \(snapshot.text("clinicallySignificant") ?? "not recorded")",
      snapshot.text("investigation/csaueApplied").map {
        "Procedure applied: \(ChoiceWords.displayText($0))"
      },
      snapshot.text("investigation/csaueProcedure"),
    ] + incident.duties.flatMap { Self.displayText(of: $0.informing, $0.whose) }
  }

  private static func displayText(of informing: InformingFacts, _ whose: String) -> [String?] {
    InformingFacts.Step.all.map { step in
      switch informing.facts[step] {
      case .told(let date): "\(whose)\(displayText(of: step)): told on \(date.displayText)"
      case .notTold(let reason): "\(whose)\(displayText(of: step)): not told, \(reason)"
      case nil: nil
      }
    }
  }

  /// `referrer, of what happened`.
  private static func displayText(of step: InformingFacts.Step) -> String {
    let message = step.message == .outcome ? "what the analysis found" : "what happened"
    return "\(step.recipient.rawValue), of \(message)"
  }

  private var learning: [String?] {
    snapshot.elements("learning").map { item in
      [
        item.text("item"), item.text("audience").map(ChoiceWords.displayText),
        item.text("channel").map(ChoiceWords.displayText),
        item.text("date").map(PersonsDates.displayText),
      ]
      .compactMap { $0 }.joined(separator: " · ")
    }
  }

  private var actions: [String?] {
    incident.actions.map { action in
      [
        action.description, action.owner.map { "owner: \($0)" },
        action.due.map { "due: \($0.displayText)" }, action.done.map { "done: \($0.displayText)" },
        action.strength.map { "strength: \(ChoiceWords.displayText($0.rawValue))" },
      ].compactMap { $0 }.joined(separator: " · ")
    }
  }
}
