internal import Hummingbird
internal import Logging
internal import NIOCore

/// The context of one request in the server.
struct CentreContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The network address of the client, for limits on attempts; a proxy's own where one is in front that
  /// is not among ``TrustedProxies``.
  var remoteAddress: String

  /// A context for a request without a socket.
  init(logger: Logger, remoteAddress: String) {
    coreContext = .init(source: LoggerSource(logger: logger))
    self.remoteAddress = remoteAddress
  }

  private struct LoggerSource: RequestContextSource {
    let logger: Logger
  }

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
