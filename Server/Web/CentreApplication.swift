package import Aggregation
internal import FoundationEssentials
internal import Hummingbird
package import Logging
internal import Replication
internal import ServiceLifecycle

/// The centre's web side, assembled separately from `main` so that tests run exactly the same.
package struct CentreApplication: Sendable {
  let responder: CentreResponder
  let metrics: Metrics
  private let centre: Centre
  private let logger: Logger
  private let alertQueue: AlertSettings?
  private let healthController: HealthController

  /// - Parameter alertQueue: how alerts are delivered; `nil`: messages wait.
  /// - Parameter securityContact: where to report a vulnerability, for `security.txt`.
  /// - Parameter openID: the trust's identity provider; nil: people sign in only with passwords.
  /// - Parameter pdf: makes PDF of reports; `nil`: people print the page.
  /// - Parameter publicURL: the address of the pages, for links that are shown to people.
  /// - Throws: when a page's template does not parse.
  package init(
    centre: Centre, logger: Logger, alertQueue: AlertSettings? = nil,
    securityContact: String? = nil,
    openID: (settings: OpenIDSettings, transport: any IdentityProviderTransport)? = nil,
    publicURL: String? = nil, pdf: PDFMaker? = nil
  ) throws {
    try self.init(
      centre: centre, logger: logger, alertQueue: alertQueue, securityContact: securityContact,
      parts: ApplicationParts(
        metrics: Metrics(), pages: PageRenderer(trust: centre.trust.code), attempts: .init(),
        passwords: PasswordChecker(), pdf: pdf), openID: openID, publicURL: publicURL)
  }

  init(
    centre: Centre, logger: Logger, alertQueue: AlertSettings?, securityContact: String?,
    parts: ApplicationParts,
    openID: (settings: OpenIDSettings, transport: any IdentityProviderTransport)? = nil,
    publicURL: String? = nil
  ) throws {
    let (metrics, pages) = (parts.metrics, parts.pages)
    let accessControl = AccessControl(centre: centre)
    let attempts = parts.attempts.counted(at: centre)
    let router = Router(context: CentreContext.self, options: .autoGenerateHeadEndpoints)
    healthController = HealthController(
      centre: centre, metrics: metrics, securityContact: securityContact)
    healthController.register(router, accessControl)
    ExchangeController(
      centre: centre, metrics: metrics,
      attempts: attempts.codes,
      underWay: ExchangesUnderWay(perDeviceMax: ServerLimits().exchangesPerDeviceMax)
    ).register(router, accessControl)
    ListController(centre: centre).register(router, accessControl)
    DecisionController(centre: centre).register(router, accessControl)
    SignInController(
      centre: centre, pages: pages, metrics: metrics, passwords: parts.passwords,
      attempts: attempts.signingIn, provider: openID?.settings.label
    ).register(router, accessControl)
    if let openID {
      OpenIDController(
        centre: centre, pages: pages,
        provider: OpenIDProvider(openID.settings, transport: openID.transport),
        metrics: metrics, logger: logger
      ).register(router, accessControl)
    }
    AccountPage(
      pages: PageContext(centre: centre, renderer: pages), passwords: parts.passwords,
      attempts: attempts.account
    ).register(router, accessControl)
    let set = PageContext(centre: centre, renderer: pages)
    Self.registerPages(set, parts.pdf, publicURL, router, accessControl)
    InvitationPage(sessions: SessionStarter(centre: centre, pages: pages)).register(
      router, accessControl)
    PeoplePage(pages: set, publicURL: publicURL).register(router, accessControl)
    TokensPage(pages: set).register(router, accessControl)
    AccessLogPage(pages: set).register(router, accessControl)
    responder = CentreResponder(router: router, metrics: metrics, pages: pages) {
      Date(timeIntervalSince1970: Double(centre.now()) / 1000)
    }
    self.metrics = metrics
    self.centre = centre
    self.logger = logger
    self.alertQueue = alertQueue
  }

  private static func registerPages(
    _ pages: PageContext, _ pdf: PDFMaker?, _ publicURL: String?, _ router: Router<CentreContext>,
    _ accessControl: AccessControl
  ) {
    TodayPage(pages: pages).register(router, accessControl)
    ListPages(pages: pages).register(router, accessControl)
    SearchPage(pages: pages).register(router, accessControl)
    CalendarPage(pages: pages).register(router, accessControl)
    InterfacePage(pages: pages).register(router, accessControl)
    IncidentPage(pages: pages).register(router, accessControl)
    ReportPage(pages: pages, makesPDF: pdf != nil).register(router, accessControl)
    PrintedPages(pages: pages, pdf: pdf).register(router, accessControl)
    ConflictPages(pages: pages).register(router, accessControl)
    QuarantinePage(pages: pages).register(router, accessControl)
    ThemesPage(pages: pages).register(router, accessControl)
    ThemePage(pages: pages).register(router, accessControl)
    DuplicatesPage(pages: pages).register(router, accessControl)
    AuditPages(pages: pages).register(router, accessControl)
    ProceduresPage(pages: pages).register(router, accessControl)
    SitesPage(pages: pages).register(router, accessControl)
    TrendsPage(pages: pages).register(router, accessControl)
    DenominatorsPage(pages: pages).register(router, accessControl)
    LessonsPage(pages: pages).register(router, accessControl)
    BoardPage(pages: pages, pdf: pdf, publicURL: publicURL).register(router, accessControl)
    EmployerPage(pages: pages).register(router, accessControl)
    MessagesPage(pages: pages).register(router, accessControl)
    ReporterLogPages(pages: pages).register(router, accessControl)
  }

  /// The server that serves this application.
  package func server(
    _ configuration: CentreServer.Configuration,
    announce: @escaping @Sendable (ListenAddress) -> Void
  ) -> CentreServer {
    var companions: [any Service] = [
      accessLog, LaterVersionWatch(centre: centre, logger: logger), PagePreparation(centre: centre),
    ]
    if let outbox = outboxWorker(link: PublicAddress(listening: configuration.address)?.text) {
      companions.append(outbox)
    }
    var configuration = configuration
    configuration.centre = centre
    return CentreServer(
      responder: responder, configuration: configuration, companions: companions,
      metrics: metrics, logger: logger, announce: announce)
  }

  // MARK: What a server does on its own

  var accessLog: AccessLogWriter { AccessLogWriter(centre: centre, logger: logger) }

  /// - Parameter link: the address of the pages unless the settings give one.
  func outboxWorker(link: String?) -> OutboxWorker? {
    alertQueue.map {
      OutboxWorker(
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
  /// Makes PDF of reports; `nil`: people print the page.
  let pdf: PDFMaker?
}

/// The limiters of failed attempts at one trust.
struct TrustAttempts: Sendable {
  /// Wrong enrolment codes.
  let codes: AttemptLimiter
  /// Wrong passwords.
  let signingIn: AttemptLimiter
  /// Wrong passwords and codes of somebody who is signed in.
  let account: AttemptLimiter

  /// - Parameter clock: the clock by which failures expire.
  init(clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    codes = AttemptLimiter(failuresMax: 30, per: .seconds(60), now: clock)
    signingIn = AttemptLimiter(failuresMax: 10, per: .seconds(900), now: clock)
    account = AttemptLimiter(failuresMax: 10, per: .seconds(900), now: clock)
  }

  private init(_ attempts: TrustAttempts, in centre: Centre) {
    codes = AttemptLimiter(attempts.codes, in: centre)
    signingIn = AttemptLimiter(attempts.signingIn, in: centre)
    account = AttemptLimiter(attempts.account, in: centre)
  }

  /// In the centre's database, where other servers count too; otherwise in memory.
  func counted(at centre: Centre) -> TrustAttempts {
    centre.isShared ? TrustAttempts(self, in: centre) : self
  }
}
