import Aggregation
import Delivery
import FoundationEssentials
import Replication
import Web

extension Settings {
  /// The trust's identity provider; nil where none is set up.
  func openID() throws -> (settings: OpenIDSettings, transport: any IdentityProviderTransport)? {
    guard let issuer = try text("openid.issuer") else {
      if let stray = try ["openid.clientId", "openid.clientSecretFile", "openid.roles"].first(
        where: { try text($0) != nil })
      {
        throw bad(stray, "is set without openid.issuer")
      }
      return nil
    }
    guard issuer.hasPrefix("https://"), issuer.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw bad("openid.issuer", "is the provider's https address")
    }
    guard let client = try text("openid.clientId") else {
      throw bad("openid.clientId", "is needed with openid.issuer")
    }
    guard let address = try publicURL() else {
      throw bad("public.url", "is needed with openid.issuer: the provider sends people back to it")
    }
    var settings = OpenIDSettings(
      issuer: issuer, clientID: client, clientSecret: try clientSecret(), publicURL: address)
    settings.label = try text("openid.label") ?? settings.label
    settings.roleClaim = try text("openid.roleClaim") ?? settings.roleClaim
    settings.emailClaim = try text("openid.emailClaim") ?? settings.emailClaim
    settings.assurance = try words("openid.assurance") ?? settings.assurance
    settings.scopes = try words("openid.scopes") ?? settings.scopes
    guard settings.scopes.contains("openid") else {
      throw bad("openid.scopes", "must hold openid")
    }
    settings.readsUserInfo = try choice("openid.userInfo", YesNo.self, otherwise: .no) == .yes
    settings.roles = try roleNames()
    return (
      settings, IdentityProviderClient(authorityPath: try file("openid.authority"))
    )
  }

  private enum YesNo: String, CaseIterable {
    case yes, no
  }

  private func clientSecret() throws -> String {
    guard let path = try file("openid.clientSecretFile"),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { throw bad("openid.clientSecretFile", "names the file that holds the client's secret") }
    let secret = String(text.prefix { !$0.isNewline })
    guard !secret.isEmpty else { throw bad("openid.clientSecretFile", "is empty") }
    return secret
  }

  private func words(_ name: String) throws -> [String]? {
    try text(name).map { $0.split { $0 == "," || $0.isWhitespace }.map(String.init) }
  }

  /// `Candour-Governance=governance, Candour-Log-RBD01=reporter:RBD01`: the first match applies.
  private func roleNames() throws -> [OpenIDSettings.Grant] {
    guard let text = try text("openid.roles") else {
      throw bad("openid.roles", "names the roles, as in Candour-Governance=governance")
    }
    return try text.split(separator: ",").map { pair in
      let parts = pair.split(separator: "=").map { part in
        part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      let words = parts.last?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
      guard parts.count == 2, let role = words.first.flatMap(Role.init) else {
        let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw bad("openid.roles", "is VALUE=ROLE with a role of \(all), not \(pair)")
      }
      let site = words.count == 2 ? Scope(words[1]) : nil
      guard (role == .reporter) == (site != nil), words.count == 1 || site != nil else {
        throw bad(
          "openid.roles", "binds a reporter, and nobody else, to a site: VALUE=reporter:RBD01")
      }
      return OpenIDSettings.Grant(parts[0], role, site: site)
    }
  }
}
