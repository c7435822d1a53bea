/// The contents of a clinical audit so far. Blank text counts as absent.
public struct AuditFacts: Hashable, Sendable {
  /// “Clinical audit should include a lead clinician, lead modality radiographer and the Medical
  /// Physics Expert (MPE).” (audit procedure, R147.) Each a role label or a name label.
  public struct Team: Hashable, Sendable {
    /// The role or name label of the lead clinician; nil until one is named.
    public var leadClinician: String?
    /// Or the therapeutic radiographer of a radiotherapy audit.
    public var leadModalityRadiographer: String?
    /// The role or name label of the Medical Physics Expert; nil until one is named.
    public var medicalPhysicsExpert: String?
    /// Why a role is not filled.
    public var notFilledBecause: String?

    public init(
      leadClinician: String? = nil, leadModalityRadiographer: String? = nil,
      medicalPhysicsExpert: String? = nil, notFilledBecause: String? = nil
    ) {
      self.leadClinician = leadClinician
      self.leadModalityRadiographer = leadModalityRadiographer
      self.medicalPhysicsExpert = medicalPhysicsExpert
      self.notFilledBecause = notFilledBecause
    }
  }

  /// A standard that the audit measures, with its result once there is one.
  public struct Standard: Hashable, Sendable {
    /// Whether practice met the standard.
    public enum Result: Hashable, Sendable {
      case met
      case partlyMet
      case notMet
    }

    /// Stable within the audit; results and actions refer to it.
    public var id: String
    /// The standard in words, such as “all requests carry a referrer's signature”.
    public var text: String?
    /// Percent, or a value with its unit.
    public var target: String?
    /// Where the standard comes from: a guideline, a procedure, a regulation.
    public var source: String?
    /// Nil until a result is recorded.
    public var result: Result?

    public init(
      id: String, text: String? = nil, target: String? = nil, source: String? = nil,
      result: Result? = nil
    ) {
      self.id = id
      self.text = text
      self.target = target
      self.source = source
      self.result = result
    }
  }

  /// An action that follows from the audit.
  public struct Action: Hashable, Sendable {
    /// Stable within the audit; results and actions refer to it.
    public var id: String
    /// The role that carries it out.
    public var owner: String?
    /// The day by which it is to be done.
    public var due: CalendarDate?
    /// Its progress, for the second report.
    public var progress: String?

    public init(
      id: String, owner: String? = nil, due: CalendarDate? = nil, progress: String? = nil
    ) {
      self.id = id
      self.owner = owner
      self.due = due
      self.progress = progress
    }
  }

  /// A report to the Employer.
  public struct Report: Hashable, Sendable {
    /// The day the report went to the Employer.
    public var issuedOn: CalendarDate?
    /// The day the Employer confirmed receipt.
    public var receivedOn: CalendarDate?

    public init(issuedOn: CalendarDate? = nil, receivedOn: CalendarDate? = nil) {
      self.issuedOn = issuedOn
      self.receivedOn = receivedOn
    }
  }

  /// What is audited, in a few words.
  public var title: String?
  /// The questions that the audit is to answer, one by one.
  public var objectives: [String] = []
  /// Who carries the audit out.
  public var team = Team()
  /// The standards it measures against.
  public var standards: [Standard] = []
  /// How the cases are found and measured.
  public var method: String?
  /// How many cases are examined.
  public var sampleSize: Int?
  /// The period that the cases are from.
  public var period: String?
  /// The actions that follow from the results.
  public var actions: [Action] = []
  /// Why no action is needed.
  public var noChangeRequiredBecause: String?
  /// The day on which the actions are reviewed.
  public var reviewOn: CalendarDate?
  /// The stages of the audit with their days, in words.
  public var timeline: String?
  /// The report of the results.
  public var firstReport = Report()
  /// The day the second report is due; nil for the default of
  /// ``defaultSecondReportDue(firstReportIssuedOn:months:)``.
  public var secondReportDue: CalendarDate?
  /// The report of the progress of the actions.
  public var secondReport = Report()
  /// Why no second report is needed.
  public var noSecondReportBecause: String?
  /// Whether a re-audit is planned or linked.
  public var hasReAudit = false
  /// Why the audit is not repeated.
  public var noReAuditBecause: String?

  /// An audit without any record.
  public init() {}

  /// Whether some result falls short of its standard.
  public var hasStandardNotMet: Bool {
    standards.contains { $0.result == .notMet || $0.result == .partlyMet }
  }

  /// The due date of the second report unless the audit sets one: “at a suitable timeframe”, six
  /// months after the first.
  public static func defaultSecondReportDue(
    firstReportIssuedOn date: CalendarDate, months: Int = 6
  ) -> CalendarDate {
    date.adding(months: months)
  }
}
