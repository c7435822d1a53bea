internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// The learning bulletin: confirmed lessons, and which sites have answered them.
struct LessonsPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.lessonsPage, behind: accessControl) { try await show($0) }
    router.serve(.lessonForm, behind: accessControl) { try await publish($0) }
  }

  struct Answer {
    let site: String
    let displayText: String
  }

  struct Lesson {
    let number: Int
    let title: String
    let text: String
    let confirmed: String
    let answers: [Answer]
    let state: Tag
  }

  struct Content {
    let lessons: [Lesson]
    let isEmpty: Bool
    let mayPublish: Bool
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    try pages.note(authorised, "lessons")
    let lessons = try await pages.centre.lessons().enumerated().map(Self.lesson)
    let content = Content(
      lessons: lessons, isEmpty: lessons.isEmpty,
      mayPublish: Endpoint.lessonForm.admits(try authorised.known().role))
    return pages.show("lessons", title: "Lessons", content, authorised)
  }

  private static func lesson(_ number: Int, _ listed: ListedLesson) -> Lesson {
    let view = listed.lesson
    let received = listed.received.values.sorted { $0.site < $1.site }.map { receipt in
      Answer(
        site: receipt.site,
        displayText: "made known \(Wording.day(receipt.on?.description)) by \(receipt.by ?? "–")")
    }
    let waiting = listed.outstanding.map { Answer(site: $0, displayText: "no receipt yet") }
    return Lesson(
      number: number, title: view.title, text: view.text,
      confirmed: view.confirmedBy.map {
        "Confirmed by \($0), \(Wording.day(view.confirmedOn?.description))"
      } ?? "Not confirmed yet",
      answers: received + waiting,
      state: listed.outstanding.isEmpty
        ? Tag("Received everywhere", "green")
        : Tag("\(Wording.count(listed.outstanding.count, "site")) to answer", "amber"))
  }

  private func publish(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/lessons") {
      _ = try await pages.decisions.publishLesson(fields, by: principal)
    }
  }
}

extension Decisions {
  /// Confirms a lesson: it is sent to every site with the next synchronisation.
  ///
  /// - Returns: its identifier.
  func publishLesson(_ fields: FormFields, by principal: Principal) async throws -> String {
    let title = try Self.required("title", fields, "Say what it is about.")
    let text = try Self.required("text", fields, "Write what others can learn.")
    return try await centre.add(
      .lesson,
      [
        "title": .string(title), "text": .string(text),
        "confirmedBy": .string(principal.role.rawValue), "confirmedOn": JSONValue(centre.today),
        "incidents": JSONValue(fields.words("incidents")),
      ], by: principal)
  }
}
