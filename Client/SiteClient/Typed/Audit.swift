public import IRMER

/// A clinical audit with typed fields; see ``TypedDocument``.
public struct Audit: TypedDocument {
  /// The fields as JSON, as `candour audit plan --from` reads them.
  public var document: JSONObject
  /// Fields that were read, or none.
  public init(document: JSONObject) { self.document = document }

  /// Every field, by its name here.
  public static let fields = Fields()

  /// The fields with their types.
  public struct Fields: Sendable {
    /// What is audited.
    public let title = TypedField<String>("title")
    /// The year of the audit programme.
    public let programmeYear = TypedField<Int>("programmeYear")
    /// 1 for the first audit, 2 for its re-audit, and so on.
    public let cycle = TypedField<Int>("cycle")
    /// Why this is audited.
    public let topicOrigin = TypedField<String>("topicOrigin")
    /// What it is to find out.
    public let objectives = TypedField<[String]>("objectives")
    /// The modality.
    public let modality = TypedField<String>("modality")
    /// The department.
    public let department = TypedField<String>("department")
    /// A role or the label of a person.
    public let leadClinician = TypedField<String>("team/leadClinician")
    /// A role or the label of a person.
    public let leadRadiographer = TypedField<String>("team/leadModalityRadiographer")
    /// A role or the label of a person.
    public let medicalPhysicsExpert = TypedField<String>("team/medicalPhysicsExpert")
    /// What practice is measured against.
    public let standards = TypedField<[Standard]>("standards")
    /// How cases are found and examined.
    public let method = TypedField<String>("method")
    /// Which cases there are in all.
    public let population = TypedField<String>("population")
    /// How the sample is drawn.
    public let sampling = TypedField<String>("sampling")
    /// How many cases are examined.
    public let sampleSize = TypedField<Int>("sampleSize")
    /// From when to when cases are taken.
    public let period = TypedField<String>("period")
    /// What is noted of each case.
    public let dataItems = TypedField<[String]>("dataItems")
    /// When the audit itself is looked at again.
    public let reviewDate = TypedField<CalendarDate>("reviewDate")
    /// The day by which the first report is due.
    public let firstReportDue = TypedField<CalendarDate>("firstReport/due")
    /// The day by which the second report is due.
    public let secondReportDue = TypedField<CalendarDate>("secondReport/due")
    /// The day by which the re-audit is due.
    public let reAuditDue = TypedField<CalendarDate>("reAudit/due")
  }

  /// A standard that an audit measures practice against.
  public struct Standard: TypedDocument {
    /// The fields as JSON, as `candour audit plan --from` reads them.
    public var document: JSONObject
    /// Fields that were read, or none.
    public init(document: JSONObject) { self.document = document }

    /// Every field, by its name here.
    public static let fields = Fields()

    /// The fields with their types.
    public struct Fields: Sendable {
      /// Short, such as `S1`; cases refer to it.
      public let id = TypedField<String>("id")
      /// The standard in a sentence.
      public let text = TypedField<String>("text")
      /// Per cent.
      public let target = TypedField<Int>("target")
      /// The document that sets it.
      public let source = TypedField<String>("source")
      /// Cases to which it does not apply.
      public let exclusions = TypedField<String>("exclusions")
    }
  }
}
