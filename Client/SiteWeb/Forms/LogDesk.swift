internal import IRMER
internal import RecordStore
internal import Records
internal import Screens
internal import SiteClient

/// The log being filled in on this computer, and the rules' result for it. The answers are saved on
/// the disk after every page, in the same place as the terminal's.
struct LogDesk: Sendable {
  let client: SiteClient
  let role: String
  let owner: DraftOwner
  var log: LogForm

  /// The log saved on this computer; `nil` where there is none.
  init?(keptBy client: SiteClient, for owner: DraftOwner, as role: String) async throws {
    guard let draft = client.answerDraft(of: owner) else { return nil }
    (self.client, self.owner, self.role) = (client, owner, role)
    log = LogForm(
      draft, today: client.context().today, equipment: try await client.registers().equipment)
  }

  /// Begins a log, and saves it at once.
  static func begin(
    _ template: IncidentTemplate?, isNearMiss: Bool, at client: SiteClient, as role: String,
    for owner: DraftOwner
  ) async throws -> LogDesk {
    let desk = LogDesk(
      client: client, owner: owner, role: role,
      log: LogForm(
        template: template, isNearMiss: isNearMiss, today: client.context().today,
        equipment: try await client.registers().equipment))
    try desk.keep()
    return desk
  }

  private init(client: SiteClient, owner: DraftOwner, role: String, log: LogForm) {
    (self.client, self.owner, self.role, self.log) = (client, owner, role, log)
  }

  func keep() throws {
    try client.keep(log.draft(savedAt: client.context().now), of: log.list, for: owner)
  }

  /// The record that results from the answers, as text.
  var document: String { log.document.serialized() }

  private func nameCheck() throws -> NameCheck { NameCheck(people: try client.knownPeople()) }

  /// What the texts show of people.
  func names() throws -> [String] { log.names(try nameCheck()) }

  /// Replaces each name with the proposed text.
  mutating func replaceNames() throws { log.replaceNames(try nameCheck()) }

  /// The record as it would be saved; where people were exposed in several nations, one for each,
  /// linked.
  ///
  /// - Throws: ``SiteError`` where something forbids it.
  func events() throws -> [EventDraft] {
    let parts = NationSplit.documents(of: log.document, home: client.context().nation)
    let why = log.reason
    guard parts.count > 1 else { return [try client.event(parts[0], why: why, as: role)] }
    return try client.linkedEvents(parts, why: why, as: role)
  }

  var answer: RulesAnswer? {
    guard let events = try? events() else { return nil }
    return RulesAnswer(
      events.map { IncidentView($0.draft.snapshot) }, today: client.context().today.day)
  }
}
