internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate for new connections: read from its files, and again on request.
///
/// An existing connection keeps the certificate that it started with.
final class ServingCertificate: Sendable {
  private struct Loaded {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
    /// Seconds since 1970.
    let expiry: Int
  }

  private let certificatePath: String
  private let keyPath: String
  private let loaded: Mutex<Loaded>

  /// - Throws: where the files are not a certificate and a key.
  init(certificatePath: String, keyPath: String) throws {
    (self.certificatePath, self.keyPath) = (certificatePath, keyPath)
    loaded = Mutex(try Self.read(certificatePath, keyPath))
  }

  /// Reads the files again. Where they cannot be used, the former certificate stays in use.
  func reload() throws {
    let fresh = try Self.read(certificatePath, keyPath)
    loaded.withLock { $0 = fresh }
  }

  /// When the first certificate of the chain expires; seconds since 1970.
  var expiry: Int { loaded.withLock { $0.expiry } }

  /// For one handshake.
  var present: NIOSSLContextConfigurationOverride {
    loaded.withLock { loaded in
      var present = NIOSSLContextConfigurationOverride()
      present.certificateChain = loaded.chain
      present.privateKey = loaded.key
      return present
    }
  }

  /// TLS 1.2 with forward secrecy and authenticated ciphers, or 1.3.
  ///
  /// - Parameter choose: the certificate for the name that a client asks for, where it names one;
  ///   `nil`: this one.
  func configuration(
    choosing choose: @escaping @Sendable (String?) -> ServingCertificate? = { _ in nil }
  ) -> TLSConfiguration {
    let (chain, key) = loaded.withLock { ($0.chain, $0.key) }
    var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
    tls.minimumTLSVersion = .tlsv12
    tls.cipherSuiteValues = [
      .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
      .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
      .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
      .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
    tls.sslContextCallback = { asked, promise in
      promise.succeed((choose(asked.serverHostname) ?? self).present)
    }
    return tls
  }

  private static func read(_ certificatePath: String, _ keyPath: String) throws -> Loaded {
    let chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
    let key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
    guard let expiry = chain.map({ Int($0.notValidAfter) }).min() else {
      throw UnusableCertificate(reason: "\(certificatePath) holds no PEM certificate")
    }
    return Loaded(
      chain: chain.map { .certificate($0) }, key: .privateKey(key), expiry: expiry)
  }
}
