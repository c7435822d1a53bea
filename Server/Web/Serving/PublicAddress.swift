internal import FoundationEssentials

/// The address of the centre's pages: links in messages start with it.
package struct PublicAddress: Hashable, Sendable {
  package static let rule =
    "is where people find the pages, as in https://candour.trust.example: a name or address that "
    + "their browsers reach, and nothing after it"

  /// `https://host`, no slash at the end.
  package let text: String

  /// - Returns: `nil` for an unusable address: no host, one that means "every address" such as
  ///   0.0.0.0, a login, a path, a query.
  package init?(_ text: String) {
    guard text.hasPrefix("https://"), text.utf8.count <= 200,
      text.utf8.allSatisfy({ (33...126).contains($0) }),
      let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
      ["", "/"].contains(parts.path), Self.isReachable(host)
    else { return nil }
    self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// The address where a server listens is its public one, unless that is every address of the
  /// machine.
  package init?(listening address: ListenAddress) { self.init("https://\(address)") }

  private static func isReachable(_ host: String) -> Bool {
    let bare = host.filter { !"[]".contains($0) }
    guard !["0.0.0.0", "*"].contains(bare) else { return false }
    // `::` and its longer spellings.
    return !(bare.contains(":") && bare.allSatisfy { $0 == ":" || $0 == "0" })
      && !bare.allSatisfy { $0 == "0" || $0 == "." }
  }
}
