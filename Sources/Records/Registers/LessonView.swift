public import IRMER
import Replication

/// A lesson for every site, read from its record: a finding confirmed for others to learn from.
///
/// The SAUE guidance asks for “any learning from the investigation and how this has been shared”. A lesson belongs
/// to the trust; each site answers with a receipt, a record of its own.
public struct LessonView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `lesson`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// What it is about.
  public var title: String { snapshot.text("title") ?? snapshot.reference ?? "\(snapshot.id)" }
  /// What is to be learnt.
  public var text: String { snapshot.text("text") ?? "" }
  /// The role that confirmed it; `nil` until somebody does; no answer is needed.
  public var confirmedBy: String? { snapshot.text("confirmedBy") }
  /// When it was confirmed.
  public var confirmedOn: CalendarDate? { snapshot.date("confirmedOn") }
  /// Whether it is to be answered.
  public var isCurrent: Bool {
    confirmedBy != nil && !snapshot.isWithdrawn && snapshot.text("status") != "withdrawn"
  }
}

/// A site's answer to a lesson.
public struct LessonReceipt: Hashable, Sendable {
  /// The site's code.
  public let site: String
  /// The lesson's identifier.
  public let lesson: String
  /// When staff there were informed of it.
  public let on: CalendarDate?
  /// The role responsible for it.
  public let by: String?

  /// - Returns: `nil` for a receipt that was withdrawn or names no lesson.
  public init?(_ snapshot: RecordSnapshot) {
    guard snapshot.kind == .receipt, !snapshot.isWithdrawn, let lesson = snapshot.text("lesson")
    else { return nil }
    self.lesson = lesson
    site = snapshot.scope.code
    (on, by) = (snapshot.date("on"), snapshot.text("recordedBy"))
  }
}

extension LessonView {
  /// The first receipt of each site.
  public func received(_ receipts: [LessonReceipt]) -> [String: LessonReceipt] {
    Dictionary(
      receipts.filter { $0.lesson == "\(snapshot.id)" }.map { ($0.site, $0) },
      uniquingKeysWith: { ($0.on ?? .latest) <= ($1.on ?? .latest) ? $0 : $1 })
  }
}
