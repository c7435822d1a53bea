import Screens
import SiteClient

/// What the commands that edit one record have in common.
struct RecordEditing {
  let kind: RecordKind
  let id: String
  let author: AuthorOptions
  let store: StoreOptions
  let stated: CalendarDate?
  let keepsUnknownFields: Bool
  var console = Console()

  init(
    _ kind: RecordKind, id: String, author: AuthorOptions, store: StoreOptions,
    stated: CalendarDate? = nil, keepsUnknownFields: Bool = false
  ) {
    (self.kind, self.id, self.author, self.store) = (kind, id, author, store)
    (self.stated, self.keepsUnknownFields) = (stated, keepsUnknownFields)
  }

  /// Shows text that seems to name somebody, and asks before anything is saved: only where a person
  /// can answer.
  private func refuseNames(in places: [IdentifierPlace]) throws {
    guard !places.isEmpty, Terminal.canAsk, !store.isJSON else { return }
    for place in places { Output.note(place.warning(in: nil), .warning) }
    guard try console.confirms("Save it as it is?") else {
      throw CommandFailure(
        .failed, "names-a-person", "Nothing was saved. Write it again without the name.")
    }
  }

  /// The registers' remarks about what this edit recorded: equipment, a geographical miss, an
  /// administration.
  private func registerRemarks(
    since snapshot: RecordSnapshot, _ client: SiteClient
  ) async throws -> [String] {
    let now = IncidentView(try await client.record(named: "\(snapshot.scope):\(snapshot.id)"))
    var remarks: [String] = []
    if now.snapshot.text("equipmentId") != snapshot.text("equipmentId") {
      let register = EquipmentRegister(try await client.records(.equipment))
      remarks += [register.finding(for: now.snapshot)?.warning].compactMap { $0 }
    }
    remarks += codeRemarks(since: snapshot, now.snapshot, try client.codeLists())
    let margins = MarginRegister(try await client.records(.margin))
    let known = margins.warnings(for: snapshot)
    remarks += margins.warnings(for: now.snapshot).filter { !known.contains($0) }
    let before = IncidentView(snapshot).administrations.map(\.administration)
    guard now.administrations.map(\.administration) != before else { return remarks }
    let register = LicenceRegister(try await client.records(.licence))
    return remarks
      + now.licenceFindings(in: register).map(LicenceRemark.init).compactMap(\.displayText)
  }

  /// The imported lists' remarks about codes that this edit recorded.
  private func codeRemarks(
    since before: RecordSnapshot, _ after: RecordSnapshot, _ lists: [CodeList]
  ) -> [String] {
    guard !lists.isEmpty else { return [] }
    let earlier = before.fields
    return after.fields.members.flatMap { path, value -> [String] in
      guard let code = value.string, earlier[path] != value else { return [] }
      return lists.compactMap { $0.remark(on: code, at: path) }
    }
  }

  func write(
    _ build: (RecordSnapshot, AuthorContext, inout SiteRandomness) throws -> Edit
  ) async throws {
    let client = try store.open(stated: stated)
    let snapshot = try await client.record(named: id, kind)
    let people = try client.knownPeople()
    let edit = try client.edit(as: author.role) {
      context, generator in
      var context = context
      context.keepsUnknownFields = keepsUnknownFields
      return try build(snapshot, context, &generator)
    }
    let identifiers = edit.identifiers(people: people)
    try refuseNames(in: identifiers)
    let written = try await client.write(edit, to: snapshot, as: author.role)
    var warnings = edit.warnings
    if kind == .incident { warnings += try await registerRemarks(since: snapshot, client) }
    let after = try await client.record(named: "\(snapshot.scope):\(snapshot.id)")
    warnings += await UnknownLinks.displayTexts(in: after, before: snapshot, at: client)
    WrittenReply.print(
      written, to: snapshot, warnings: warnings, identifiers: identifiers,
      outcome: outcomeChange(from: snapshot, to: after, on: client.today), output: store.output)
  }

  private func outcomeChange(
    from before: RecordSnapshot, to after: RecordSnapshot, on today: CalendarDate
  ) -> (displayText: String, Emphasis)? {
    guard kind == .incident, !after.isWithdrawn else { return nil }
    let incident = IncidentView(after)
    return OutcomeChange(
      from: IncidentView(before).assessment, to: incident.assessment, on: today
    ).map { ($0.displayText(isNotified: incident.submittedOn != nil), $0.emphasis) }
  }
}
