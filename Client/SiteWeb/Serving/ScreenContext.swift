internal import Hummingbird
internal import Logging
internal import NIOCore

/// What accompanies one request.
struct ScreenContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The port at the other end; `nil` for a request without a socket.
  let peerPort: Int?

  init(logger: Logger) {
    coreContext = .init(source: LoggerSource(logger: logger))
    peerPort = nil
  }

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peerPort = source.channel.remoteAddress?.port
  }

  private struct LoggerSource: RequestContextSource {
    let logger: Logger
  }
}
