import IRMER
import Replication

/// What a person should check after a change that is allowed.
enum EditWarnings {
  static func displayTexts(
    from before: RecordSnapshot, to after: RecordSnapshot, operations: [Operation],
    today: CalendarDate
  ) -> [String] {
    let written = operations.filter { $0.value != nil }.map(\.path)
    var remarks = after.unknownFields(in: written.filter { before.tree.index(at: $0) == nil })
    remarks += yetToCome(in: after, operations: operations, today: today)
    let isArrival = after.text("status") != before.text("status")
    if after.text("notification/submittedOn") != nil,
      before.text("notification/submittedOn") == nil,
      after.text("notification/reference") == nil
    {
      remarks.append(NotificationReceipt.reminder)
    }
    switch after.kind {
    case .incident:
      remarks += authority(from: IncidentView(before), to: IncidentView(after))
      remarks += afterSending(from: before, to: after)
      remarks += incident(after, isArrival: isArrival)
      remarks += NationSplit.remarks(from: before, to: after)
      if after.text("clinicallySignificant") != before.text("clinicallySignificant") {
        remarks += [IncidentView(after).significanceRemark].compactMap(\.self)
      }
    case .audit:
      remarks += replacedResults(from: AuditView(before), to: AuditView(after))
      if isArrival, after.text("status") == AuditStatus.approved.rawValue {
        remarks += team(AuditView(after))
      }
    case .theme:
      let (old, new) = (ThemeView(before).nation, ThemeView(after).nation)
      remarks += authority(from: old.authority, to: new.authority)
      if old != new { remarks += notYet(ThemeView(after).notifiedInstead, new.authority) }
    default: break
    }
    return remarks
  }

  /// Another nation has another authority, and its own ages and doses.
  private static func authority(from old: IncidentView, to new: IncidentView) -> [String] {
    guard old.snapshot.text("nation") != new.snapshot.text("nation") else { return [] }
    return authority(from: old.assessment.authority, to: new.assessment.authority)
      + notYet(new.notifiedInstead, new.assessment.authority)
  }

  /// The prompt where another authority was notified than the one of the nation as it is now.
  private static func notYet(_ told: Authority?, _ authority: Authority) -> [String] {
    guard let told else { return [] }
    let words = IncidentView.notified(told, instead: authority)
    return ["\(words); then record that as the notification, with authority, day and reference"]
  }

  private static func authority(from old: Authority, to new: Authority) -> [String] {
    old == new
      ? [] : ["The authority is now \(new), no longer \(old): what \(old) was sent stays as it is"]
  }

  /// SAUE guidance: “The report should include”, and “apply the duty of candour for CSAUE events”. What is
  /// missing is reported but does not stop the change.
  private static func incident(_ after: RecordSnapshot, isArrival: Bool) -> [String] {
    let status = after.text("status")
    if !isArrival, status == IncidentStatus.closed.rawValue {
      return ["the incident is closed; what is written now came after its closure"]
    }
    let incident = IncidentView(after)
    let lacks: String
    switch status {
    case IncidentStatus.reportSent.rawValue where isArrival: lacks = "the report lacks"
    case IncidentStatus.closed.rawValue where isArrival && incident.wasNotified:
      lacks = "it is closed, and what is not recorded is"
    default: return []
    }
    let missing = incident.missingWordsBeforeReport
    return missing.isEmpty ? [] : ["\(lacks): \(missing.joined(separator: "; "))"]
  }

  /// What was sent stays unchanged; what is written now is not in it.
  private static func afterSending(
    from before: RecordSnapshot, to after: RecordSnapshot
  ) -> [String] {
    if let subject = SentCopy.Subject(from: before, to: after) {
      return before.isReportRead
        ? []
        : [
          "No copy of the \(subject.displayText) was kept: that this text was read is not confirmed "
            + "(candour report --confirm)"
        ]
    }
    let now = IncidentView(after).sentCopies.filter { !$0.isCurrent }.map(\.record)
    return IncidentView(before).sentCopies.filter { $0.isCurrent && now.contains($0.record) }.map {
      "This is not in the \($0.subject.displayText) that was recorded as sent on \(sentDay($0)); the copy is kept"
    }
  }

  private static func sentDay(_ copy: SentCopy) -> String {
    CalendarDate(String(copy.at.prefix(10)))?.displayText ?? copy.at
  }

  /// Results that were replaced by another result.
  private static func replacedResults(from before: AuditView, to after: AuditView) -> [String] {
    let earlier = Dictionary(
      before.standards.map { ($0.element, $0.resultWords) }, uniquingKeysWith: { first, _ in first }
    )
    return after.standards.compactMap { standard in
      guard let old = earlier[standard.element] ?? nil, let new = standard.resultWords, old != new
      else { return nil }
      return "\(standard.id): the result was \(old) and is now \(new); the history keeps both"
    }
  }

  /// The audit procedure: “Clinical audit should include a lead clinician, lead modality radiographer and the
  /// Medical Physics Expert (MPE).”
  private static func team(_ audit: AuditView) -> [String] {
    guard !audit.teamGaps.isEmpty, audit.snapshot.text("team/reason") == nil else { return [] }
    return [
      "The team has no \(audit.teamGaps.map(FieldLabel.displayText).joined(separator: ", no ")). EP17 asks for "
        + "all three: add them, or say why not in the team's reason."
    ]
  }

  /// Completion dates that are in the future.
  private static func yetToCome(
    in after: RecordSnapshot, operations: [Operation], today: CalendarDate
  ) -> [String] {
    operations.compactMap { operation in
      guard let key = operation.path.components.last.map(String.init), doneKeys.contains(key),
        let day = operation.value?.text.flatMap(day(reading:)), day > today
      else { return nil }
      let label = FieldLabel.displayText(after.tree.displayPath(of: operation.path), in: after.kind)
      return "\(label) is \(day.displayText), which is in the future"
    }
  }

  private static let doneKeys: Set<String> = [
    "administeredAt", "analysedOn", "apology", "approvedOn",
    "closedAt", "contactedOn", "date", "decidedOn", "done", "effectivenessCheckDone", "end",
    "issued", "met", "outcomeLetter", "received", "significanceDecidedOn", "start", "verbalDate",
    "writtenDate",
  ]
}
