package import Aggregation
package import Logging
internal import Replication
internal import ServiceLifecycle
internal import Synchronization

/// The web side of several trusts in one process: an application for each open centre, and one
/// server for all.
package struct HostedApplication: Sendable {
  let responder: HostedResponder
  let centres: CentreSet<CentreApplication>
  let directory: TrustDirectory
  let health = HostedHealth()
  let metrics = Metrics()
  private let logger: Logger

  /// - Parameters:
  ///   - alertQueue: how people are alerted; in its link `*` becomes the trust's code in lower
  ///     case.
  ///   - securityContact: where to report a vulnerability, for `security.txt`.
  ///   - publicURL: the address of the pages of the trust with this data folder, where its settings
  ///     give one; otherwise the link of `alertQueue`.
  ///   - pdf: makes PDF of reports; `nil`: people print the page.
  ///   - clock: the clock for idleness and for the expiry of failed attempts.
  /// - Throws: when a page's template does not parse.
  package init(
    _ hosting: Hosting, logger: Logger, alertQueue: AlertSettings? = nil,
    securityContact: String? = nil, pdf: PDFMaker? = nil,
    publicURL: @escaping @Sendable (_ data: String) throws -> String? = { _ in nil },
    clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) throws {
    let (metrics, pages) = (metrics, try PageRenderer(trust: "Candour"))
    let attempts = AttemptsByTrust(clock: clock)
    let passwords = PasswordChecker()
    centres = CentreSet(hosting, now: clock) { centre in
      let code = centre.trust.code
      var logger = logger
      logger[metadataKey: "trust"] = .string(code)
      let own = try publicURL(hosting.folder.folder(of: centre.trust))
      let alertQueue = alertQueue?.linked(to: code, at: own)
      return try CentreApplication(
        centre: centre, logger: logger, alertQueue: alertQueue,
        securityContact: securityContact,
        parts: ApplicationParts(
          metrics: metrics.labelled("trust", code), pages: pages.of(trust: code),
          attempts: attempts.of(centre.trust), passwords: passwords, pdf: pdf),
        publicURL: own ?? alertQueue?.link)
    }
    directory = TrustDirectory(folder: hosting.folder)
    responder = HostedResponder(
      directory: directory, centres: centres, metrics: metrics, pages: pages, health: health,
      now: hosting.now)
    self.logger = logger
  }

  /// Opens the first centre that can be opened: a server that could serve none does not start.
  ///
  /// - Throws: why the first trust cannot be opened, where none can.
  package func check() async throws {
    try await centres.openAny(of: directory.trusts)
  }

  /// The server that serves these trusts.
  ///
  /// - Parameter hasOwnCertificate: whether the configuration names a certificate for all of them.
  package func server(
    _ configuration: CentreServer.Configuration, hasOwnCertificate: Bool,
    announce: @escaping @Sendable (ListenAddress) -> Void
  ) -> CentreServer {
    var configuration = configuration
    var companions: [any Service] = [
      HostUpkeep(
        directory: directory, centres: centres, health: health, metrics: metrics, logger: logger,
        port: configuration.address.port)
    ]
    if !hasOwnCertificate {
      configuration.certificates = directory
      companions.append(
        HostedCertificateKeeper(
          directory: directory, centres: centres, metrics: metrics, logger: logger))
    }
    return CentreServer(
      responder: responder, configuration: configuration, companions: companions,
      metrics: metrics, logger: logger, announce: announce)
  }
}

/// Failed attempts at each trust: they are kept while its centre is closed.
private final class AttemptsByTrust: Sendable {
  private let attempts = Mutex<[Scope: TrustAttempts]>([:])
  private let clock: @Sendable () -> ContinuousClock.Instant

  init(clock: @escaping @Sendable () -> ContinuousClock.Instant) { self.clock = clock }

  func of(_ trust: Scope) -> TrustAttempts {
    attempts.withLock { attempts in
      if let known = attempts[trust] { return known }
      let new = TrustAttempts(clock: clock)
      attempts[trust] = new
      return new
    }
  }
}

extension AlertSettings {
  /// The same for one of several trusts.
  ///
  /// - Parameter address: from the trust's own settings.
  fileprivate func linked(to code: String, at address: String?) -> AlertSettings {
    var own = self
    own.link = address ?? link?.replacing("*", with: code.lowercased())
    return own
  }
}
