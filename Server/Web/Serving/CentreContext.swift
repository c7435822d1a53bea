internal import Hummingbird
internal import Logging
internal import NIOCore

/// What accompanies one request through the server.
struct CentreContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The network address of who asks, for limits on attempts; a proxy's own where one stands
  /// in front.
  let remoteAddress: String

  /// A context for a request that came by no socket.
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
