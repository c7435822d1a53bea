internal import HTTPTypes
internal import Hummingbird

/// The host that a request names (RFC 9110, 7.2).
///
/// With several trusts it decides whose centre answers, and a proxy in front may read it too. So a
/// request that two readers could read differently is refused: one that names several hosts, none,
/// or something that is no host.
enum RequestHost {
  /// A name has 253 characters at most, and a port adds six.
  static let bytesMax = 260

  /// - Throws: a ``Problem`` (400) unless the request names one host.
  static func check(_ request: Request) throws(Problem) {
    let further = request.headers[values: .furtherHost]
    guard let host = request.head.authority else {
      // Proxies ask by HTTP/1.0, without a host, whether this process is well.
      guard further.isEmpty, isOfProcess(request) else { throw .wrongHost }
      return
    }
    // HTTP/2 names the host in a field of its own, and may repeat it; HTTP/1.1 names it once. A header
    // that is empty is well formed: it is the name of no trust.
    let mayRepeat = request.head.scheme != "http"
    guard further.allSatisfy({ mayRepeat && $0.lowercased() == host.lowercased() }),
      host.isEmpty || isHost(host)
    else { throw .wrongHost }
  }

  private static func isOfProcess(_ request: Request) -> Bool {
    [Endpoint.health, .readiness, .metrics].contains { $0.path == request.uri.path }
  }

  /// A name, an IPv4 address, or an IPv6 one in brackets; with or without a port.
  static func isHost(_ text: String) -> Bool {
    guard text.utf8.count <= bytesMax else { return false }
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "[") {
      guard let close = rest.firstIndex(of: UInt8(ascii: "]")),
        NetworkAddress(String(decoding: rest[..<close].dropFirst(), as: UTF8.self))?.bytes.count
          == 16
      else { return false }
      rest = rest[close...].dropFirst()
    } else {
      let name = rest.prefix { $0 != UInt8(ascii: ":") }
      guard !name.isEmpty, name.allSatisfy(isOfName) else { return false }
      rest = rest[name.endIndex...]
    }
    guard !rest.isEmpty else { return true }
    let port = rest.dropFirst()
    return rest.first == UInt8(ascii: ":") && port.count <= 5
      && port.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Problem {
  static let wrongHost = malformed("A request names one host, in its Host header.")
}
