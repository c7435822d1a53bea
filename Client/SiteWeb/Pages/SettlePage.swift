internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Settling a conflict: every value with its author, and what each would lead to.
struct SettlePage: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/records/{id}/settle") { try await show($0) }
    pages.post(router, "/records/{id}/settle") { try await settle($0) }
  }

  struct Candidate {
    let id: String
    let number: Int
    let value: String
    let who: String
    let decides: String?
    let isChosen: Bool
  }

  struct Conflict {
    let number: Int
    let label: String
    let path: String
    let candidates: [Candidate]
    let more: String?
    let otherID: String
    let isOther: Bool
    let value: String
    let why: [FieldView]
  }

  struct Content {
    let id: String
    let name: String
    let back: String
    let version: String
    let conflicts: [Conflict]
    let isSettled: Bool
    let errors: FormErrors
  }

  /// Each is judged as if it were the only value: more would make a page wait.
  private static let judgedMax = 24

  private func show(_ visit: Visit, error: ValidationError? = nil) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"))
    let origins = try await pages.client.origins(of: snapshot)
    var judged = 0
    let conflicts = snapshot.conflicts.enumerated().map { index, conflict in
      self.conflict(conflict, index + 1, snapshot, origins, visit, error, &judged)
    }
    var errors = FormErrors(conflicts.flatMap(\.why))
    if let error, errors.isEmpty { errors.add(PlainError.displayText(error)) }
    return pages.show(
      "settle", title: errors.isEmpty ? "Settle" : "Error: Settle",
      Content(
        id: snapshot.name, name: RecordReference.grouped(snapshot.reference ?? snapshot.name),
        back: IncidentPages.path(of: snapshot), version: snapshot.version, conflicts: conflicts,
        isSettled: conflicts.isEmpty, errors: errors), at: "/records/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func conflict(
    _ conflict: RecordConflict, _ number: Int, _ snapshot: RecordSnapshot,
    _ origins: ValueOrigins, _ visit: Visit, _ error: ValidationError?, _ judged: inout Int
  ) -> Conflict {
    let isSent = visit.form.text("path") == conflict.displayPath
    let taken = isSent ? visit.form.text("take") : nil
    let fields = snapshot.fields
    var candidates: [Candidate] = []
    for (index, candidate) in conflict.candidates.enumerated() {
      judged += 1
      candidates.append(
        Candidate(
          id: "c\(number)-\(index + 1)", number: index + 1,
          value: Self.displayText(candidate.value, conflict.displayPath, fields),
          who: "\(origins.displayText(candidate.stamp, in: snapshot.scope).capitalisedFirst), "
            + Wording.moment(Moment(candidate.stamp.time)),
          decides: judged <= Self.judgedMax
            ? decides(index + 1, conflict.displayPath, snapshot, visit.role) : nil,
          isChosen: taken == String(index + 1)))
    }
    return Conflict(
      number: number, label: FieldLabel.displayText(conflict.displayPath).capitalisedFirst,
      path: conflict.displayPath, candidates: candidates,
      more: conflict.candidatesNotShown > 0
        ? "\(conflict.candidatesNotShown) more values are not shown; settling takes their place too."
        : nil, otherID: "c\(number)-other", isOther: taken == "other",
      value: isSent ? visit.form.text("value") ?? "" : "",
      why: [
        FieldView(
          id: "why\(number)", name: "why", label: "Why is this the right value?",
          hint: "It stays with the record for good: write roles, never names.",
          error: isSent ? error.map { PlainError.displayText($0) } : nil,
          value: isSent ? visit.form.text("why") ?? "" : "", control: .line)
      ])
  }

  private static func displayText(_ value: Value?, _ path: String, _ fields: JSONObject) -> String {
    switch value {
    case nil: "(removed)"
    case .element?: "(kept)"
    case let value?: ValueWords.displayText(value.json, at: path, beside: fields)
    }
  }

  /// The rules' result if this value were chosen.
  private func decides(
    _ number: Int, _ path: String, _ snapshot: RecordSnapshot, _ role: String
  ) -> String? {
    guard snapshot.kind == .incident,
      let edit = try? edit(path, .take(number), "to see what it decides", snapshot, role)
    else { return nil }
    let assessment = IncidentView(edit.after).assessment
    let day = assessment.notifyBy.map { ", last day to notify \($0.displayText)" } ?? ""
    return OutcomeWords(assessment).displayText.capitalisedFirst + day
  }

  private func edit(
    _ path: String, _ settlement: Edit.Settlement, _ why: String, _ snapshot: RecordSnapshot,
    _ role: String
  ) throws(ValidationError) -> Edit {
    try pages.client.edit(as: role) { context, generator throws(ValidationError) in
      try Edit.resolve(
        path, settlement, why: why, on: snapshot, context: context, using: &generator)
    }
  }

  private func settle(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"))
    guard snapshot.version == visit.form["version"] else { throw ScreenProblem.changedMeanwhile }
    let path = visit.form.text("path") ?? ""
    let settlement: Edit.Settlement
    switch visit.form.text("take") {
    case "other": settlement = .value(visit.form.text("value") ?? "")
    case let number?:
      guard let number = Int(number) else { throw ScreenProblem.malformed }
      settlement = .take(number)
    case nil:
      return try await show(
        visit, error: ValidationError("required", "Choose which value is right"))
    }
    let edit: Edit
    do throws(ValidationError) {
      edit = try self.edit(path, settlement, visit.form.text("why") ?? "", snapshot, visit.role)
    } catch {
      return try await show(visit, error: error)
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say(["Settled: \(FieldLabel.displayText(path)). The history keeps every value."])
    return ScreenRenderer.redirect(
      to: edit.after.isInConflict
        ? "/records/\(FormFields.encoded(snapshot.name))/settle" : IncidentPages.path(of: snapshot))
  }
}
