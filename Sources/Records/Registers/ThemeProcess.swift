import IRMER
import Replication

/// Which steps of a theme the process forbids, and what its clocks need a reason for.
enum ThemeProcess {
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    let (old, new) = (ThemeView(before), ThemeView(after))
    try checkSteps(of: new)
    try checkJudgement(from: old, to: new)
    guard !hasReason else { return }
    try checkClock(from: old, to: new)
    try checkNotification(from: old, to: new)
  }

  private static func checkSteps(of theme: ThemeView) throws(ValidationError) {
    if theme.reportSentOn != nil, theme.submittedOn == nil {
      throw ValidationError(
        "not-notified", "the authority has not been notified", field: "notification/submittedOn")
    }
    if theme.withAuthorityOn ?? theme.closureOn != nil, theme.reportSentOn == nil {
      throw ValidationError(
        "report-not-sent", "the authority reviews nothing before it has the report",
        field: "report/sentOn")
    }
  }

  /// SAUE guidance: “we rely on employers to use professional judgement to identify themes.” A confirmed theme
  /// records that judgement: who confirmed it, why, on which day, and of which incidents. A theme
  /// that was confirmed without is not refused for it, but loses nothing more.
  private static func checkJudgement(
    from old: ThemeView, to new: ThemeView
  ) throws(ValidationError) {
    guard new.isConfirmed else { return }
    let earlier = old.isConfirmed ? lacks(of: old) : []
    guard let lack = lacks(of: new).first(where: { !earlier.contains($0) }) else { return }
    throw ValidationError(
      "required",
      "a confirmed theme records who confirmed it, why, the day it was identified, and its incidents",
      field: lack)
  }

  private static func lacks(of theme: ThemeView) -> [String] {
    let paths: [StaticString] = ["confirmedBy", "reason", "identifiedOn"]
    return paths.filter { !theme.snapshot.isRecorded($0) }.map { "\($0)" }
      + (theme.incidents.isEmpty ? ["incidents"] : [])
  }

  /// The clock runs from the day on which a confirmed theme was identified: it is moved or stopped
  /// with a reason.
  private static func checkClock(from old: ThemeView, to new: ThemeView) throws(ValidationError) {
    guard let running = old.confirmed else { return }
    guard let now = new.confirmed else {
      throw ValidationError(
        "reason-required",
        "this ends the deadlines of the theme (due \(running.notifyBy.displayText)): add --why \"reason\"",
        field: new.isConfirmed ? "identifiedOn" : "status")
    }
    guard now.identifiedOn == running.identifiedOn else {
      throw ValidationError(
        "reason-required",
        "the day it was identified sets both deadlines. To change it add --why \"reason\".",
        field: "identifiedOn")
    }
  }

  /// The clocks end by the step with its day and the authority's reference, and what ended one is
  /// not taken back without a reason.
  private static func checkNotification(
    from old: ThemeView, to new: ThemeView
  ) throws(ValidationError) {
    if old.step > .none,
      let taken = ClockSteps.takenBack(from: old.snapshot, to: new.snapshot)
    {
      throw ClockSteps.refusal(of: taken, in: .theme)
    }
    guard old.step == .none, new.step > .none, let due = (old.confirmed ?? new.confirmed)?.notifyBy,
      ClockSteps.reference(of: new.snapshot) == nil
    else { return }
    throw ValidationError(
      "reason-required",
      "the notification of the theme (due \(due.displayText)) is not recorded as made without the "
        + "authority's reference: add it, or say why there is none with --why \"reason\"",
      field: "notification/reference")
  }
}
