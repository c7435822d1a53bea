internal import Aggregation
internal import Hummingbird
internal import Records
internal import Screens

/// Who receives which alerts, and which messages wait for whom.
struct MessagesPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.messagesPage, behind: accessControl) { try await show($0, made: nil) }
    router.serve(.subscribeForm, behind: accessControl) { try await subscribe($0) }
    router.serve(.endSubscriptionForm, behind: accessControl) { authorised in
      try await change(authorised) { try await $0.endSubscription($1, by: $2) }
    }
    router.serve(.testForm, behind: accessControl) { authorised in
      try await change(authorised) { try await $0.sendTest(to: $1, by: $2) }
    }
    router.serve(.retryForm, behind: accessControl) { authorised in
      try await change(authorised) { try await $0.retryMessage($1, by: $2) }
    }
  }

  struct Address {
    let id: String
    let number: Int
    let address: String
    let channel: String
    let role: String
    let site: String
    let waiting: String
  }

  struct Row {
    let id: Int64
    let state: Tag
    let what: [String]
    let address: String
    let written: String
    let attempts: Int
    let next: String
    let failure: String?
    let mayRetry: Bool
  }

  struct Secret {
    let address: String
    let text: String
  }

  struct Content {
    let figures: [CountFigure]
    let secret: Secret?
    let recipients: [Address]
    let hasRecipients: Bool
    let roles: [Choice]
    let states: [Choice]
    let rows: [Row]
    let isEmpty: Bool
    let isCut: Bool
    /// The identifier of the subscription that the form makes: sent twice, it makes one.
    let once: String
  }

  /// Messages on one page, the latest.
  private static let rowsMax = 200

  private func show(_ authorised: AuthorisedRequest, made: SubscriptionSummary?) async throws
    -> Response
  {
    let state = try authorised.query().text("state").flatMap(OutboxMessage.State.init(rawValue:))
    let centre = pages.centre
    let figures = try await centre.outboxFigures()
    let messages = try await centre.outbox(state, limit: Self.rowsMax + 1)
    let recipients = try await centre.summaries().enumerated().map(Self.address)
    let active = Set(recipients.map(\.id))
    let content = Content(
      figures: [
        .init(number: figures.waiting, text: "wait to be sent"),
        .init(number: figures.failed, text: "failed"),
      ],
      secret: made.flatMap { made in
        made.secret.map { Secret(address: made.address, text: $0) }
      }, recipients: recipients, hasRecipients: !recipients.isEmpty,
      roles: Role.withRecords.map {
        .init(value: $0.rawValue, text: Self.concerns[$0] ?? $0.rawValue, isChosen: false)
      },
      states: OutboxMessage.State.allCases.map {
        .init(value: $0.rawValue, text: Wording.displayText($0.rawValue), isChosen: $0 == state)
      }, rows: messages.prefix(Self.rowsMax).map { Self.row($0, active) },
      isEmpty: messages.isEmpty,
      isCut: messages.count > Self.rowsMax, once: centre.newIdentifier())
    return pages.show("messages", title: "Messages", content, authorised)
  }

  private static let concerns: [Role: String] = [
    .governance: "Governance: every change of a notification, conflicts, quarantine, silent sites",
    .employer: "Employer: notifications but for undetermined ones, and silent sites",
    .mpe: "Medical physics expert: what is undetermined, due or overdue, and conflicts",
    .reader: "Reader: the daily digest alone",
  ]

  private static func address(_ index: Int, _ summary: SubscriptionSummary) -> Address {
    Address(
      id: summary.id, number: index, address: summary.address,
      channel: ["email": "E-mail", "webhook": "Webhook", "card": "Card"][
        summary.channel.rawValue] ?? "",
      role: Wording.displayText(summary.role),
      site: summary.site ?? "every site",
      waiting: summary.waiting.grouped)
  }

  private static func row(_ message: OutboxMessage, _ active: Set<String>) -> Row {
    let state: Tag
    var next = "–"
    switch message.state {
    case .waiting:
      state = Tag("Waiting", "amber")
      next = message.nextAttemptAt.map { Wording.moment($0) } ?? "at once"
    case .sent: state = Tag("Sent", "green")
    case .failed: state = Tag("Failed", "red")
    }
    let what: [String] =
      switch message.kind {
      case .change: message.subjects
      case .digest: ["Digest: \(message.subjects.count) open"]
      case .test: ["Test"]
      }
    return Row(
      id: message.id, state: state, what: what, address: message.address,
      written: Wording.moment(message.createdAt), attempts: message.attempts, next: next,
      failure: message.failure,
      mayRetry: message.state == .failed && active.contains(message.subscription))
  }

  // MARK: Doing

  /// A webhook's secret is shown once, on the answer to the form.
  private func subscribe(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    do {
      let made = try await pages.decisions.subscribe(fields, by: principal)
      guard made.secret != nil else { return PageRenderer.redirect(to: "/messages") }
      return try await show(authorised, made: made)
    } catch let error as ValidationError {
      return pages.refusal(
        "The address is subscribed already", [error.message], "/messages", authorised,
        status: .conflict)
    } catch EditRefusal.invalid(let error) {
      return pages.refusal(
        "There is a problem", [error.message], "/messages", authorised,
        status: .unprocessableContent)
    }
  }

  private func change(
    _ authorised: AuthorisedRequest, _ body: (Decisions, String, Principal) async throws -> Void
  ) async throws -> Response {
    _ = try authorised.form()
    let (id, principal) = (try authorised.parameter("id"), try authorised.known())
    return try await pages.change(authorised, then: "/messages") {
      try await body(pages.decisions, id, principal)
    }
  }
}
