package import Aggregation
internal import FoundationEssentials
internal import Hummingbird
package import Logging
internal import Replication
internal import ServiceLifecycle

/// The centre's web side, put together apart from `main` so that tests drive the very same.
package struct CentreApplication: Sendable {
  let responder: CentreResponder
  let metrics: Metrics
  private let centre: Centre
  private let logger: Logger
  private let telling: TellingSettings?
  private let healthController: HealthController

  /// - Parameter telling: how people are told; `nil`: what is written for them waits.
  /// - Parameter securityContact: where to report a weakness, for `security.txt`.
  /// - Parameter openID: the trust's identity provider; nil: people sign in with passwords alone.
  /// - Parameter publicURL: where people find the pages, for links that are shown to them.
  /// - Throws: when a page's template does not parse.
  package init(
    centre: Centre, logger: Logger, telling: TellingSettings? = nil,
    securityContact: String? = nil,
    openID: (settings: OpenIDSettings, transport: any IdentityProviderTransport)? = nil,
    publicURL: String? = nil
  ) throws {
    try self.init(
      centre: centre, logger: logger, telling: telling, securityContact: securityContact,
      parts: ApplicationParts(
        metrics: Metrics(), pages: PageRenderer(trust: centre.trust.code), attempts: .init(),
        passwords: PasswordChecker()), openID: openID, publicURL: publicURL)
  }

  init(
    centre: Centre, logger: Logger, telling: TellingSettings?, securityContact: String?,
    parts: ApplicationParts,
    openID: (settings: OpenIDSettings, transport: any IdentityProviderTransport)? = nil,
    publicURL: String? = nil
  ) throws {
    let (metrics, pages) = (parts.metrics, parts.pages)
    let gate = Gate(centre: centre)
    let router = Router(context: CentreContext.self, options: .autoGenerateHeadEndpoints)
    healthController = HealthController(
      centre: centre, metrics: metrics, securityContact: securityContact)
    healthController.register(router, gate)
    ExchangeController(
      centre: centre, metrics: metrics,
      attempts: parts.attempts.codes,
      underWay: ExchangesUnderWay(perDeviceMax: ServerLimits().exchangesPerDeviceMax)
    ).register(router, gate)
    ListController(centre: centre).register(router, gate)
    DecisionController(centre: centre).register(router, gate)
    SignInController(
      centre: centre, pages: pages, metrics: metrics, passwords: parts.passwords,
      attempts: parts.attempts.signingIn, provider: openID?.settings.label
    ).register(router, gate)
    if let openID {
      OpenIDController(
        centre: centre, pages: pages,
        provider: OpenIDProvider(openID.settings, transport: openID.transport),
        metrics: metrics, logger: logger
      ).register(router, gate)
    }
    AccountPage(
      pages: PageSet(centre: centre, renderer: pages), passwords: parts.passwords,
      attempts: parts.attempts.account
    ).register(router, gate)
    let set = PageSet(centre: centre, renderer: pages)
    Self.registerPages(set, router, gate)
    InvitationPage(sessions: SessionStarter(centre: centre, pages: pages)).register(router, gate)
    PeoplePage(pages: set, publicURL: publicURL).register(router, gate)
    TokensPage(pages: set).register(router, gate)
    AccessLogPage(pages: set).register(router, gate)
    responder = CentreResponder(router: router, metrics: metrics, pages: pages) {
      Date(timeIntervalSince1970: Double(centre.now()) / 1000)
    }
    self.metrics = metrics
    self.centre = centre
    self.logger = logger
    self.telling = telling
  }

  private static func registerPages(
    _ pages: PageSet, _ router: Router<CentreContext>, _ gate: Gate
  ) {
    TodayPage(pages: pages).register(router, gate)
    ListPages(pages: pages).register(router, gate)
    SearchPage(pages: pages).register(router, gate)
    CalendarPage(pages: pages).register(router, gate)
    InterfacePage(pages: pages).register(router, gate)
    IncidentPage(pages: pages).register(router, gate)
    ReportPage(pages: pages).register(router, gate)
    ConflictPages(pages: pages).register(router, gate)
    QuarantinePage(pages: pages).register(router, gate)
    ThemesPage(pages: pages).register(router, gate)
    ThemePage(pages: pages).register(router, gate)
    DuplicatesPage(pages: pages).register(router, gate)
    AuditPages(pages: pages).register(router, gate)
    ProceduresPage(pages: pages).register(router, gate)
    SitesPage(pages: pages).register(router, gate)
    TrendsPage(pages: pages).register(router, gate)
    DenominatorsPage(pages: pages).register(router, gate)
    EmployerPage(pages: pages).register(router, gate)
    MessagesPage(pages: pages).register(router, gate)
  }

  /// The server that serves this application.
  package func server(
    _ configuration: CentreServer.Configuration,
    announce: @escaping @Sendable (ListenAddress) -> Void
  ) -> CentreServer {
    var companions: [any Service] = [accessLog]
    if let messenger = messenger(link: PublicAddress(listening: configuration.address)?.text) {
      companions.append(messenger)
    }
    return CentreServer(
      responder: responder, configuration: configuration, companions: companions,
      metrics: metrics, logger: logger, announce: announce)
  }

  // MARK: What a server does by itself

  var accessLog: AccessLogWriter { AccessLogWriter(centre: centre, logger: logger) }

  /// - Parameter link: where people find the pages unless the settings say so.
  func messenger(link: String?) -> Messenger? {
    telling.map {
      Messenger(
        centre: centre, settings: $0, link: $0.link ?? link, metrics: metrics, logger: logger)
    }
  }

  /// Reads the numbers that the metrics show.
  func measure() async throws { try await healthController.measure() }
}

/// What the applications of several trusts in one process share, or keep while a trust is closed.
struct ApplicationParts: Sendable {
  let metrics: Metrics
  let pages: PageRenderer
  let attempts: TrustAttempts
  let passwords: PasswordChecker
}

/// Who has tried too often at one trust.
struct TrustAttempts: Sendable {
  /// Wrong enrolment codes.
  let codes = AttemptLimiter(failuresMax: 30, per: .seconds(60))
  /// Wrong passwords.
  let signingIn = AttemptLimiter(failuresMax: 10, per: .seconds(900))
  /// Wrong passwords and codes of somebody who has signed in.
  let account = AttemptLimiter(failuresMax: 10, per: .seconds(900))
}
