import Aggregation
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RecordStore
import RecordTables
import Replication
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Several trusts in one process, over real stores, without a socket.
final class HostedHarness: Sendable {
  static let noon: Int64 = 1_772_366_400_000

  let temporary: TemporaryFolder
  let folder: TrustFolder
  let application: HostedApplication
  let clock = MovableClock()

  /// - Parameter trusts: codes; each certificate contains `code.candour.example`.
  init(_ trusts: String...) throws {
    temporary = try TemporaryFolder()
    folder = TrustFolder(path: temporary.path("trusts"))
    for code in trusts { try Self.add(code, to: folder) }
    application = try HostedApplication(
      Hosting(folder: folder, environment: StoreEnvironment(now: { Self.noon })),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      clock: { [clock] in clock.now })
  }

  static func add(
    _ code: String, to folder: TrustFolder, hosts: [String]? = nil
  ) throws {
    let trust = try #require(Scope(code))
    let data = folder.folder(of: trust)
    let centre = try Centre.create(
      in: data, trust: trust, nation: "england", environment: StoreEnvironment(now: { noon }))
    try centre.store.close()
    try TLSFolder(data: data).write(
      CertificateAuthority.make(
        trust: code, hosts: hosts ?? ["\(code.lowercased()).candour.example"]))
  }

  /// Overwrites a trust's store, as a bad disk does.
  func damage(_ code: String) throws {
    let trust = try #require(Scope(code))
    try Data(repeating: 0x5a, count: 65536).write(
      to: URL(filePath: folder.folder(of: trust) + "/" + RecordStore.fileName))
  }

  func centre<T: Sendable>(
    _ code: String, _ body: @Sendable (Centre) async throws -> T
  ) async throws -> T {
    let trust = try #require(Scope(code))
    return try await application.centres.use(trust) { try await body($0.centre) }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, host: String,
    headers: [HTTPField.Name: String] = [:], body: [UInt8] = []
  ) async -> WebHarness.Answer {
    var fields = HTTPFields()
    for (name, value) in headers { fields[name] = value }
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: "https", authority: host, path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(bytes: body)))
    let context = CentreContext(
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, remoteAddress: "192.0.2.1")
    let response = await application.responder.answer(to: request, context: context)
    let writer = CollectedBody()
    try? await response.body.write(writer)
    return WebHarness.Answer(
      status: response.status.code, headers: response.headers,
      bytes: writer.bytes.withLock { $0 })
  }

  func get(
    _ path: String, host: String, as credential: WebHarness.Credential = .none
  ) async -> WebHarness.Answer {
    await send(.get, path, host: host, headers: credential.headers)
  }
}
