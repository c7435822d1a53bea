internal import HTTPTypes

/// The proxies whose word about a client's address is believed.
///
/// Limits on attempts count by address. Behind a proxy they would count everybody together, so that ten
/// wrong passwords of anybody would lock out all; and a client that is believed could name any address.
package struct TrustedProxies: Sendable {
  private let addresses: Set<[UInt8]>

  /// None.
  package init() { addresses = [] }

  /// - Returns: `nil` where one of the texts is no address.
  package init?(_ texts: [String]) {
    let found = texts.map(Self.bytes)
    guard !found.contains(nil) else { return nil }
    addresses = Set(found.compactMap(\.self))
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    guard let bytes = NetworkAddress(text)?.bytes else { return nil }
    // An IPv4 address as a socket of both families reports it.
    let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
    return bytes.starts(with: mapped) ? Array(bytes.dropFirst(mapped.count)) : bytes
  }

  /// The last address in `X-Forwarded-For`, which the proxy has added: the client may have written those
  /// before it.
  ///
  /// - Parameter peer: the other end of the connection, which is believed if it is such a proxy.
  func client(_ headers: HTTPFields, from peer: String) -> String {
    guard !addresses.isEmpty, let own = Self.bytes(peer), addresses.contains(own),
      let last = headers[values: .forwardedFor].last?.split(
        separator: ",", omittingEmptySubsequences: false
      ).last,
      let client = NetworkAddress(last.filter { !$0.isWhitespace })
    else { return peer }
    return client.text
  }
}
