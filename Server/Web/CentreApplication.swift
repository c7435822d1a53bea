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

  /// - Parameter telling: how people are told; `nil`: what is written for them waits.
  /// - Parameter securityContact: where to report a weakness, for `security.txt`.
  /// - Parameter openID: the trust's identity provider; nil: people sign in with passwords alone.
  /// - Parameter pdf: makes PDF of reports; `nil`: people print the page.
  /// - Parameter publicURL: where people find the pages, for links that are shown to them.
  /// - Throws: when a page's template does not parse.
  package init(
    centre: Centre, logger: Logger, telling: TellingSettings? = nil,
    securityContact: String? = nil,
    openID: (settings: OpenIDSettings, transport: any IdentityProviderTransport)? = nil,
    publicURL: String? = nil, pdf: PDFMaker? = nil
  ) throws {
    let metrics = Metrics()
    let pages = try PageRenderer(trust: centre.trust.code)
    let gate = Gate(centre: centre)
    let router = Router(context: CentreContext.self, options: .autoGenerateHeadEndpoints)
    HealthController(centre: centre, metrics: metrics, securityContact: securityContact)
      .register(router, gate)
    ExchangeController(
      centre: centre, metrics: metrics,
      attempts: AttemptLimiter(failuresMax: 30, per: .seconds(60)),
      underWay: ExchangesUnderWay(perDeviceMax: ServerLimits().exchangesPerDeviceMax)
    ).register(router, gate)
    ListController(centre: centre).register(router, gate)
    DecisionController(centre: centre).register(router, gate)
    SignInController(
      centre: centre, pages: pages, metrics: metrics, passwords: PasswordChecker(),
      attempts: AttemptLimiter(failuresMax: 10, per: .seconds(900)),
      provider: openID?.settings.label
    ).register(router, gate)
    if let openID {
      OpenIDController(
        centre: centre, pages: pages,
        provider: OpenIDProvider(openID.settings, transport: openID.transport),
        metrics: metrics, logger: logger
      ).register(router, gate)
    }
    AccountPage(
      pages: PageSet(centre: centre, renderer: pages), passwords: PasswordChecker(),
      attempts: AttemptLimiter(failuresMax: 10, per: .seconds(900))
    ).register(router, gate)
    let set = PageSet(centre: centre, renderer: pages)
    Self.registerPages(set, pdf, router, gate)
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
    _ pages: PageSet, _ pdf: PDFMaker?, _ router: Router<CentreContext>, _ gate: Gate
  ) {
    TodayPage(pages: pages).register(router, gate)
    ListPages(pages: pages).register(router, gate)
    SearchPage(pages: pages).register(router, gate)
    CalendarPage(pages: pages).register(router, gate)
    InterfacePage(pages: pages).register(router, gate)
    IncidentPage(pages: pages).register(router, gate)
    ReportPage(pages: pages, makesPDF: pdf != nil).register(router, gate)
    PrintedPages(pages: pages, pdf: pdf).register(router, gate)
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
    LessonsPage(pages: pages).register(router, gate)
    BoardPage(pages: pages).register(router, gate)
    EmployerPage(pages: pages).register(router, gate)
    MessagesPage(pages: pages).register(router, gate)
  }

  /// The server that serves this application.
  package func server(
    _ configuration: CentreServer.Configuration,
    announce: @escaping @Sendable (ListenAddress) -> Void
  ) -> CentreServer {
    var companions: [any Service] = [AccessLogWriter(centre: centre, logger: logger)]
    if let telling {
      companions.append(
        Messenger(
          centre: centre, settings: telling,
          link: telling.link ?? PublicAddress(listening: configuration.address)?.text,
          metrics: metrics, logger: logger))
    }
    return CentreServer(
      responder: responder, configuration: configuration, companions: companions,
      metrics: metrics, logger: logger, announce: announce)
  }
}
