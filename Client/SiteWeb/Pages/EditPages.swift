internal import Deidentification
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Editing an incident by its parts, and filling in what is missing.
struct EditPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/incidents/{id}/edit") { try await choose($0) }
    pages.get(router, "/incidents/{id}/edit/{group}") { try await edit($0).show() }
    pages.post(router, "/incidents/{id}/edit/{group}") { try await edit($0).save() }
    pages.get(router, "/incidents/{id}/missing") { try await missing($0).show() }
    pages.post(router, "/incidents/{id}/missing") { try await missing($0).save() }
  }

  struct Choice {
    let href: String
    let name: String
    let detail: String
  }

  struct Choosing {
    let name: String
    let back: String
    let groups: [Choice]
  }

  private func choose(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .incident)
    let fields = snapshot.fields.members.map(\.key)
    let back = IncidentPages.path(of: snapshot)
    let groups = EditGroup.incident.map { group in
      let count = fields.count { path in
        group.keys.contains { path == $0 || path.hasPrefix($0 + "/") }
      }
      return Choice(
        href: "\(back)/edit/\(group.id)", name: group.title,
        detail: count == 0 ? "Nothing recorded yet" : Wording.count(count, "answer") + " recorded")
    }
    return pages.show(
      "edit-choose", title: "Edit",
      Choosing(
        name: RecordReference.grouped(snapshot.reference ?? snapshot.name), back: back,
        groups: groups), at: "/incidents/")
  }

  private func edit(_ visit: Visit) async throws -> RecordEditor {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .incident)
    let id = try visit.parameter("group")
    guard let group = EditGroup.incident.first(where: { $0.id == id }) else {
      throw ScreenProblem.notFound
    }
    let back = IncidentPages.path(of: snapshot)
    return RecordEditor(
      pages: pages, visit: visit, snapshot: snapshot, title: group.title,
      sections: group.sections(of: snapshot), action: "\(back)/edit/\(id)", back: back)
  }

  // MARK: What is missing

  private func missing(_ visit: Visit) async throws -> RecordEditor {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .incident)
    let gaps = try RecordGaps(
      snapshot, now: pages.client.context().now, registers: try await pages.client.registers())
    let back = IncidentPages.path(of: snapshot)
    return RecordEditor(
      pages: pages, visit: visit, snapshot: snapshot, title: "What is missing",
      sections: Self.sections(gaps, of: snapshot), action: "\(back)/missing", back: back)
  }

  /// Each field once, under the first purpose that needs it.
  private static func sections(
    _ gaps: RecordGaps, of snapshot: RecordSnapshot
  ) -> [RecordForm.Section] {
    let form = RecordForm(snapshot, [])
    var seen: Set<String> = []
    return gaps.sections.map { section in
      var (paths, lines): ([String], [String]) = ([], [])
      for item in section.items {
        let answers = Self.paths(of: item).flatMap { path in
          form.isField(path) ? [path] : RecordForm.paths(below: [path], of: snapshot)
        }.filter(form.isField)
        if answers.isEmpty { lines.append(item.displayText.capitalisedFirst) }
        paths += answers.filter { seen.insert($0).inserted }
      }
      return RecordForm.Section(title: section.title, paths: paths, lines: lines)
    }.filter { !$0.paths.isEmpty || !$0.lines.isEmpty }
  }

  /// The fields that fill one gap: its own path, that of a question, or those of a report's part.
  private static func paths(of item: RecordGaps.Item) -> [String] {
    let known =
      AnsweringFields.path(of: item.id)
      ?? AnsweringFields.path(of: item.id.replacing("report/", with: ""))
    let all = [item.id, known, item.answer].compactMap(\.self)
    return all.flatMap { text in
      text.replacing(" or ", with: ", ").split(separator: ",").map {
        $0.trimmingSpaces.replacing("/-/", with: "/0/")
      }
    }
  }
}
