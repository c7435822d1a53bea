import IRMER
import Replication

// What a person still has to record, by paths and names that they know.

extension IncidentView {
  /// What is missing before the incident's next step: facts that would settle the assessment until
  /// the authority is notified, then the contents of the report, then what closing needs.
  public var missing: [String] {
    guard status.isOpen else { return [] }
    switch step {
    case .none:
      if isExcluded || !assessment.outcome.hasDeadlines { return missingBeforeClosing }
      return missingFacts + missingNotification
    case .notified: return missingBeforeReport
    case .reportSent, .withAuthority: return missingBeforeClosing
    case .closed: return []
    }
  }

  /// Display paths of the facts that would settle what is undetermined.
  public var missingFacts: [String] {
    guard assessment.outcome == .undetermined else { return [] }
    var paths: [String] = []
    for finding in assessment.findings where finding.result == .undetermined {
      paths += finding.missing.map { Self.path(ofFact: $0, individual: finding.individual) }
    }
    paths += openExposures
    if !["yes", "no"].contains(snapshot.text("clinicallySignificant")) {
      paths.append("clinicallySignificant")
    }
    if snapshot.elements("individuals").isEmpty { paths.append("individuals") }
    if snapshot.text("preliminary/outcome") == "not-excluded" {
      paths.append("preliminary/outcome")
    }
    return distinct(paths)
  }

  /// The display path of a fact that a criterion lacks: of the incident, where it is one of its own
  /// facts, otherwise of the individual that the criterion judges.
  package static func path(ofFact fact: String, individual: Int) -> String {
    let key = fact.split(separator: "/").first.map(String.init) ?? fact
    let isOfIndividual = RecordSchema.individualFactFields.contains { $0.key == key }
    let isOfIncident = RecordSchema.factFields.contains { $0.key == key }
    return isOfIncident && !isOfIndividual ? fact : "individuals/\(individual)/\(fact)"
  }

  /// What would settle whether more than one individual was exposed (the letter M): the exposure of
  /// each person where it is not recorded, and the people of the event in another record. Empty
  /// where it cannot be more than one.
  private var openExposures: [String] {
    guard let facts = FactsDocument(snapshot).facts().facts else { return [] }
    let people = facts.individuals.enumerated().filter {
      !$0.element.kind.isOutsideIRMER && $0.element.kind != .foetus
    }
    let open = people.filter { $0.element.exposure == nil }.map { $0.offset }
    let possible = people.count { $0.element.isExposedByMistake } + open.count
    let others = facts.othersExposed
    guard possible > 0,
      possible + others.byMistake + others.perhaps >= 2 || facts.theme.confirmed
    else { return [] }
    return open.map { "individuals/\($0)/exposure" }
      + (others.perhaps > 0 ? ["othersExposed/perhaps"] : [])
  }

  private var missingNotification: [String] {
    guard assessment.outcome == .notifiable else { return [] }
    var paths = ["notification/submittedOn"]
    if snapshot.text("clinicallySignificant") == nil { paths.append("clinicallySignificant") }
    return paths
  }

  /// The missing contents of the report, by name; identifiers are searched for when it is made.
  public var missingBeforeReport: [String] {
    let contents = reportFacts(identifiersFound: 0).completeness.missing.map { "report/\($0.id)" }
    guard isClinicallySignificant else { return contents }
    return contents + duties.flatMap(\.missing)
  }

  /// The same in words, each once.
  var missingWordsBeforeReport: [String] {
    let contents = reportFacts(identifiersFound: 0).completeness.missing.flatMap(\.missingWords)
    guard isClinicallySignificant else { return distinct(contents) }
    return distinct(
      contents
        + duties.flatMap { duty in
          (duty.candour.completeness.missing + duty.informing.completeness.missing)
            .flatMap(\.missingWords).map { duty.whose + $0 }
        })
  }

  /// What prevents closing it now.
  public var missingBeforeClosing: [String] {
    var paths: [String] = []
    if !hasAnalysis { paths.append("investigation/analysis") }
    if !wasNotified {
      paths += lacksForClosingAsNotNotifiable.map(\.field)
      paths += unsupportedSignificance
    }
    if snapshot.isInConflict { paths += snapshot.conflicts.map(\.displayPath) }
    if wasNotified, closureOn == nil { paths.append("regulator/closureOn") }
    for (position, action) in actions.enumerated() where action.isOpen {
      paths.append("actions/\(position)/done")
    }
    return distinct(paths)
  }

  private func distinct(_ paths: [String]) -> [String] {
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }
}
