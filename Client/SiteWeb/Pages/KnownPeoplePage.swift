internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens
internal import SiteClient

/// The names to keep out of records, with the role to write instead. They stay on this computer.
struct KnownPeoplePage: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/known-people") { try show($0) }
    pages.post(router, "/known-people") { try add($0) }
    pages.post(
      router, "/known-people/table", bytesMax: ScreenLimits.tableBytesMax, unreadable: .notText
    ) { try replace($0) }
    pages.post(router, "/known-people/remove") { try remove($0) }
  }

  struct Row {
    let number: Int
    let role: String
    let names: String
  }

  struct Content {
    let people: [Row]
    let isEmpty: Bool
    let count: String
    let fields: [FieldView]
    let fileError: String?
    let errors: FormErrors
  }

  private func show(
    _ visit: Visit, error: ValidationError? = nil, fileError: ValidationError? = nil
  ) throws -> Response {
    let fields = Self.fields(visit.form, error)
    var errors = FormErrors(fields)
    let fileWords = fileError.map { PlainError.plain($0.message).capitalisedFirst }
    if let fileWords { errors.add(fileWords, at: "table") }
    let people = try pages.client.storedPeople()
    return pages.show(
      "known-people",
      title: (errors.isEmpty ? "" : "Error: ") + "Names to keep out of records",
      Content(
        people: people.map {
          Row(number: $0.number, role: $0.role, names: $0.names.joined(separator: ", "))
        }, isEmpty: people.isEmpty, count: Wording.count(people.count, "person", "people"),
        fields: fields, fileError: fileWords, errors: errors), at: "/registers/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private static func fields(_ form: FormFields, _ error: ValidationError?) -> [FieldView] {
    let isOfRole = error != nil && form.text("role") == nil
    let words = error?.message.capitalisedFirst
    return [
      FieldView(
        id: "role", name: "role", label: "What to write instead", hint: "A role: radiographer",
        error: isOfRole ? words : nil, value: form.text("role") ?? "", control: .line),
      FieldView(
        id: "names", name: "names", label: "The name",
        hint: "In every way in which it is written, one on each line",
        error: isOfRole ? nil : words, value: form.text("names") ?? "", control: .text),
    ]
  }

  private func add(_ visit: Visit) throws -> Response {
    var people = try pages.client.storedPeople()
    do throws(ValidationError) {
      let names = (visit.form.text("names") ?? "").split(whereSeparator: \.isNewline)
      people.append(
        try StoredPerson(
          checkingRole: visit.form.text("role") ?? "", names: names.map(String.init)))
      try StoredPerson.check(people)
    } catch {
      return try show(visit, error: error)
    }
    try pages.client.setPeople(people)
    pages.door.say(["Added. The name stays on this computer."])
    return ScreenRenderer.redirect(to: "/known-people")
  }

  private func replace(_ visit: Visit) throws -> Response {
    let people: [StoredPerson]
    do throws(ValidationError) {
      let bytes = Array((visit.form["table"] ?? "").utf8)
      guard !bytes.isEmpty else { throw ValidationError("required", "choose the file") }
      people = try StoredPerson.people(in: CSVTable(bytes))
      guard !people.isEmpty else { throw ValidationError("required", "the file has no people") }
    } catch {
      return try show(visit, fileError: error)
    }
    let earlier = try pages.client.storedPeople().count
    try pages.client.setPeople(people)
    pages.door.say([
      "The list now has \(Wording.count(people.count, "person", "people")) (before: \(earlier)). "
        + "It stays on this computer."
    ])
    return ScreenRenderer.redirect(to: "/known-people")
  }

  /// Removes the line that was shown: another window may have changed the list since.
  private func remove(_ visit: Visit) throws -> Response {
    var people = try pages.client.storedPeople()
    guard let number = visit.form.text("number").flatMap({ Int($0) }),
      let place = people.firstIndex(where: { $0.number == number }),
      people[place].names.joined(separator: ", ") == visit.form["names"]
    else { throw ScreenProblem.changedMeanwhile }
    people.remove(at: place)
    try pages.client.setPeople(people)
    pages.door.say(["Removed from the list."])
    return ScreenRenderer.redirect(to: "/known-people")
  }
}
