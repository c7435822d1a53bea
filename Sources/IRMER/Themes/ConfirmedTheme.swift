/// A theme that a person confirmed: a new notification with a clock of its own.
///
/// “These are notifiable regardless of the doses received by each individual person, where either:
/// a theme has been identified over a number of incidents […]” (SAUE guidance, R064). Its incidents keep their
/// coding and their clocks; nothing older is judged again.
public struct ConfirmedTheme: Hashable, Sendable {
  /// The identifier of the theme's record.
  public let id: String
  /// The day on which the theme was identified; the clock counts from it.
  public let identifiedOn: CalendarDate
  /// The identifiers of its incidents.
  public let incidents: Set<String>
  /// The role of the person whose professional judgement it is.
  public let confirmedBy: String

  public init(
    id: String, identifiedOn: CalendarDate, incidents: Set<String>, confirmedBy: String
  ) {
    self.id = id
    self.identifiedOn = identifiedOn
    self.incidents = incidents
    self.confirmedBy = confirmedBy
  }

  /// “no later than 2 weeks after discovering the incident” (SAUE guidance, R082).
  public var notifyBy: CalendarDate { Clock.notifyBy(from: identifiedOn) }

  /// “no later than 12 weeks after the incident was discovered” (SAUE guidance, R084).
  public var reportBy: CalendarDate { Clock.reportBy(from: identifiedOn) }
}
