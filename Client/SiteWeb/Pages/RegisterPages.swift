internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// The site's registers: equipment, licences, procedures, local margins, themes. Listed, added to,
/// edited.
struct RegisterPages: Sendable {
  let pages: ScreenPages

  struct Register: Sendable {
    let kind: RecordKind
    let title: String
    let one: String
    /// The fields that name an entry.
    let name: [String]
    /// The fields shown beside its name, each in words with `%` for its value.
    let detail: [(path: String, displayText: String)]
    /// What belongs in it, where its title does not say that.
    var displayText: String?
  }

  static let registers = [
    Register(
      kind: .equipment, title: "Equipment", one: "equipment", name: ["assetNumber"],
      detail: [
        ("kind", "%"), ("make", "%"), ("model", "%"), ("department", "%"), ("room", "%"),
      ]),
    Register(
      kind: .licence, title: "Licences", one: "a licence", name: ["kind", "number"],
      detail: [("validFrom", "from %"), ("validTo", "valid to %")]),
    Register(
      kind: .procedure, title: "Procedures", one: "a procedure", name: ["title"],
      detail: [
        ("version", "version %"), ("approvedOn", "approved on %"), ("reviewDue", "review due on %"),
      ]),
    Register(
      kind: .margin, title: "Local margins", one: "a margin", name: ["anatomicalSite"],
      detail: [
        ("treatmentIntent", "%"), ("errorMargin", "error margin %"),
        ("imagingActionLevel", "imaging action level %"), ("validFrom", "from %"),
      ]),
    Register(
      kind: .theme, title: "Themes", one: "a theme", name: ["title"],
      detail: [("status", "%"), ("identifiedOn", "identified on %")],
      displayText: "Similar incidents that a person sees as one failure. A theme is proposed until "
        + "somebody confirms it; its deadlines count from the day it was identified."),
  ]

  /// Whether records of a kind have a page on this screen.
  static func hasPage(_ kind: RecordKind) -> Bool {
    [.incident, .audit].contains(kind) || registers.contains { $0.kind == kind }
  }

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/registers") { try await show($0) }
    pages.get(router, "/registers/{kind}/add") { try add($0) }
    pages.post(router, "/registers/{kind}/add") { try await save($0) }
    pages.get(router, "/registers/{kind}/{id}") { try await editor($0).show() }
    pages.post(router, "/registers/{kind}/{id}") { try await editor($0).save() }
  }

  struct Row {
    let href: String
    let name: String
    let detail: String
  }

  struct Part {
    let title: String
    let displayText: String?
    let add: String
    let one: String
    let rows: [Row]
    let isEmpty: Bool
  }

  struct Content {
    let parts: [Part]
  }

  private func show(_ visit: Visit) async throws -> Response {
    var parts: [Part] = []
    for register in Self.registers {
      let rows = try await pages.client.records(register.kind).filter { !$0.isWithdrawn }.map {
        Self.row($0, register)
      }
      parts.append(
        Part(
          title: register.title, displayText: register.displayText,
          add: "/registers/\(register.kind.rawValue)/add", one: register.one,
          rows: rows, isEmpty: rows.isEmpty))
    }
    return pages.show("registers", title: "Registers", Content(parts: parts), at: visit.path)
  }

  private static func row(_ snapshot: RecordSnapshot, _ register: Register) -> Row {
    let fields = snapshot.fields
    func value(_ path: String) -> String? {
      fields[path].map { ValueWords.displayText($0, at: path) }
    }
    let name = register.name.compactMap(value).joined(separator: " ")
    return Row(
      href: "/registers/\(register.kind.rawValue)/\(FormFields.encoded(snapshot.name))",
      name: name.isEmpty ? RecordReference.grouped(snapshot.reference ?? snapshot.name) : name,
      detail: register.detail.compactMap { part in
        value(part.path).map { part.displayText.replacing("%", with: $0) }
      }.joined(separator: ", ").capitalisedFirst)
  }

  // MARK: Adding

  struct AddContent {
    let title: String
    let action: String
    let back: String
    let fields: [FieldView]
    let errors: FormErrors
  }

  private func register(of visit: Visit) throws -> Register {
    let kind = try visit.parameter("kind")
    guard let found = Self.registers.first(where: { $0.kind.rawValue == kind }) else {
      throw ScreenProblem.notFound
    }
    return found
  }

  private func questions(_ register: Register) throws -> QuestionForm {
    guard
      let list = RegisterQuestions.list(of: register.kind, today: pages.client.context().today)
    else { throw ScreenProblem.notFound }
    return QuestionForm(list: list)
  }

  private func add(_ visit: Visit) throws -> Response {
    let register = try register(of: visit)
    return page(register, try questions(register).fields)
  }

  private func page(
    _ register: Register, _ fields: [FieldView], error: ValidationError? = nil
  ) -> Response {
    var errors = FormErrors(fields)
    if let error { errors.add(PlainError.displayText(error)) }
    let title = "Add \(register.one)"
    return pages.show(
      "add", title: (errors.isEmpty ? "" : "Error: ") + title,
      AddContent(
        title: title, action: "/registers/\(register.kind.rawValue)/add", back: "/registers",
        fields: fields, errors: errors), at: "/registers/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func save(_ visit: Visit) async throws -> Response {
    let register = try register(of: visit)
    switch try questions(register).read(visit.form) {
    case .wrong(let fields): return page(register, fields)
    case .document(let document):
      do throws(SiteError) {
        let logged = try await pages.client.log(register.kind, document, as: visit.role)
        pages.door.say([
          "Saved on this computer as \(RecordReference.grouped(logged.reference))."
        ])
        return ScreenRenderer.redirect(to: "/registers")
      } catch {
        guard case .invalid(let invalid) = error else { throw error }
        return page(register, try questions(register).fields, error: invalid)
      }
    }
  }

  // MARK: Editing

  private func editor(_ visit: Visit) async throws -> RecordEditor {
    let register = try register(of: visit)
    let snapshot = try await pages.client.record(
      named: try visit.parameter("id"), register.kind)
    let keys = RecordSchema.listing(of: register.kind).compactMap {
      $0.path.split(separator: "/").first.map(String.init)
    }
    let group = EditGroup(
      id: "", title: "", keys: keys.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
      isAdding: true)
    return RecordEditor(
      pages: pages, visit: visit, snapshot: snapshot, title: "Edit \(register.one)",
      sections: Self.folded(group.sections(of: snapshot), of: snapshot),
      action: "/registers/\(register.kind.rawValue)/\(FormFields.encoded(snapshot.name))",
      back: "/registers")
  }

  /// A theme has fields for all that follows its notification: parts in which nothing is recorded yet
  /// are folded, but for the incidents that make it.
  private static func folded(
    _ sections: [RecordForm.Section], of snapshot: RecordSnapshot
  ) -> [RecordForm.Section] {
    guard snapshot.kind == .theme else { return sections }
    let recorded = snapshot.fields
    return sections.map { section in
      var section = section
      let isOpen =
        section.title.isEmpty || section.paths.contains { $0.hasPrefix("incidents") }
        || section.paths.contains { recorded[$0] != nil }
      section.isFolded = !isOpen
      return section
    }
  }
}
