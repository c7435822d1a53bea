import Foundation
import Logging
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("The private authority")
struct CertificateTests {
  @Test func `it certifies this machine's own names and those that were given`() throws {
    let material = try CertificateAuthority.make(
      trust: "RBD", hosts: ["candour.example", "192.0.2.7", "localhost"])

    let certificate = try #require(
      try NIOSSLCertificate.fromPEMBytes(Array(material.server.utf8)).first)
    let names = certificate._subjectAlternativeNames()
    let hosts = names.filter { $0.nameType == .dnsName }.map {
      String(decoding: $0.contents, as: UTF8.self)
    }
    let addresses = names.filter { $0.nameType == .ipAddress }.map { Array($0.contents) }
    #expect(hosts == ["localhost", "candour.example"])
    #expect(addresses.contains([127, 0, 0, 1]) && addresses.contains([192, 0, 2, 7]))
    #expect(addresses.contains([UInt8](repeating: 0, count: 15) + [1]))
  }

  @Test func `keys can be read by the user alone`() throws {
    let folder = try TemporaryFolder()
    let tls = TLSFolder(data: folder.path)

    try tls.write(try CertificateAuthority.make(trust: "RBD", hosts: []))

    for path in [tls.keyPath, folder.path("tls/ca.key")] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func `a certificate that runs out is signed anew under the same authority`() throws {
    let folder = try TemporaryFolder()
    let tls = TLSFolder(data: folder.path)
    try tls.write(try CertificateAuthority.make(trust: "RBD", hosts: ["candour.example"]))
    let (authority, first) = (try text(tls.authorityPath), try text(tls.certificatePath))

    try tls.renewIfDue(now: Date.now)
    #expect(try text(tls.certificatePath) == first)
    try tls.renewIfDue(now: Date.now + 800 * 86_400)

    #expect(try text(tls.certificatePath) != first)
    #expect(try text(tls.authorityPath) == authority)
  }

  @Test func `a certificate and a key of two commands are replaced by a pair`() throws {
    let folder = try TemporaryFolder()
    let tls = TLSFolder(data: folder.path)
    try tls.write(try CertificateAuthority.make(trust: "RBD", hosts: ["candour.example"]))
    let certificate = try text(tls.certificatePath)
    // As `tls --host` leaves them that was killed between its two files.
    _ = try tls.add(hosts: ["new.example"])
    try Data(certificate.utf8).write(to: URL(filePath: tls.certificatePath))
    #expect(throws: UnusableCertificate.self) {
      try TLSFolder.read(certificate: tls.certificatePath, key: tls.keyPath)
    }

    try tls.renewIfDue(now: Date.now)

    #expect(throws: Never.self) {
      try TLSFolder.read(certificate: tls.certificatePath, key: tls.keyPath)
    }
    #expect(tls.ownHosts().contains("candour.example"))
  }

  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test(arguments: [(30, "info"), (29, "warning"), (0, "warning")])
  func `the log warns of one that runs out within thirty days`(days: Int, level: String)
    async throws
  {
    let folder = try TemporaryFolder()
    let tls = TLSFolder(data: folder.path)
    try tls.write(try CertificateAuthority.make(trust: "RBD", hosts: []))
    let certificate = try ServingCertificate(
      certificatePath: tls.certificatePath, keyPath: tls.keyPath)
    let lines = Lines()
    let keeper = CertificateKeeper(
      certificate: certificate, folder: nil, metrics: Metrics(),
      logger: Logger(label: "test") { label in
        JSONLogHandler(label: label, level: .info) { line in lines.all.withLock { $0.append(line) }
        }
      })

    let now = certificate.expiry - days * 86_400 - 60
    await keeper.look(now: Date(timeIntervalSince1970: Double(now)))

    let line = try #require(lines.all.withLock { $0.first })
    #expect(line.contains("\"level\":\"\(level)\"") && line.contains("\"days\":\"\(days)\""))
  }

  @Test func `it is looked at again and again, once a day`() async throws {
    let folder = try TemporaryFolder()
    let tls = TLSFolder(data: folder.path)
    try tls.write(try CertificateAuthority.make(trust: "RBD", hosts: []))
    let (looks, look) = AsyncStream.makeStream(of: String.self)
    var keeper = CertificateKeeper(
      certificate: try ServingCertificate(
        certificatePath: tls.certificatePath, keyPath: tls.keyPath), folder: tls,
      metrics: Metrics(),
      logger: Logger(label: "test") { label in
        JSONLogHandler(label: label, level: .info) { look.yield($0) }
      })
    #expect(keeper.interval == .seconds(86_400))
    keeper.interval = .nanoseconds(1)

    let running = Task { [keeper] in try await keeper.run() }
    var seen: [String] = []
    for await line in looks.prefix(3) { seen.append(line) }
    running.cancel()
    try await running.value

    #expect(seen.count == 3 && seen.allSatisfy { $0.contains("the certificate was read") })
  }

  @Test func `a certificate of somebody else's needs its own key`() throws {
    let folder = try TemporaryFolder()
    let one = try CertificateAuthority.make(trust: "RBD", hosts: [])
    let other = try CertificateAuthority.make(trust: "RBD", hosts: [])
    try one.server.write(toFile: folder.path("cert.pem"), atomically: true, encoding: .utf8)
    try other.serverKey.write(toFile: folder.path("key.pem"), atomically: true, encoding: .utf8)

    #expect(throws: UnusableCertificate.self) {
      try TLSFolder(data: folder.path).adopt(
        certificate: folder.path("cert.pem"), key: folder.path("key.pem"))
    }
  }

  @Test(arguments: [
    ("127.0.0.1:8443", "127.0.0.1:8443"), ("[::1]:0", "[::1]:0"), ("host:443", "host:443"),
  ])
  func `an address to listen on is read and written alike`(text: String, written: String) {
    #expect(ListenAddress(text)?.description == written)
  }

  @Test(arguments: ["", "host", "host:", ":443", "host:65536", "host:-1", "::1:443"])
  func `what is no address is refused`(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }
}
