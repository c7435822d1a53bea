/// The mail server that messages are handed to.
package struct Relay: Hashable, Sendable {
  package enum Security: String, Hashable, Sendable, CaseIterable {
    /// The connection starts unencrypted and must switch to TLS before anything is sent (port 587).
    case startTLS = "starttls"
    /// TLS from the first byte (port 465).
    case tls
    /// Unencrypted: for a relay on this machine or its own network. No login is sent.
    case none
  }

  package var host: String
  package var port: Int
  package var security: Security
  /// A login, where the relay requires one. Never sent without TLS.
  package var user: String?
  package var password: String?
  /// The address that messages come from.
  package var sender: String
  /// A file of the certificates to trust, in PEM; `nil`: those that the system trusts.
  package var authorityPath: String?

  package init(host: String, port: Int, security: Security, sender: String) {
    (self.host, self.port, self.security, self.sender) = (host, port, security, sender)
  }

  var url: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(security == .tls ? "smtps" : "smtp")://\(name):\(port)/\(domain)"
  }

  /// The part of the sender after the `@`: identifies us to the relay, and our messages.
  var domain: String { sender.split(separator: "@").last.map(String.init) ?? "localhost" }
}
