/// How the centre reaches the trust's identity provider. An implementation verifies certificates,
/// follows no redirect and ends within a bounded time.
package protocol IdentityProviderTransport: Sendable {
  /// - Parameter bearer: an access token, where the address requires one.
  func get(_ address: String, bearer: String?) async throws(IdentityProviderFailure)
    -> IdentityProviderAnswer

  /// Posts a form.
  ///
  /// - Parameter basic: the client's identifier and secret, where they are sent in a header.
  func post(
    _ address: String, form: String, basic: (user: String, password: String)?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer
}

/// What the identity provider answered.
package struct IdentityProviderAnswer: Hashable, Sendable {
  /// The HTTP status.
  package let status: Int
  /// The body, bounded by the transport.
  package let body: [UInt8]

  package init(status: Int, body: [UInt8]) { (self.status, self.body) = (status, body) }
}

/// Why the identity provider gave no answer; never the contents of a token.
package struct IdentityProviderFailure: Error, Hashable, Sendable {
  /// What happened, for the log.
  package let detail: String

  package init(_ detail: String) { self.detail = detail }
}
