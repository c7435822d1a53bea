internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens
internal import SiteClient

/// The lists of codes that were imported on this computer, with their source and date.
struct CodeListPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/code-lists") { try show($0) }
    pages.post(
      router, "/code-lists", bytesMax: ScreenLimits.tableBytesMax, unreadable: .notText
    ) { try add($0) }
    pages.get(router, "/code-lists/{name}") { try showOne($0) }
    pages.post(router, "/code-lists/{name}/remove") { try remove($0) }
  }

  struct Row {
    let name: String
    let displayText: String
    let detail: String
  }

  struct Content {
    let lists: [Row]
    let isEmpty: Bool
    let fields: [FieldView]
    let fileError: String?
    let errors: FormErrors
  }

  private static func field(of name: String) -> String {
    CodeList.fields[name].map { FieldLabel.displayText($0, in: .incident).capitalisedFirst } ?? name
  }

  private func show(_ visit: Visit, error: ValidationError? = nil) throws -> Response {
    let fields = Self.fields(visit.form, error)
    var errors = FormErrors(fields)
    let isOfFile = error != nil && errors.isEmpty
    let words = error.map { PlainError.plain($0.message).capitalisedFirst }
    if isOfFile, let words { errors.add(words, at: "table") }
    let rows = try pages.client.codeLists().map { list in
      Row(
        name: list.name, displayText: "\(Self.field(of: list.name)) (\(list.name))",
        detail:
          "\(Wording.count(list.codes.count, "code")), \(list.source), \(list.dated.displayText)")
    }
    return pages.show(
      "code-lists", title: (errors.isEmpty ? "" : "Error: ") + "Lists of codes",
      Content(
        lists: rows, isEmpty: rows.isEmpty, fields: fields, fileError: isOfFile ? words : nil,
        errors: errors), at: "/registers/", status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private static func fields(_ form: FormFields, _ error: ValidationError?) -> [FieldView] {
    func words(_ key: String) -> String? {
      error?.field == key ? error?.message.capitalisedFirst : nil
    }
    let choices = CodeList.fields.keys.sorted().enumerated().map { index, name in
      FieldView.Choice(
        id: index == 0 ? "list" : "list-\(index + 1)", value: name,
        displayText: "\(field(of: name)) (\(name))",
        isChosen: form.text("list") == name)
    }
    return [
      FieldView(
        id: "list", name: "list", label: "Which list is it?", error: words("list"),
        control: .select(choices)),
      FieldView(
        id: "source", name: "source", label: "Who published it, and where?",
        hint: "Such as: CQC annual report 2023/24", error: words("source"),
        value: form.text("source") ?? "", control: .line),
      FieldView(
        id: "dated", name: "dated", label: "Date of the version", hint: "Such as: 1/11/2024",
        error: words("dated"), value: form.text("dated") ?? "", control: .line),
    ]
  }

  private func add(_ visit: Visit) throws -> Response {
    let list: CodeList
    do throws(ValidationError) {
      list = try read(visit.form)
    } catch {
      return try show(visit, error: error)
    }
    let client = pages.client
    try client.setCodeLists(client.codeLists().filter { $0.name != list.name } + [list])
    pages.door.say([
      "\(Wording.count(list.codes.count, "code")) of \(list.name) imported on this computer."
    ])
    return ScreenRenderer.redirect(to: "/code-lists")
  }

  private func read(_ form: FormFields) throws(ValidationError) -> CodeList {
    guard let name = form.text("list"), CodeList.fields[name] != nil else {
      throw ValidationError("required", "choose the list", field: "list")
    }
    guard let source = form.text("source") else {
      throw ValidationError("required", "say who published it", field: "source")
    }
    let today = pages.client.context().today.day
    guard let dated = form.text("dated").flatMap({ DateInput($0, today: today)?.day }) else {
      throw ValidationError("required", "type a date such as 1/11/2024", field: "dated")
    }
    let bytes = Array((form["table"] ?? "").utf8)
    guard !bytes.isEmpty else { throw ValidationError("required", "choose the file") }
    return CodeList(
      name: name, source: source, dated: dated, codes: try CodeList.codes(in: CSVTable(bytes)))
  }

  // MARK: One list

  struct Code {
    let code: String
    let label: String
  }

  struct OneContent {
    let title: String
    let name: String
    let detail: String
    let codes: [Code]
  }

  private func list(of visit: Visit) throws -> CodeList {
    let name = try visit.parameter("name")
    guard let list = try pages.client.codeLists().first(where: { $0.name == name }) else {
      throw ScreenProblem.notFound
    }
    return list
  }

  private func showOne(_ visit: Visit) throws -> Response {
    let list = try list(of: visit)
    return pages.show(
      "code-list", title: Self.field(of: list.name),
      OneContent(
        title: Self.field(of: list.name), name: list.name,
        detail: "\(list.source), \(list.dated.displayText)",
        codes: list.codes.sorted { $0.key < $1.key }.map { Code(code: $0.key, label: $0.value) }),
      at: "/registers/")
  }

  private func remove(_ visit: Visit) throws -> Response {
    let list = try list(of: visit)
    try pages.client.setCodeLists(pages.client.codeLists().filter { $0.name != list.name })
    pages.door.say([
      "\(list.name) is removed from this computer. Records keep their codes."
    ])
    return ScreenRenderer.redirect(to: "/code-lists")
  }
}
