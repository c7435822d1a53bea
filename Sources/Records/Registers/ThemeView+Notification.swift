public import IRMER
import Replication

// The notification of a confirmed theme, by the same fields and steps as an incident.

extension ThemeView {
  /// The nation whose authority is notified. A theme across two nations is one record for each.
  public var nation: Nation {
    snapshot.text("nation").flatMap(Nation.init(rawValue:)) ?? .england
  }

  /// What is assumed where the record does not say it, as for an incident.
  public var assumptions: [String] {
    let nation: Nation? = snapshot.choice("nation")
    return nation == nil
      ? ["The nation of the theme is not recorded: England's rules are used until it is recorded"]
      : []
  }

  /// Codes of the theme, such as `M4.2b`.
  public var complementary: [String] {
    snapshot.elements("complementary").compactMap { $0.value?.text }
  }

  /// The sites of its incidents.
  public var sites: [String] { snapshot.elements("sites").compactMap { $0.value?.text } }
  /// The actions in the record's order.
  public var actions: [ActionView] { snapshot.elements("actions").map(ActionView.init) }

  /// The day of the notification; nil before it, or while it is in conflict.
  public var submittedOn: CalendarDate? { stepDay("notification/submittedOn") }
  /// The day the report was sent; nil before it, or while it is in conflict.
  public var reportSentOn: CalendarDate? { stepDay("report/sentOn") }
  /// The day on which the authority began its review; nil before it, or while it is in conflict.
  public var withAuthorityOn: CalendarDate? { stepDay("regulator/withAuthorityOn") }
  /// The day the authority closed it; nil before it, or while it is in conflict.
  public var closureOn: CalendarDate? { stepDay("regulator/closureOn") }

  /// The authority that was notified in place of the nation's, which was corrected later.
  var notifiedInstead: Authority? {
    guard let told: Authority = snapshot.choice("notification/authority"),
      told != nation.authority, snapshot.isRecorded("notification/submittedOn")
    else { return nil }
    return told
  }

  /// The settled day of a step; nil while only another authority took part.
  private func stepDay(_ path: StaticString) -> CalendarDate? {
    notifiedInstead == nil ? snapshot.settledDate(path) : nil
  }

  /// The step that its notification has reached.
  public var step: NotificationStep {
    guard submittedOn != nil else { return .none }
    guard reportSentOn != nil else { return .notified }
    if closureOn != nil { return .closed }
    return withAuthorityOn == nil ? .reportSent : .withAuthority
  }

  var notificationReasons: [String] {
    let places = sites.isEmpty ? "" : " at \(sites.sorted().joined(separator: ", "))"
    return [
      "a theme over \(incidents.count) incidents\(places), confirmed by "
        + (snapshot.text("confirmedBy") ?? "a role that is not recorded")
    ] + complementary.map { "complementary code \($0)" } + assumptions
      + (notifiedInstead.map { [IncidentView.notified($0, instead: nation.authority)] } ?? [])
  }
}
