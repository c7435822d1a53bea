/// One step that an authority takes with a notification.
public struct RegulatorStep: Hashable, Sendable {
  /// Stable within a process: what a record stores.
  public let id: String
  /// From 1.
  public let number: Int
  /// What the authority does.
  public let text: String
  /// Whether `text` is the source's own words or our summary of them.
  public let isQuoted: Bool
  /// Whether the employer is informed of it; about the others only correspondence gives information
  /// (R134).
  public let isSeenByEmployer: Bool
  /// “Otherwise, we will wait until you have submitted your full report before we review it.”
  public let needsReport: Bool

  init(
    _ id: String, number: Int, _ text: String, isQuoted: Bool = true, isSeenByEmployer: Bool,
    needsReport: Bool
  ) {
    self.id = id
    self.number = number
    self.text = text
    self.isQuoted = isQuoted
    self.isSeenByEmployer = isSeenByEmployer
    self.needsReport = needsReport
  }
}

/// How an authority processes a notification: data for each authority, with its source.
public struct RegulatorProcess: Hashable, Sendable {
  /// The authority whose process it is.
  public let authority: Authority
  /// The steps in their order.
  public let steps: [RegulatorStep]
  /// Where the process is published.
  public let source: String
  /// What is uncertain about it.
  public let note: String?

  /// The process of an authority as far as it is known.
  public static func of(_ authority: Authority) -> RegulatorProcess {
    switch authority {
    case .cqc: RegulatorProcess(authority: .cqc, steps: guidance, source: guidanceSource, note: nil)
    case .hiw: wales
    case .rqia, .his:
      RegulatorProcess(
        authority: authority, steps: guidance, source: guidanceSource,
        note: "The guidance is jointly agreed, but these are the CQC's own six steps; "
          + "\(authority.rawValue)'s are not established.")
    }
  }

  private static let guidanceSource = "SAUE guidance, “How we process statutory notifications”"

  private static let guidance = [
    RegulatorStep(
      "triage", number: 1, "conduct initial risk triage", isSeenByEmployer: false,
      needsReport: false),
    RegulatorStep(
      "review", number: 2, "review the full report", isSeenByEmployer: true, needsReport: true),
    RegulatorStep(
      "progress", number: 3, "progress the notification by email correspondence or a site visit",
      isSeenByEmployer: true, needsReport: true),
    RegulatorStep(
      "closure", number: 4, "signal closure of the notification by email", isSeenByEmployer: true,
      needsReport: true),
    RegulatorStep(
      "categorisation", number: 5, "categorise the incident for internal reporting",
      isSeenByEmployer: false, needsReport: true),
    RegulatorStep(
      "publication", number: 6, "publish headline findings in our annual report",
      isSeenByEmployer: false, needsReport: true),
  ]

  /// Seven steps: provisional closure comes before closure.
  private static let wales = RegulatorProcess(
    authority: .hiw,
    steps: guidance[..<3]
      + [
        RegulatorStep(
          "provisional-closure", number: 4,
          "signal provisional closure by email to the chief executive", isQuoted: false,
          isSeenByEmployer: true, needsReport: true),
        RegulatorStep(
          "closure", number: 5, "signal closure of the notification", isQuoted: false,
          isSeenByEmployer: true, needsReport: true),
        RegulatorStep(
          "categorisation", number: 6, guidance[4].text, isSeenByEmployer: false,
          needsReport: true),
        RegulatorStep(
          "publication", number: 7, guidance[5].text, isSeenByEmployer: false, needsReport: true),
      ],
    source: "hiw.org.uk/notifying-irmer-incidents, beside the SAUE guidance",
    note: "That HIW has seven steps with a provisional closure and an email to the chief executive "
      + "is established; the wording of its own list is not.")
}
