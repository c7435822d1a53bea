internal import Crypto
package import FoundationEssentials
internal import SwiftASN1
internal import X509

/// The trust's own certificate authority, and the one server certificate that it signs.
///
/// Sites receive `ca.pem` on paper or on a stick at enrolment and trust nothing else, so that no
/// public authority, nor anybody who deceived one, can come between a site and its centre.
package struct CertificateAuthority: Sendable {
  /// PEM texts, ready to be written to files.
  package struct Material: Sendable {
    package let authority: String
    package let authorityKey: String
    package let server: String
    package let serverKey: String
  }

  /// How long the authority is trusted: as long as equipment at a site may be left unattended.
  static let authorityValidity: TimeInterval = 3650 * 86_400
  /// Below the 825 days that clients still accept from a private authority.
  static let serverValidity: TimeInterval = 820 * 86_400
  /// A certificate begins to be valid this long ago, for clients whose clock is slow.
  static let backdating: TimeInterval = 86_400

  /// Names in every server certificate.
  static let localNames = ["localhost", "127.0.0.1", "::1"]

  private let certificate: Certificate
  private let key: Certificate.PrivateKey

  /// Makes a new authority, valid from `now` by the system's clock.
  init(name: String, now: Date) throws {
    let signingKey = P256.Signing.PrivateKey()
    key = Certificate.PrivateKey(signingKey)
    let subject = try DistinguishedName {
      CommonName(name)
      OrganizationName("Candour")
    }
    let publicKey = key.publicKey
    certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: now - Self.backdating, notValidAfter: now + Self.authorityValidity,
      issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: publicKey)
      },
      issuerPrivateKey: key)
  }

  /// Reads an authority back from its PEM texts.
  init(certificate: String, key: String) throws {
    self.certificate = try Certificate(pemEncoded: certificate)
    self.key = try Certificate.PrivateKey(pemEncoded: key)
  }

  /// Creates an authority for a trust and a server certificate for its names.
  ///
  /// - Parameters:
  ///   - trust: the trust's code, part of the authority's name.
  ///   - hosts: names and addresses besides ``localNames``.
  ///   - now: the system's clock; certificates do not follow `CANDOUR_NOW`.
  package static func make(trust: String, hosts: [String], now: Date = .now) throws -> Material {
    let authority = try CertificateAuthority(name: "Candour authority of \(trust)", now: now)
    let (server, serverKey) = try authority.serverCertificate(hosts: hosts, now: now)
    return Material(
      authority: try authority.certificate.serializeAsPEM().pemString,
      authorityKey: try authority.key.serializeAsPEM().pemString,
      server: server, serverKey: serverKey)
  }

  /// Signs a new server key for ``localNames`` and `hosts`.
  func serverCertificate(hosts: [String], now: Date) throws -> (certificate: String, key: String) {
    let serverKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let names = Self.names(with: hosts)
    let subject = try DistinguishedName { CommonName(hosts.first ?? "localhost") }
    let authorityKey = key.publicKey
    let issued = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: serverKey.publicKey,
      notValidBefore: now - Self.backdating, notValidAfter: now + Self.serverValidity,
      issuer: certificate.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectKeyIdentifier(hash: serverKey.publicKey)
        AuthorityKeyIdentifier(
          keyIdentifier: SubjectKeyIdentifier(hash: authorityKey).keyIdentifier)
        SubjectAlternativeNames(names)
      },
      issuerPrivateKey: key)
    return (
      try issued.serializeAsPEM().pemString, try serverKey.serializeAsPEM().pemString
    )
  }

  private static func names(with hosts: [String]) -> [GeneralName] {
    var seen: Set<String> = []
    return (localNames + hosts).filter { seen.insert($0).inserted }.map { host in
      guard let address = NetworkAddress(host) else { return .dnsName(host) }
      return .ipAddress(ASN1OctetString(contentBytes: address.bytes[...]))
    }
  }
}
