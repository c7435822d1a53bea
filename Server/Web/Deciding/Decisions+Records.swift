internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

extension Decisions {
  /// A step of a record: of an incident, a theme, an audit or a procedure, by its `action`.
  ///
  /// - Parameter version: of the record as the author of the request saw it.
  func act(
    on id: String, version: String, _ fields: FormFields, by principal: Principal
  ) async throws {
    let kind = try await centre.snapshot(named: id).kind
    let build: Centre.Building
    switch kind {
    case .incident, .theme: build = try IncidentAction(fields).edit
    case .audit: build = try AuditAction(fields, by: principal.role).edit
    case .procedure:
      build = try ProcedureAction(fields, today: centre.today).edit
    default: throw UnknownRecord()
    }
    try await centre.edit(id, version: version, by: principal, build)
  }

  /// Settles one conflict: `take` counts the candidates from 1, or is `other` with a `value`.
  func settle(
    _ id: String, version: String, _ fields: FormFields, by principal: Principal
  ) async throws {
    let path = try Self.required("path", fields, "Choose a conflict.")
    let why = try Self.required("why", fields, "Say why. The reason stays with the record.")
    let choice = try Self.required("take", fields, "Choose a value, or write a third one.")
    let settlement: Edit.Settlement =
      choice == "other"
      ? .value(try Self.required("value", fields, "Write the value.")) : .take(Int(choice) ?? 0)
    try await centre.edit(
      id, version: version, by: principal
    ) { snapshot, context, generator throws(ValidationError) in
      try Edit.resolve(
        path, settlement, why: why, on: snapshot, context: context, using: &generator)
    }
  }

  /// The parts of an investigation report that people write, with the fields that hold them.
  static let reportParts: [(key: String, title: String)] = [
    ("whatHappened", "What happened"), ("doseEstimate", "The dose, and how it was estimated"),
    ("rootCauses", "Root causes"), ("contributoryFactors", "Contributory factors"),
    ("noContributoryFactorsBecause", "Or why there are no contributory factors"),
    ("similarIncidents", "Similar incidents before"), ("dutyOfCandour", "Duty of candour"),
    ("csaueProcedure", "The procedure for clinically significant exposures"),
    ("learning", "Learning"), ("learningSharedBy", "How the learning was shared"),
    ("noLearningBecause", "Or why there is nothing to learn"),
    ("correctiveMeasures", "Corrective measures"),
    ("noMeasuresBecause", "Or why there are no measures"), ("analysis", "Analysis"),
  ]

  /// Parts that somebody else changed while they were being edited.
  struct ReportClash: Error {
    /// Their keys.
    let parts: [String]
  }

  /// A short digest of a part's text, included in a form: shows whether the part has changed since.
  static func mark(of text: String) -> String {
    let plain = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(
      separator: "\n")
    return EntityTag.of(Array(plain.utf8)).filter { $0 != "\"" }
  }

  /// Writes the parts of a report that somebody changed on its page, together with what others
  /// changed in other parts meanwhile.
  ///
  /// - Throws: ``ReportClash`` where a part was changed by both; then nothing is written.
  func writeReportParts(of id: String, _ fields: FormFields, by principal: Principal) async throws {
    let snapshot = try await centre.snapshot(named: id)
    guard snapshot.kind == .incident else { throw UnknownRecord() }
    let shown = snapshot.fields
    var changed = FormFields()
    var clashes: [String] = []
    for part in Self.reportParts {
      guard let sent = fields[part.key], let was = fields["was-\(part.key)"] else { continue }
      let now = shown["investigation/\(part.key)"].map(FormFields.text) ?? ""
      let new = fields.text(part.key) ?? ""
      guard Self.mark(of: new) != was, new != now else { continue }
      if Self.mark(of: now) != was { clashes.append(part.key) }
      changed.append(part.key, sent)
    }
    guard clashes.isEmpty else { throw ReportClash(parts: clashes) }
    guard !changed.names.isEmpty else { return }
    try await writeReport(of: id, version: snapshot.version, changed, by: principal)
  }

  /// Writes the parts of an investigation report that were sent and differ; an empty one is removed.
  func writeReport(
    of id: String, version: String, _ fields: FormFields, by principal: Principal
  ) async throws {
    guard try await centre.snapshot(named: id).kind == .incident else { throw UnknownRecord() }
    try await centre.edit(
      id, version: version, by: principal
    ) { snapshot, context, generator throws(ValidationError) in
      let shown = snapshot.fields
      let changed = Self.reportParts.compactMap { part -> (path: String, value: JSONValue)? in
        let path = "investigation/\(part.key)"
        let new = fields.text(part.key)
        guard fields[part.key] != nil, new != shown[path].map(FormFields.text) else {
          return nil
        }
        return (path, JSONValue(new))
      }
      return try Edit.setting(
        changed, on: snapshot, why: "", context: context, using: &generator)
    }
  }
}
