internal import NIOCore

/// The limits for one client. Everything that comes in has a limit.
package struct ServerLimits: Sendable {
  /// Concurrent connections; further ones wait in the system's queue.
  package var connectionsMax = 2000
  /// Concurrent connections of one address (of one /64 network in IPv6); a further one is closed. A
  /// hospital behind one address: thirty devices and a hundred people with a page open in each of
  /// two windows, and an eighth of all. Behind a proxy, every connection counts separately.
  package var connectionsPerAddressMax = 256
  /// Requests of the exchange that one device may have in progress. It makes one after the other; a
  /// second is one whose first broke off unnoticed.
  package var exchangesPerDeviceMax = 4
  /// From accepting a connection to the end of its TLS handshake.
  package var handshake: Duration = .seconds(10)
  /// The longest time without a complete request head, or without a byte of a body.
  package var idle: Duration = .seconds(30)
  /// For a complete request body, however steadily it arrives.
  package var body: Duration = .seconds(60)
  /// How long a server that is being stopped goes on accepting connections, so that a load balancer
  /// learns of it first.
  package var notice: Duration = .zero
  /// For requests in progress when the server is stopped.
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
