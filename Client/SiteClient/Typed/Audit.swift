public import IRMER

/// A clinical audit with typed fields; see ``TypedDocument``.
public struct Audit: TypedDocument {
  public var document: JSONObject
  public init(document: JSONObject) { self.document = document }

  public static let fields = Fields()

  public struct Fields: Sendable {
    public let title = TypedField<String>("title")
    public let programmeYear = TypedField<Int>("programmeYear")
    public let cycle = TypedField<Int>("cycle")
    public let topicOrigin = TypedField<String>("topicOrigin")
    public let objectives = TypedField<[String]>("objectives")
    public let modality = TypedField<String>("modality")
    public let department = TypedField<String>("department")
    public let leadClinician = TypedField<String>("team/leadClinician")
    public let leadRadiographer = TypedField<String>("team/leadModalityRadiographer")
    public let medicalPhysicsExpert = TypedField<String>("team/medicalPhysicsExpert")
    public let standards = TypedField<[Standard]>("standards")
    public let method = TypedField<String>("method")
    public let population = TypedField<String>("population")
    public let sampling = TypedField<String>("sampling")
    public let sampleSize = TypedField<Int>("sampleSize")
    public let period = TypedField<String>("period")
    public let dataItems = TypedField<[String]>("dataItems")
    public let reviewDate = TypedField<CalendarDate>("reviewDate")
    public let firstReportDue = TypedField<CalendarDate>("firstReport/due")
    public let secondReportDue = TypedField<CalendarDate>("secondReport/due")
    public let reAuditDue = TypedField<CalendarDate>("reAudit/due")
  }

  /// A standard that an audit measures practice against.
  public struct Standard: TypedDocument {
    public var document: JSONObject
    public init(document: JSONObject) { self.document = document }

    public static let fields = Fields()

    public struct Fields: Sendable {
      /// Short, such as `S1`; cases refer to it.
      public let id = TypedField<String>("id")
      public let text = TypedField<String>("text")
      /// Per cent.
      public let target = TypedField<Int>("target")
      public let source = TypedField<String>("source")
      public let exclusions = TypedField<String>("exclusions")
    }
  }
}
