internal import Aggregation
internal import Crypto
internal import FoundationEssentials
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// The log that a reporter is filling in. The answers are saved at the centre after every page, and
/// while somebody types.
struct ReporterDesk: Sendable {
  let centre: Centre
  let principal: Principal
  let context: AuthorContext
  let record: RecordID
  var log: LogForm

  /// The log that a person has started; `nil` where there is none.
  static func kept(
    by principal: Principal, at centre: Centre
  ) async throws -> ReporterDesk? {
    guard let kept = try await centre.reporterLog(of: principal) else { return nil }
    let context = try await context(of: principal, at: centre)
    let log = LogForm(
      kept.draft, today: context.today, equipment: try await centre.equipment(ofSite: context.site),
      home: context.nation)
    return ReporterDesk(
      centre: centre, principal: principal, context: context, record: kept.record, log: log)
  }

  /// Begins a log, and saves it at once.
  static func begin(
    _ template: IncidentTemplate?, isNearMiss: Bool, by principal: Principal, at centre: Centre
  ) async throws -> ReporterDesk {
    let context = try await context(of: principal, at: centre)
    let log = LogForm(
      template: template, isNearMiss: isNearMiss, today: context.today,
      equipment: try await centre.equipment(ofSite: context.site), home: context.nation)
    let desk = ReporterDesk(
      centre: centre, principal: principal, context: context, record: centre.newLogRecord(),
      log: log)
    try await desk.keep()
    return desk
  }

  private static func context(
    of principal: Principal, at centre: Centre
  ) async throws -> AuthorContext {
    guard let context = try await centre.reporterContext(for: principal) else {
      throw Problem.forbidden
    }
    return context
  }

  /// The records that result from the answers: one for each nation in which somebody was exposed.
  var documents: [JSONValue] { NationSplit.documents(of: log.document, home: context.nation) }

  func keep() async throws {
    try await centre.keep(
      ReporterLog(record: record, draft: log.draft(savedAt: centre.moment)), of: log.list,
      by: principal)
  }

  /// Where it is saved, and the key under which a browser saves what it could not send.
  var place: LogPlace { LogPlace("at the centre", key: "\(record)") }

  // MARK: The rules

  /// The records as they would be saved.
  ///
  /// - Throws: ``EditRefusal`` where something forbids it.
  func snapshots() throws(EditRefusal) -> [RecordSnapshot] {
    try centre.drafts(documents, as: record, authorContext)
  }

  /// Who writes, with the reason that the log asked for.
  var authorContext: AuthorContext {
    var context = context
    context.why = log.reason
    return context
  }

  var answer: RulesAnswer? {
    guard let snapshots = try? snapshots() else { return nil }
    return RulesAnswer(snapshots.map { IncidentView($0) }, today: context.today.day)
  }

  var whatForbids: String? {
    do throws(EditRefusal) {
      _ = try snapshots()
      return nil
    } catch {
      guard case .invalid(let error) = error else { return "The log cannot be saved." }
      let place = error.field.map { FieldLabel.displayText($0).capitalisedFirst + ": " } ?? ""
      return place + error.message
    }
  }

  // MARK: Names

  private static let nameCheck = NameCheck()

  var names: [String] { log.names(Self.nameCheck) }
  mutating func replaceNames() { log.replaceNames(Self.nameCheck) }

  // MARK: Saving

  /// What the form that saves sends: which log, and which answers were shown.
  var offer: String {
    let words = log.document.serialized() + log.reason
    let digest = SHA256.hash(data: Data(words.utf8))
    return "\(record):\(Hexadecimal.text(digest))"
  }

  /// Which log a form that saves is about; `nil` for anything that no page of ours sends.
  static func record(ofOffer offer: String?) -> RecordID? {
    offer?.split(separator: ":").first.flatMap { RecordID(text: String($0)) }
  }
}
