internal import Aggregation
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdHTTP2
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import ServiceLifecycle
internal import UnixSignals

/// The server cannot listen at the configured address.
package struct AddressUnavailable: Error, Hashable {
  /// The explanation for a person: which address, why, and what to do.
  package let reason: String
  /// In kebab-case.
  package let code: String

  static let codes = [EADDRINUSE, EADDRNOTAVAIL, EACCES]

  init(_ address: ListenAddress, code: Int32) {
    let choice = "Choose another with --address HOST:PORT (port 0 lets the system pick)."
    switch code {
    case EADDRINUSE:
      self.code = "address-in-use"
      reason =
        "Port \(address.port) on \(address.host) is in use by another program. \(choice)"
    case EACCES:
      self.code = "address-refused"
      reason =
        "This user may not listen on port \(address.port) of \(address.host). \(choice)"
    default:
      self.code = "no-such-address"
      reason = "This computer has no address \(address.host). \(choice)"
    }
  }
}

/// The centre on the network: HTTPS for sites, people and programs, until it is stopped.
///
/// ``CentreResponder`` decides the answers; this only owns the sockets and the life cycle. On
/// SIGTERM or SIGINT it gives notice, accepts no new connections, lets requests end and returns.
package struct CentreServer: Service {
  package struct Configuration: Sendable {
    package var address: ListenAddress
    package var certificatePath: String
    package var keyPath: String
    package var limits = ServerLimits()
    package var proxies = TrustedProxies()
    /// The folder whose own authority signs a new certificate when this one expires.
    package var renewing: TLSFolder?
    /// The certificates of several trusts, which replace the single one; `nil`: one serves all.
    var certificates: TrustDirectory?
    /// The centre whose servers share the certificate.
    var centre: Centre?

    package init(address: ListenAddress, certificatePath: String, keyPath: String) {
      self.address = address
      self.certificatePath = certificatePath
      self.keyPath = keyPath
    }
  }

  private let responder: any RequestAnswering
  private let configuration: Configuration
  private let companions: [any Service]
  private let metrics: Metrics
  private let logger: Logger
  private let announce: @Sendable (ListenAddress) -> Void
  private let notice: StopNotice

  /// - Parameters:
  ///   - companions: services that run beside the server and stop with it.
  ///   - announce: called once, with the port in use, when connections are accepted.
  init(
    responder: any RequestAnswering, configuration: Configuration, companions: [any Service] = [],
    metrics: Metrics, logger: Logger, announce: @escaping @Sendable (ListenAddress) -> Void
  ) {
    self.responder = responder
    self.configuration = configuration
    self.companions = companions
    self.metrics = metrics
    self.logger = logger
    self.announce = announce
    notice = StopNotice(configuration.limits.notice)
  }

  /// Serves until SIGTERM or SIGINT.
  package func runUntilStopped() async throws {
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: self)], gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
    try await group.run()
  }

  package func run() async throws {
    let (tls, keepers) = try certificates()
    let server = try builder(tls).buildServer(
      configuration: ServerConfiguration(
        address: .hostname(configuration.address.host, port: configuration.address.port),
        backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(
          configuration.limits.connectionsMax)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: logger
    ) { request, writer, channel in
      try await respond(to: request, with: writer, on: channel)
    } onServerRunning: { channel in
      let port = channel.localAddress?.port ?? configuration.address.port
      announce(ListenAddress(host: configuration.address.host, port: port))
    }
    // They are stopped from the last to the first.
    let services: [any Service] = companions + keepers + [server, notice]
    var group = ServiceGroupConfiguration(
      services: services.map {
        // Requests in progress are answered before the later version is started.
        $0 is LaterVersionWatch
          ? .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
          : .init(service: $0)
      }, logger: logger)
    group.maximumGracefulShutdownDuration =
      configuration.limits.notice + configuration.limits.drain
    do {
      try await ServiceGroup(configuration: group).run()
    } catch let error as IOError where AddressUnavailable.codes.contains(error.errnoCode) {
      throw AddressUnavailable(configuration.address, code: error.errnoCode)
    }
  }

  /// The certificates for connections, and the service that maintains them.
  private func certificates() throws -> (TLSConfiguration, [any Service]) {
    if let certificates = configuration.certificates {
      return (try certificates.configuration(), [])
    }
    let certificate = try ServingCertificate(
      certificatePath: configuration.certificatePath, keyPath: configuration.keyPath)
    let keeper = CertificateKeeper(
      certificate: certificate, folder: configuration.renewing, centre: configuration.centre,
      metrics: metrics, logger: logger)
    return (certificate.configuration(), [keeper])
  }

  private func respond(
    to request: Request, with writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    var logger = logger
    logger[metadataKey: "request"] = .stringConvertible(RequestID())
    var context = CentreContext(source: .init(channel: channel, logger: logger))
    context.remoteAddress = configuration.proxies.client(
      request.headers, from: context.remoteAddress)
    var response: Response
    if let stopping = notice.answer(to: request) {
      response = stopping
    } else {
      response = await responder.answer(to: request, context: context)
    }
    notice.end(channel, after: &response)
    try await writer.write(response: response.head, body: response.body)
  }

  private func builder(_ tls: TLSConfiguration) throws -> HTTPServerBuilder {
    let limits = configuration.limits
    let stream = HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestGuard(body: limits.body.timeAmount)],
      idleTimeout: limits.idle.timeAmount,
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
        maxHeaderFieldCount: limits.headerCountMax))
    let channel = HTTP2ChannelConfiguration(
      idleTimeout: limits.idle, gracefulCloseTimeout: limits.drain, streamConfiguration: stream)
    let addresses = AddressCounter(max: limits.connectionsPerAddressMax)
    return HTTPServerBuilder { responder in
      GuardedChannel(
        base: try HTTP2UpgradeChannel(
          tlsConfiguration: tls, configuration: channel, responder: responder),
        handshake: limits.handshake.timeAmount, addresses: addresses)
    }
  }
}
