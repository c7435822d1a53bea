internal import Aggregation
package import FoundationEssentials
package import RecordStore
internal import SwiftASN1
internal import X509

/// The folder `tls` of the centre's data: `ca.pem`, `ca.key`, `server.pem`, `server.key`.
///
/// Only the user can read the keys (0600).
package struct TLSFolder: Sendable {
  package let folder: String

  /// - Parameter data: the centre's data folder.
  package init(data: String) { folder = data + "/tls" }

  /// What sites pass to `enrol --ca`.
  package var authorityPath: String { folder + "/ca.pem" }
  var authorityKeyPath: String { folder + "/ca.key" }
  package var certificatePath: String { folder + "/server.pem" }
  package var keyPath: String { folder + "/server.key" }

  /// Writes a private authority's material.
  package func write(_ material: CertificateAuthority.Material) throws {
    try makeFolder()
    try write(material.authority, to: authorityPath, mode: 0o644)
    try write(material.authorityKey, to: authorityKeyPath, mode: 0o600)
    try write(material.server, to: certificatePath, mode: 0o644)
    try write(material.serverKey, to: keyPath, mode: 0o600)
  }

  /// Adopts a certificate chain and key that somebody else signed.
  ///
  /// The last certificate of the chain becomes `ca.pem`: a self-signed certificate is its own
  /// authority.
  ///
  /// - Throws: ``UnusableCertificate`` when the files are not a PEM certificate and its key.
  package func adopt(certificate: String, key: String) throws {
    let (chain, authority, keyText) = try Self.read(certificate: certificate, key: key)
    try makeFolder()
    try write(authority, to: authorityPath, mode: 0o644)
    try write(chain, to: certificatePath, mode: 0o644)
    try write(keyText, to: keyPath, mode: 0o600)
  }

  /// - Returns: the chain, its last certificate, and the key, in PEM.
  /// - Throws: ``UnusableCertificate`` when the files are not a PEM certificate and its key.
  @discardableResult
  package static func read(
    certificate: String, key: String
  ) throws -> (chain: String, authority: String, key: String) {
    guard let chain = try? String(contentsOfFile: certificate, encoding: .utf8),
      let keyText = try? String(contentsOfFile: key, encoding: .utf8)
    else { throw UnusableCertificate(reason: "the certificate or its key cannot be read") }
    let texts = certificates(in: chain)
    guard let first = texts.first, let last = texts.last,
      let leaf = try? Certificate(pemEncoded: first)
    else { throw UnusableCertificate(reason: "\(certificate) holds no PEM certificate") }
    guard let privateKey = try? Certificate.PrivateKey(pemEncoded: keyText) else {
      throw UnusableCertificate(reason: "\(key) holds no PEM private key")
    }
    guard privateKey.publicKey == leaf.publicKey else {
      throw UnusableCertificate(reason: "the key does not belong to the certificate")
    }
    return (chain, last, keyText)
  }

  /// Signs a new server certificate when the present one has less than `margin` left, or is not of
  /// the present key: they are two files, and whoever wrote them may have ended between.
  ///
  /// Does nothing where the certificate is not from our own authority.
  package func renewIfDue(now: Date = .now, margin: TimeInterval = 60 * 86_400) throws {
    guard let authority = try? String(contentsOfFile: authorityPath, encoding: .utf8),
      let authorityKey = try? String(contentsOfFile: authorityKeyPath, encoding: .utf8),
      let present = try? Certificate(
        pemEncoded: String(contentsOfFile: certificatePath, encoding: .utf8)),
      present.notValidAfter < now + margin || !isKey(of: present)
    else { return }
    let signer = try CertificateAuthority(certificate: authority, key: authorityKey)
    let (certificate, key) = try signer.serverCertificate(hosts: Self.hosts(of: present), now: now)
    try write(certificate, to: certificatePath, mode: 0o644)
    try write(key, to: keyPath, mode: 0o600)
  }

  private func isKey(of certificate: Certificate) -> Bool {
    guard let text = try? String(contentsOfFile: keyPath, encoding: .utf8) else { return false }
    return (try? Certificate.PrivateKey(pemEncoded: text))?.publicKey == certificate.publicKey
  }

  /// The same for a centre with several servers: what another one renewed is fetched first, and what
  /// is renewed here reaches the others through the database.
  func renewIfDue(now: Date = .now, sharedBy centre: Centre?) async throws {
    guard let centre, centre.isShared else { return try renewIfDue(now: now) }
    try await centre.sharingFiles {
      try renewIfDue(now: now)
    } files: {
      try sharedFiles()
    }
  }

  /// The files of this folder by their names in the data folder.
  package func sharedFiles() throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try files().map { ("tls/" + $0.0, $0.1) })
  }

  /// Signs a server certificate for further names in addition to the present ones.
  ///
  /// - Returns: every name of the new certificate.
  /// - Throws: ``UnusableCertificate`` where the certificate is not from our own authority.
  package func add(hosts: [String], now: Date = .now) throws -> [String] {
    guard let authority = try? String(contentsOfFile: authorityPath, encoding: .utf8),
      let authorityKey = try? String(contentsOfFile: authorityKeyPath, encoding: .utf8),
      let present = try? Certificate(
        pemEncoded: String(contentsOfFile: certificatePath, encoding: .utf8))
    else {
      throw UnusableCertificate(
        reason: "\(folder) holds no authority of Candour's: ask whoever signed the certificate")
    }
    let known = Self.hosts(of: present)
    let all = known + hosts.filter { !known.contains($0) }
    let signer = try CertificateAuthority(certificate: authority, key: authorityKey)
    let (certificate, key) = try signer.serverCertificate(hosts: all, now: now)
    try write(key, to: keyPath, mode: 0o600)
    try write(certificate, to: certificatePath, mode: 0o644)
    return all
  }

  /// The files of the folder by name, for a backup.
  package func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in Self.names {
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path) else { continue }
      files[name] = Array(try Data(contentsOf: URL(filePath: path)))
    }
    return files
  }

  /// Restores the files of a backup.
  package func restore(_ files: [String: [UInt8]]) throws {
    try makeFolder()
    for (name, bytes) in files where Self.names.contains(name) {
      let mode: UInt32 = name.hasSuffix(".key") ? 0o600 : 0o644
      try write(String(decoding: bytes, as: UTF8.self), to: folder + "/" + name, mode: mode)
    }
  }

  private static let names = ["ca.pem", "ca.key", "server.pem", "server.key"]

  private static func certificates(in chain: String) -> [String] {
    let end = "-----END CERTIFICATE-----"
    return chain.split(separator: "-----BEGIN CERTIFICATE-----").compactMap { part in
      guard let close = part.firstRange(of: end) else { return nil }
      return "-----BEGIN CERTIFICATE-----" + part[..<close.upperBound] + "\n"
    }
  }

  static func hosts(of certificate: Certificate) -> [String] {
    guard let names = try? certificate.extensions.subjectAlternativeNames else { return [] }
    return names.compactMap { name in
      switch name {
      case .dnsName(let host): host
      case .ipAddress(let address): NetworkAddress(bytes: Array(address.bytes))?.text
      default: nil
      }
    }
  }

  /// Lets one process at a time make the authority of a new centre.
  ///
  /// - Throws: `StoreError.present` where another one makes it, or there is a centre by now.
  package func foundingTurn() throws -> FolderTurn {
    try makeFolder()
    return try FolderTurn(locking: folder, foundingIn: String(folder.dropLast(4)))
  }

  private func makeFolder() throws(StoreError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(writing: folder)
    }
  }

  /// The new text replaces the old one atomically, so that a crash leaves one of them complete.
  private func write(_ text: String, to path: String, mode: UInt32) throws {
    try AtomicFileWriter.write(Array(text.utf8), own: path, mode: mode)
  }
}

/// A certificate or key given by the operator that the server cannot use.
package struct UnusableCertificate: Error, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }
}
