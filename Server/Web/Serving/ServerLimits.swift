internal import NIOCore

/// What one client may take of the server. Everything that comes in has a limit.
package struct ServerLimits: Sendable {
  /// Connections at a time; further ones wait in the system's queue.
  package var connectionsMax = 2000
  /// Connections at a time of one address (of one /64 network in IPv6); a further one is closed. A
  /// hospital behind one address: thirty devices and a hundred people with a page open in each of
  /// two windows, and an eighth of all. Where a proxy stands in front, every connection is its own.
  package var connectionsPerAddressMax = 256
  /// Requests of the exchange that one device may have under way. It makes one after the other; a
  /// second is one whose first broke off unnoticed.
  package var exchangesPerDeviceMax = 4
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
