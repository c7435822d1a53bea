/// What a clinical audit holds so far. Text that is blank counts as absent.
public struct AuditFacts: Hashable, Sendable {
  /// “Clinical audit should include a lead clinician, lead modality radiographer and the Medical
  /// Physics Expert (MPE).” (S1, R147.) Each a role label or a name label.
  public struct Team: Hashable, Sendable {
    public var leadClinician: String?
    /// Or the therapeutic radiographer of a radiotherapy audit.
    public var leadModalityRadiographer: String?
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

  public struct Standard: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
      case met
      case partlyMet
      case notMet
    }

    public var id: String
    public var text: String?
    /// Percent, or a value with its unit.
    public var target: String?
    public var source: String?
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

  public struct Action: Hashable, Sendable {
    public var id: String
    public var owner: String?
    public var due: CalendarDate?
    /// What has become of it, for the second report.
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
    public var issuedOn: CalendarDate?
    public var receivedOn: CalendarDate?

    public init(issuedOn: CalendarDate? = nil, receivedOn: CalendarDate? = nil) {
      self.issuedOn = issuedOn
      self.receivedOn = receivedOn
    }
  }

  public var title: String?
  public var objectives: [String] = []
  public var team = Team()
  public var standards: [Standard] = []
  public var method: String?
  public var sampleSize: Int?
  public var period: String?
  public var actions: [Action] = []
  public var noChangeRequiredBecause: String?
  public var reviewOn: CalendarDate?
  public var timeline: String?
  public var firstReport = Report()
  public var secondReportDue: CalendarDate?
  public var secondReport = Report()
  public var noSecondReportBecause: String?
  /// Whether a re-audit is planned or linked.
  public var hasReAudit = false
  public var noReAuditBecause: String?

  public init() {}

  /// Whether some result falls short of its standard.
  public var hasStandardNotMet: Bool {
    standards.contains { $0.result == .notMet || $0.result == .partlyMet }
  }

  /// When the second report falls due unless the audit sets a day: “at a suitable timeframe”, six
  /// months after the first.
  public static func defaultSecondReportDue(
    firstReportIssuedOn date: CalendarDate, months: Int = 6
  ) -> CalendarDate {
    date.adding(months: months)
  }
}
