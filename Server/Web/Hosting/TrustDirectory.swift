internal import Aggregation
internal import FoundationEssentials
internal import NIOSSL
internal import Replication
internal import SwiftASN1
internal import Synchronization
internal import X509

/// The trusts of a folder with their host names and certificates, as last read.
///
/// An added trust and a replaced certificate are noticed while the server runs.
final class TrustDirectory: Sendable {
  private struct Known {
    /// When the certificate and its key were written. One of them is written first, so both are
    /// compared.
    let stamps: [Date]
    let certificate: ServingCertificate
    let hosts: [String]
  }

  private struct State {
    var trusts: [Scope] = []
    var known: [Scope: Known] = [:]
    var names = HostNames()
  }

  let folder: TrustFolder
  private let state = Mutex(State())

  init(folder: TrustFolder) {
    self.folder = folder
    refresh()
  }

  var trusts: [Scope] { state.withLock { $0.trusts } }
  var contestedNames: [String] { state.withLock { $0.names.contested.sorted() } }

  func trust(of host: String?) -> Scope? { state.withLock { $0.names.trust(of: host) } }
  func name(of trust: Scope) -> String? { state.withLock { $0.names.name(of: trust) } }

  /// When the certificate of each trust expires, in seconds since 1970.
  var expiries: [Scope: Int] { state.withLock { $0.known.mapValues(\.certificate.expiry) } }

  /// Reads the folder again. If a certificate cannot be read, the former one stays in use.
  func refresh() {
    let trusts = folder.trusts()
    let before = state.withLock { $0.known }
    var known: [Scope: Known] = [:]
    for trust in trusts { known[trust] = read(trust, before[trust]) ?? before[trust] }
    let hosts = Dictionary(
      uniqueKeysWithValues: trusts.map { ($0, known[$0]?.hosts ?? []) })
    let names = HostNames(hosts: hosts)
    state.withLock { $0 = State(trusts: trusts, known: known, names: names) }
  }

  private func read(_ trust: Scope, _ before: Known?) -> Known? {
    let tls = TLSFolder(data: folder.folder(of: trust))
    let stamps = [tls.certificatePath, tls.keyPath].compactMap {
      (try? FileManager.default.attributesOfItem(atPath: $0))?[.modificationDate] as? Date
    }
    guard stamps != before?.stamps,
      let certificate = try? ServingCertificate(
        certificatePath: tls.certificatePath, keyPath: tls.keyPath)
    else { return nil }
    return Known(stamps: stamps, certificate: certificate, hosts: tls.hosts())
  }

  /// Signs new certificates where the present ones expire, then reads what has changed.
  ///
  /// - Parameter centre: runs work with a trust's centre, where its servers share the certificate.
  /// - Returns: the trusts whose certificate could not be renewed.
  func renew(
    with centre: (Scope, @Sendable (Centre) async throws -> Void) async throws -> Void
  ) async -> [Scope] {
    var failed: [Scope] = []
    for trust in trusts {
      let tls = TLSFolder(data: folder.folder(of: trust))
      do {
        if folder.isInDatabase(trust) {
          try await centre(trust) { try await tls.renewIfDue(sharedBy: $0) }
        } else {
          try tls.renewIfDue()
        }
      } catch {
        failed.append(trust)
      }
    }
    refresh()
    return failed
  }

  /// Each connection gets the certificate of the trust whose name it requests; without a known name
  /// it gets the first.
  ///
  /// - Throws: ``UnusableCertificate`` where no trust has a usable certificate.
  func configuration() throws -> TLSConfiguration {
    let first = state.withLock { state in
      state.trusts.compactMap { state.known[$0]?.certificate }.first
    }
    guard let first else {
      throw UnusableCertificate(reason: "no trust in \(folder.path) has a certificate and its key")
    }
    return first.configuration { [self] asked in
      state.withLock { state in
        state.names.trust(of: asked).flatMap { state.known[$0]?.certificate }
      }
    }
  }
}

extension TLSFolder {
  /// The names on the server certificate; none where it cannot be read.
  package func hosts() -> [String] {
    guard let text = try? String(contentsOfFile: certificatePath, encoding: .utf8),
      let certificate = try? Certificate(pemEncoded: text)
    else { return [] }
    return Self.hosts(of: certificate)
  }

  /// The names on the server certificate that lead only to this trust, in lower case.
  package func ownHosts() -> [String] {
    hosts().map { $0.lowercased() }.filter { !CertificateAuthority.localNames.contains($0) }
  }
}
