/// What the search for themes reads of one incident.
public struct ThemeSubject: Hashable, Sendable {
  /// The record's identifier.
  public let incident: String
  /// The code of the site that logged it.
  public let site: String
  /// The nation of the place of exposure.
  public let nation: Nation
  /// The day of discovery; windows count by it.
  public let discoveredOn: CalendarDate
  /// The machine, by the number that the site gives it. Leave it out where the machine was only the
  /// place and is not suspected: every incident happens on some machine.
  public let equipment: String?
  /// The fault or error in a few words; compared ignoring case, blanks and punctuation.
  public let fault: String?
  /// The class of cause, such as `protocol-failure`.
  public let cause: String?
  /// The category of exposure, whether its criterion is met or not.
  public let category: NotificationCode?
  /// Individuals exposed accidentally or unintentionally; 0 for a near miss.
  public let individualsExposed: Int

  public init(
    incident: String, site: String, nation: Nation, discoveredOn: CalendarDate,
    equipment: String? = nil, fault: String? = nil, cause: String? = nil,
    category: NotificationCode? = nil, individualsExposed: Int
  ) {
    self.incident = incident
    self.site = site
    self.nation = nation
    self.discoveredOn = discoveredOn
    self.equipment = equipment
    self.fault = fault
    self.cause = cause
    self.category = category
    self.individualsExposed = max(0, individualsExposed)
  }
}
