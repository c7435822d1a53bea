/// The document control of an employer's procedure so far.
public struct ProcedureFacts: Hashable, Sendable {
  /// The procedure's title.
  public var title: String?
  /// The version of the document, as printed on it.
  public var version: String?
  /// The role of the author or reviewer.
  public var author: String?
  /// The body or role that authorises it.
  public var authoriser: String?
  /// The day of approval; the two years to the review count from it.
  public var approvedOn: CalendarDate?
  /// As the document itself states it.
  public var nextReviewDue: CalendarDate?
  /// The role that signed: the chair of the group.
  public var signedBy: String?
  /// The number of duty holders who were shown it.
  public var acknowledgedBy = 0
  /// Duty holders to whom the procedure applies.
  public var dutyHolders = 0

  /// A procedure without any record.
  public init() {}

  /// The day two calendar years after approval: “10/07/2025” gives “10 July 2027” (R161).
  public var reviewDue: CalendarDate? {
    approvedOn.map { $0.adding(months: 24) }
  }

  /// The review state of a procedure on a day.
  public enum ReviewState: Hashable, Sendable {
    /// Never approved.
    case notApproved
    case current
    /// Due within the days of notice.
    case dueSoon(daysLeft: Int)
    case overdue(days: Int)
  }

  /// - Parameter noticeDays: from how many days before the review a reminder is due.
  public func reviewState(on date: CalendarDate, noticeDays: Int = 90) -> ReviewState {
    guard let due = earliestReview else { return .notApproved }
    let daysLeft = date.days(until: due)
    if daysLeft < 0 { return .overdue(days: -daysLeft) }
    return daysLeft <= noticeDays ? .dueSoon(daysLeft: daysLeft) : .current
  }

  /// A document may give an earlier review than two years, never a later one.
  public var earliestReview: CalendarDate? {
    [reviewDue, approvedOn == nil ? nil : nextReviewDue].compactMap { $0 }.min()
  }

  /// The items of document control.
  public var completeness: Completeness {
    Completeness(items: [metadata, signature, review, acknowledgement])
  }

  private var metadata: CompletenessItem {
    let fields = [
      ("the title", title), ("the version number", version), ("the author or reviewer", author),
      ("the authoriser", authoriser),
    ]
    return CompletenessItem(
      "metadata", quote: "Authoriser Title: Medical Exposures Group", source: "S1, R163",
      missing: fields.filter { $0.1.written == nil }.map(\.0))
  }

  private var signature: CompletenessItem {
    CompletenessItem(
      "signature", quote: "Chair of the MEG", source: "S1, R162",
      missing: [
        signedBy.written == nil ? "the signature of the chair of the group" : nil,
        approvedOn == nil ? "the date of approval" : nil,
      ].compactMap { $0 })
  }

  private var review: CompletenessItem {
    var missing: [String] = []
    if nextReviewDue == nil { missing.append("the next review due date") }
    if let reviewDue, let nextReviewDue, nextReviewDue > reviewDue {
      missing.append("a review by \(reviewDue), two years after approval, not \(nextReviewDue)")
    }
    return CompletenessItem(
      "review", quote: "will be reviewed biennially by the Medical Exposures Group (MEG)",
      source: "S1, R161", missing: missing)
  }

  private var acknowledgement: CompletenessItem {
    let open = max(0, dutyHolders) - max(0, acknowledgedBy)
    return CompletenessItem(
      "acknowledgement", .warning,
      quote: "will be brought to the attention of all IRMER Duty Holders", source: "S1, R160",
      missing: open > 0 ? ["acknowledgement by \(open) of \(dutyHolders) duty holders"] : [])
  }
}
