internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// A server that is being stopped says so before it stops listening.
///
///     SIGTERM ─▶ /readyz answers 503, each answer ends its connection ─▶ no new connections ─▶ end
///
/// A load balancer learns from `/readyz` to pass connections on to another server. A connection that
/// it has passed on by then, but that waits to be accepted, would be cut by a socket that closes.
final class StopNotice: Service {
  /// How long the server goes on accepting connections.
  let duration: Duration
  private let hasBegun = Atomic(false)

  init(_ duration: Duration) { self.duration = duration }

  var isStopping: Bool { hasBegun.load(ordering: .relaxed) }

  /// Ends once the notice is over; the server is stopped after it.
  func run() async throws {
    try await gracefulShutdown()
    hasBegun.store(true, ordering: .relaxed)
    try? await Task.sleep(for: duration)
  }

  /// The answer to whether a server that is being stopped is ready.
  func answer(to request: Request) -> Response? {
    guard isStopping, request.uri.path == Endpoint.readiness.path else { return nil }
    var response = JSONResponse.make(["status": "stopping"], status: .serviceUnavailable)
    CentreResponder.decorate(&response, for: request, now: .now)
    return response
  }

  /// Closes a request's connection after its answer, and tells the client so: HTTP/1 by the header
  /// `connection: close`, HTTP/2 by the frame GOAWAY.
  ///
  /// Also once the notice is over, for a connection whose handshake was not complete when the others
  /// were told.
  func end(_ channel: any Channel, after response: inout Response) {
    guard isStopping else { return }
    let stop = ChannelShouldQuiesceEvent()
    // A stream of HTTP/2 is a channel of its own, whose parent is the connection.
    if let connection = channel.parent, connection.parent != nil {
      connection.pipeline.fireUserInboundEventTriggered(stop)
    } else {
      response.headers[.connection] = "close"
      channel.pipeline.fireUserInboundEventTriggered(stop)
    }
  }
}
