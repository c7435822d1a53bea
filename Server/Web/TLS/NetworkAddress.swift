internal import Glibc
internal import NIOCore

/// An IPv4 or IPv6 address by its bytes, as a certificate names it (RFC 5280, 4.2.1.6).
struct NetworkAddress: Hashable, Sendable {
  let bytes: [UInt8]
  let text: String

  /// - Returns: `nil` unless there are four or sixteen bytes.
  init?(bytes: [UInt8]) {
    guard let address = try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0),
      let text = address.ipAddress
    else { return nil }
    (self.bytes, self.text) = (bytes, text)
  }

  /// - Returns: `nil` unless the text is an address.
  init?(_ text: String) {
    var storage = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &storage) == 1 {
      bytes = Array(storage.prefix(4))
    } else if inet_pton(AF_INET6, text, &storage) == 1 {
      bytes = storage
    } else {
      return nil
    }
    self.text = text
  }
}

/// Where the server listens: `HOST:PORT`, an IPv6 host in brackets.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  package let host: String
  /// 0 lets the system choose.
  package let port: Int

  package init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  /// - Returns: `nil` for anything but `HOST:PORT` with a port from 0 to 65535.
  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
