/// One criterion for notification, of one edition: a cited rule that may answer "undetermined".
///
/// A published criterion is never edited: an edition that changes it has a successor. It is
/// immutable, and a class only so that judging does not copy its text.
public final class Criterion: Sendable {
  /// The code under which the criterion is notified.
  public let code: NotificationCode
  /// The table's "exposure category".
  public let category: String
  /// The source's own words, each verbatim.
  public let quotes: [String]
  /// Where the words are found: the code of a ``SourceDocument``.
  public let source: String
  /// The heading under which the words are found in the source.
  public let section: String
  /// The test in symbols, for `Docs/rules.md`.
  public let test: String
  /// Which edges belong to the criterion, for `Docs/rules.md`.
  public let boundary: String
  /// Where the rule is in the code.
  public let place: String
  /// The nations in which this wording applies.
  public let nations: [Nation]

  let family: Family
  let judge: @Sendable (Subject) -> Judgement

  init(
    _ code: NotificationCode, _ category: String, quotes: [String],
    source: String = SourceDocument.significantExposures.rawValue,
    section: String = "Notification codes, categories and criteria", test: String,
    boundary: String, nations: [Nation] = Nation.allCases, place: String = #fileID,
    judge: @escaping @Sendable (Subject) -> Judgement
  ) {
    self.code = code
    self.category = category
    self.quotes = quotes
    self.source = source
    self.section = section
    self.test = test
    self.boundary = boundary
    self.nations = nations
    self.place = place
    family = Family(code)
    self.judge = judge
  }

  func applies(to subject: Subject) -> Bool {
    nations.contains(subject.nation)
      && family.applies(to: subject.individual, in: subject.facts)
  }

  /// The judgement, undetermined where the exposure or the modality that it depends on is missing.
  func judgement(of subject: Subject) -> Judgement {
    var judgement = judge(subject)
    guard judgement.result != .excluded else { return judgement }
    var missing: [String] = []
    if subject.individual.exposure == nil { missing.append("exposure") }
    if family.needsModality, subject.facts.modality == nil { missing.append("modality") }
    if family.isPerhapsInterventional(subject.individual, in: subject.facts) {
      missing.append("interventional")
    }
    guard !missing.isEmpty else { return judgement }
    if judgement.result == .met {
      let unless =
        switch missing[0] {
        case "exposure": "it may be a near miss"
        case "modality": "modality unknown"
        default: "was it an interventional procedure?"
        }
      judgement.reason += " (\(unless))"
      judgement.margin = nil
      judgement.dose = nil
    }
    judgement.result = .undetermined
    judgement.missing = missing + judgement.missing
    return judgement
  }
}
