internal import Hummingbird
internal import NIOCore
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// What every page needs: the site's store, access control, and rendering.
struct ScreenPages: Sendable {
  let client: SiteClient
  let door: Door
  let renderer: ScreenRenderer
  /// Whose unfinished log this browser continues.
  var owner = DraftOwner.storeOwner
  /// Whether a page may look at a file by its path. On a shared screen it would look as the
  /// service, and tell a login about files that this login may not see.
  var mayLookAtFiles: Bool { owner == .storeOwner }
  /// Called when the browser was accepted: the opening file is no longer needed.
  let opened: @Sendable () -> Void

  struct Opened {
    let home = "/"
  }

  func register(_ router: Router<ScreenContext>) {
    for asset in [Asset.stylesheet, .siteStyles, .script, .logScript, .icon] {
      router.get(RouterPath(asset.path)) { _, _ in
        Response(
          status: .ok,
          headers: [
            .contentType: asset.type, .cacheControl: "private, max-age=31536000, immutable",
          ], body: .init(byteBuffer: ByteBuffer(string: asset.text)))
      }
    }
    StartPages(pages: self).register(router)
    LogPages(pages: self).register(router)
    FindPage(pages: self).register(router)
    IncidentPages(pages: self).register(router)
    EditPages(pages: self).register(router)
    SettlePage(pages: self).register(router)
    ReportPages(pages: self).register(router)
    DuePage(pages: self).register(router)
    AuditPages(pages: self).register(router)
    EvidencePage(pages: self).register(router)
    DosesPage(pages: self).register(router)
    RegisterPages(pages: self).register(router)
    CodeListPages(pages: self).register(router)
    KnownPeoplePage(pages: self).register(router)
    LessonPages(pages: self).register(router)
    SyncPages(pages: self, desk: OperationsDesk(client: client)).register(router)
  }

  // MARK: Routes

  /// Whether a role must be given before a page is shown.
  enum Asks {
    case role
    case nobody
  }

  func get(
    _ router: Router<ScreenContext>, _ path: String, _ asks: Asks = .role,
    _ show: @escaping @Sendable (Visit) async throws -> Response
  ) {
    router.get(RouterPath(path)) { request, context in
      guard let fields = FormFields((request.uri.query ?? "").utf8) else {
        throw ScreenProblem.malformed
      }
      guard let role = door.role ?? (asks == .nobody ? client.identity.author : nil) else {
        let back = request.uri.path == "/" ? "" : "?to=\(FormFields.encoded(request.uri.path))"
        return ScreenRenderer.redirect(to: "/role\(back)")
      }
      return try await show(
        Visit(
          path: request.uri.path, query: fields, form: FormFields(),
          parameters: context.parameters, role: role))
    }
  }

  /// A form, with the token of this screen's own pages.
  func post(
    _ router: Router<ScreenContext>, _ path: String, bytesMax: Int = ScreenLimits.formBytesMax,
    unreadable: ScreenProblem = .malformed,
    _ act: @escaping @Sendable (Visit) async throws -> Response
  ) {
    router.post(RouterPath(path)) { request, context in
      let form = try await Self.form(of: request, bytesMax: bytesMax, unreadable)
      return try await act(try visit(request, context, form))
    }
  }

  /// A form with a file, of which only the hash is kept.
  ///
  /// - Parameter name: the file's part of the form.
  func postHashing(
    _ router: Router<ScreenContext>, _ path: String, file name: String,
    _ act: @escaping @Sendable (Visit, FileFingerprint?) async throws -> Response
  ) {
    router.post(RouterPath(path)) { request, context in
      guard let boundary = request.headers[.contentType].flatMap(MultipartForm.boundary) else {
        throw ScreenProblem.malformed
      }
      var reader = MultipartReader(
        boundary: boundary, hashing: name, textBytesMax: ScreenLimits.formBytesMax)
      var bytes = 0
      do {
        for try await piece in request.body {
          bytes += piece.readableBytes
          guard bytes <= ScreenLimits.evidenceBytesMax else { throw ScreenProblem.evidenceTooLarge }
          try reader.take(piece.readableBytesView)
        }
        try reader.finish()
      } catch let problem as ScreenProblem {
        throw problem
      } catch {
        // The browser ended it early, or it is not well formed.
        throw ScreenProblem.malformed
      }
      return try await act(
        try visit(request, context, reader.fields),
        reader.file.map { FileFingerprint(sha256: "\($0.digest)", bytes: $0.bytes) })
    }
  }

  /// - Throws: where the form does not come from a page of this screen.
  private func visit(
    _ request: Request, _ context: ScreenContext, _ form: FormFields
  ) throws -> Visit {
    guard let sent = form["form-token"], ConstantTime.areEqual(sent, door.formToken) else {
      throw ScreenProblem.outOfDate
    }
    return Visit(
      path: request.uri.path, query: FormFields((request.uri.query ?? "").utf8) ?? FormFields(),
      form: form, parameters: context.parameters, role: door.role ?? client.identity.author)
  }

  private static func form(
    of request: Request, bytesMax: Int, _ unreadable: ScreenProblem
  ) async throws -> FormFields {
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: bytesMax)
    } catch is NIOTooManyBytesError {
      throw ScreenProblem.tooLarge
    } catch {
      throw ScreenProblem.malformed
    }
    let boundary = request.headers[.contentType].flatMap(MultipartForm.boundary)
    let read =
      boundary.map { MultipartForm.fields(body.readableBytesView, boundary: $0) }
      ?? FormFields(body.readableBytesView)
    guard let read else { throw unreadable }
    return read
  }

  /// The log that this browser's login has begun; `nil` where there is none.
  func logDesk(of visit: Visit) async throws -> LogDesk? {
    try await LogDesk(keptBy: client, for: owner, as: visit.role)
  }

  // MARK: Showing

  private static let sections = [
    ("/", "Start"), ("/log", "Log"), ("/incidents", "Find"), ("/due", "Due"),
    ("/audits", "Audits"), ("/registers", "Registers"), ("/lessons", "Lessons"),
    ("/sync", "Synchronise"),
  ]

  func show(
    _ template: String, title: String, _ content: Any, at path: String = "",
    status: HTTPResponse.Status = .ok
  ) -> Response {
    let said = status == .ok ? door.takeSaid() : []
    let frame = ScreenRenderer.Frame(
      title: title, site: client.identity.scope.code, role: door.role, formToken: door.formToken,
      navigation: Self.sections.map { href, text in
        ScreenRenderer.Link(
          href: href, text: text,
          isCurrent: path == href || (href != "/" && path.hasPrefix(href + "/")))
      }, said: said, hasSaid: !said.isEmpty, content: content)
    return renderer.response(renderer.html(template, frame), status: status)
  }

  struct ProblemContent {
    let heading: String
    let lines: [String]
  }

  func problem(_ problem: ScreenProblem) -> Response {
    show(
      "problem", title: "Error: \(problem.heading)",
      ProblemContent(heading: problem.heading, lines: problem.lines), status: problem.status)
  }
}
