package import Aggregation
package import Replication

/// How people sign in through the trust's identity provider (OpenID Connect Core 1.0).
package struct OpenIDSettings: Sendable {
  /// The provider's issuer; the discovery document is below it.
  package var issuer: String
  /// The identifier and secret that the provider gave this centre.
  package var clientID: String
  package var clientSecret: String
  /// The address of the centre's pages, without a `/` at the end.
  package var publicURL: String
  /// The label of the button.
  package var label = "Sign in with your organisation"
  /// The requested scopes; always with `openid`.
  package var scopes = ["openid", "email", "profile"]
  /// The claim that contains roles: keys joined by `/`; lists in between are searched.
  package var roleClaim = "roles"
  /// Values of that claim with the role that each gives; the first match applies.
  package var roles: [Grant] = []
  /// What one value of the claim grants; a reporter is bound to a site.
  package struct Grant: Hashable, Sendable {
    package let value: String
    package let role: Role
    package let site: Scope?

    package init(_ value: String, _ role: Role, site: Scope? = nil) {
      (self.value, self.role, self.site) = (value, role, site)
    }
  }
  /// The claim that holds the person's e-mail address.
  package var emailClaim = "email"
  /// Levels of assurance that are requested and required (`acr`); empty: any.
  package var assurance: [String] = []
  /// Whether claims are read from the provider's `userinfo` too.
  package var readsUserInfo = false

  package init(issuer: String, clientID: String, clientSecret: String, publicURL: String) {
    (self.issuer, self.clientID) = (issuer, clientID)
    (self.clientSecret, self.publicURL) = (clientSecret, publicURL)
  }

  /// The address to register at the provider.
  package var redirectAddress: String { publicURL + "/sign-in/openid/callback" }
}
