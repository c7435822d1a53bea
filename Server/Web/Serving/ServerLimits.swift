internal import NIOCore

/// What one client may take of the server. Everything that comes in has a limit.
package struct ServerLimits: Sendable {
  /// Connections at a time; further ones wait in the system's queue.
  package var connectionsMax = 2000
  /// From accepting a connection to the end of its TLS handshake.
  package var handshake: Duration = .seconds(10)
  /// Without a whole request head, or a byte of a body.
  package var idle: Duration = .seconds(30)
  /// For a whole request body, however steadily it drips.
  package var body: Duration = .seconds(60)
  /// For the requests under way when the server is told to stop.
  package var drain: Duration = .seconds(20)
  package var headerBytesMax = 32 * 1024
  package var headerCountMax = 100

  package init() {}
}

extension Duration {
  var timeAmount: TimeAmount {
    let (seconds, attoseconds) = components
    return .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
