internal import Hummingbird
internal import Logging
internal import NIOCore

/// What accompanies one request through the server.
struct CentreContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The network address of who asks, for limits on attempts; a proxy's own where one stands
  /// in front.
  let remoteAddress: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
