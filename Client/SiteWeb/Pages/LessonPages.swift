internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// Lessons that the centre confirmed for every site: they are read here, and this site says that it made
/// them known.
struct LessonPages: Sendable {
  let pages: ScreenPages

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/lessons") { try await show($0) }
    pages.post(router, "/lessons/{id}/receipt") { try await receive($0) }
  }

  struct Listed {
    let lesson: LessonView
    let receipt: LessonReceipt?
  }

  /// What is not received here first.
  static func all(at client: SiteClient) async throws -> [Listed] {
    let site = client.identity.scope.code
    let receipts = try await client.records(.receipt).compactMap(LessonReceipt.init)
    return try await client.records(.lesson).map(LessonView.init).filter(\.isCurrent)
      .map { Listed(lesson: $0, receipt: $0.received(receipts)[site]) }
      .sorted { ($0.receipt == nil ? 0 : 1) < ($1.receipt == nil ? 0 : 1) }
  }

  struct Row {
    let id: String
    let anchor: String
    let title: String
    let text: String
    let confirmed: String
    let received: String?
    let typed: String
    let error: String?
  }

  struct Content {
    let lessons: [Row]
    let isEmpty: Bool
    let errors: FormErrors
  }

  private func show(
    _ visit: Visit, refused: (id: String, how: String, displayText: String)? = nil
  ) async throws -> Response {
    var errors = FormErrors()
    let rows = try await Self.all(at: pages.client).enumerated().map { index, listed in
      let lesson = listed.lesson
      let isRefused = refused?.id == lesson.snapshot.name
      return Row(
        id: FormFields.encoded(lesson.snapshot.name), anchor: "how-\(index + 1)",
        title: lesson.title, text: lesson.text,
        confirmed: lesson.confirmedBy.map {
          "Confirmed by \($0), \(lesson.confirmedOn?.displayText ?? "no day")"
        } ?? "",
        received: listed.receipt.map {
          "Made known here on \($0.on?.displayText ?? "an earlier day") by \($0.by ?? "somebody")"
        }, typed: isRefused ? refused?.how ?? "" : "", error: isRefused ? refused?.displayText : nil
      )
    }
    if let words = refused?.displayText {
      errors.add(words, at: rows.first { $0.error != nil }?.anchor)
    }
    return pages.show(
      "lessons", title: errors.isEmpty ? "Lessons" : "Error: Lessons",
      Content(lessons: rows, isEmpty: rows.isEmpty, errors: errors), at: "/lessons",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func receive(_ visit: Visit) async throws -> Response {
    let id = try visit.parameter("id")
    let listed = try await Self.all(at: pages.client).first { $0.lesson.snapshot.name == id }
    guard let listed else { throw ScreenProblem.notFound }
    // Pressed twice, or received in another window: it is said once.
    guard listed.receipt == nil else { return ScreenRenderer.redirect(to: "/lessons") }
    var document = JSONObject([
      ("lesson", .string("\(listed.lesson.snapshot.id)")),
      ("on", JSONValue(pages.client.context().today.day)),
    ])
    let how = visit.form.text("how")
    if let how { document["how"] = .string(how) }
    do throws(SiteError) {
      _ = try await pages.client.log(.receipt, .object(document), as: visit.role)
    } catch {
      guard case .invalid(let invalid) = error else { throw error }
      return try await show(visit, refused: (id, how ?? "", PlainError.displayText(invalid)))
    }
    pages.door.say([
      "Recorded: “\(listed.lesson.title)” was made known at this site. The centre sees it after the "
        + "next synchronisation."
    ])
    return ScreenRenderer.redirect(to: "/lessons")
  }
}
