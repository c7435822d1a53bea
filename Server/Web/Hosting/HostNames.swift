internal import Replication

/// Which trust a host name leads to.
///
/// With one trust every name leads to it. With several, a name leads to the trust whose certificate
/// contains it, otherwise to the trust whose code is its first part (`rbd.candour.example`): so one
/// certificate for `*.candour.example`, or a proxy with the public names, is enough.
struct HostNames: Sendable {
  private var trusts: [Scope: [String]] = [:]
  private var byName: [String: Scope] = [:]
  /// Names in the certificates of several trusts. They lead to none of them.
  private(set) var contested: Set<String> = []

  init() {}

  /// - Parameter hosts: the names on each trust's certificate.
  init(hosts: [Scope: [String]]) {
    trusts = hosts
    for (trust, names) in hosts {
      for name in Set(names.map(Self.canonical)) where !Self.local.contains(name) {
        if byName.updateValue(trust, forKey: name) != nil { contested.insert(name) }
      }
    }
    for name in contested { byName[name] = nil }
  }

  /// Every certificate that Candour signs contains these.
  private static let local = Set(CertificateAuthority.localNames)

  /// - Parameter host: as in a request, with or without a port; `nil` where it has none.
  func trust(of host: String?) -> Scope? {
    if trusts.count == 1 { return trusts.keys.first }
    guard let host else { return nil }
    let name = Self.canonical(host)
    if let trust = byName[name] { return trust }
    guard !contested.contains(name), let dot = name.firstIndex(of: "."),
      let trust = Scope(name[..<dot].uppercased()), trusts[trust] != nil
    else { return nil }
    return trust
  }

  /// A name of the trust's own certificate, for links that lead to it.
  func name(of trust: Scope) -> String? {
    trusts[trust]?.first { byName[Self.canonical($0)] == trust && !$0.hasPrefix("*") }
  }

  /// A host name in lower case without its port and without the dot of the root.
  static func canonical(_ host: String) -> String {
    var name = host.lowercased()[...]
    if name.hasPrefix("["), let close = name.firstIndex(of: "]") {
      return String(name[name.index(after: name.startIndex)..<close])
    }
    if let colon = name.firstIndex(of: ":"), colon == name.lastIndex(of: ":") {
      name = name[..<colon]
    }
    if name.hasSuffix(".") { name = name.dropLast() }
    return String(name)
  }
}
