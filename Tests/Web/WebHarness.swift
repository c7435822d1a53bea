import Aggregation
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RecordStore
import RecordTables
import Replication
import Screens
import Storage
import Synchronization
import TestStores
import TestSupport
import Testing

@testable import Web

/// The complete application over a real store, without a socket.
final class WebHarness: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var body: String { String(decoding: bytes, as: UTF8.self) }

    func cookie(_ name: String) -> String? {
      headers[values: .setCookie].compactMap { header in
        let pair = header.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
        return pair[0] == name && pair.count == 2 ? String(pair[1]) : nil
      }.first
    }

    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
      guard let start = body.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
      return String(body[start.upperBound...].prefix { $0 != "\"" })
    }
  }

  static let password = "correct horse battery"
  /// Hashing deliberately takes a tenth of a second: once is enough for all tests.
  static let passwordHash = try? PasswordHash(of: password)

  let folder: TemporaryFolder
  let centre: Centre
  let application: CentreApplication
  /// The centre's time; a test sets it.
  private let clock = TestNow()

  /// How often the work on the store has waited for its database; 0 for a file.
  let waits: @Sendable () -> Int

  init(
    pdf: PDFMaker? = nil, at place: TestStores.Place = TestStores.place,
    through engine: @Sendable (any StorageEngine) -> any StorageEngine = { $0 }
  ) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    let clock = clock
    let trust = try #require(Scope("RBD"))
    let made = try TestStores.makeCentre(
      in: folder.path("centre"), trust: trust,
      environment: StoreEnvironment(now: { clock.milliseconds }), at: place,
      through: engine)
    centre = Centre(store: made.store, environment: made.environment)
    waits = made.waits
    application = try CentreApplication(
      centre: centre, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      securityContact: "mailto:security@trust.example",
      openID: (
        OpenIDSettings(
          issuer: "https://id.example", clientID: "candour", clientSecret: "secret",
          publicURL: "https://candour.trust.example"), NoProvider()
      ), publicURL: "https://candour.trust.example", pdf: pdf)
  }

  func advance(hours: Int64) { advance(minutes: hours * 60) }
  func advance(minutes: Int64) { clock.advance(milliseconds: minutes * 60_000) }

  func send(
    _ method: HTTPRequest.Method, _ path: String, headers: [HTTPField.Name: String] = [:],
    body: [UInt8] = [], from address: String = "192.0.2.1", to server: CentreApplication? = nil,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  ) async -> Answer {
    var fields = HTTPFields()
    for (name, value) in headers { fields[name] = value }
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: "https", authority: "localhost", path: path,
        headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(bytes: body)))
    let context = CentreContext(logger: logger, remoteAddress: address)
    let response = await (server ?? application).responder.answer(to: request, context: context)
    let writer = CollectedBody()
    try? await response.body.write(writer)
    let answer = Answer(
      status: response.status.code, headers: response.headers,
      bytes: writer.bytes.withLock { $0 })
    if answer.headers[.contentType]?.hasPrefix("text/html") ?? false {
      #expect(ShownPaths.found(in: answer.body) == [], "\(path) shows a field's path")
    }
    return answer
  }

  func get(_ path: String, as credential: Credential = .none) async -> Answer {
    await send(.get, path, headers: credential.headers)
  }

  func post(
    _ path: String, _ fields: [String: String], as credential: Credential = .none
  ) async -> Answer {
    let text = fields.map { "\($0)=\(FormFields.encoded($1))" }.sorted().joined(separator: "&")
    return await send(.post, path, headers: credential.headers, body: Array(text.utf8))
  }

  /// Fills in a form of a page as a browser does, with what the page hides in it, and sends it.
  func submit(
    _ fields: [String: String], to path: String, as credential: Credential
  ) async -> Answer {
    let page = await get(path, as: credential)
    var all = fields
    all["form-token"] = page.hidden("form-token")
    if all["version"] == nil { all["version"] = page.hidden("version") }
    return await post(path, all, as: credential)
  }

  enum Credential: Sendable {
    case none
    case token(String)
    case session(String)

    var headers: [HTTPField.Name: String] {
      switch self {
      case .none: [:]
      case .token(let text): [.authorization: "Bearer \(text)"]
      case .session(let text): [.cookie: "\(AccessControl.sessionCookie)=\(text)"]
      }
    }
  }

  func token(_ role: Role, hours: Int? = nil) async throws -> Credential {
    .token(try await centre.makeToken(role: role, name: "test", hours: hours).secret.text)
  }

  func addPerson(_ role: Role) async throws {
    let hash = try #require(Self.passwordHash)
    try await centre.addPerson(
      email: "\(role.rawValue)@example.test", role: role, password: hash.text,
      site: role == .reporter ? Scope("RBD01") : nil)
  }

  /// A session without the slow password check.
  func session(_ role: Role) async throws -> Credential {
    try await addPerson(role)
    let found = try await centre.credentials(email: "\(role.rawValue)@example.test")
    let person = try #require(found).person
    return .session(try await centre.beginSession(person: person).text)
  }
}

final class CollectedBody: ResponseBodyWriter {
  let bytes = Mutex<[UInt8]>([])

  func write(_ buffer: ByteBuffer) async throws {
    let new = Array(buffer.readableBytesView)
    bytes.withLock { $0 += new }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// A wall clock that begins at noon on 1 March 2026 and moves only on request.
private final class TestNow: Sendable {
  private let value = Mutex<Int64>(1_772_366_400_000)
  var milliseconds: Int64 { value.withLock { $0 } }
  func advance(milliseconds: Int64) { value.withLock { $0 += milliseconds } }
}

/// An identity provider that nobody reaches; its answers are tested elsewhere.
private struct NoProvider: IdentityProviderTransport {
  func get(
    _ address: String, bearer: String?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    throw IdentityProviderFailure("not reachable")
  }

  func post(
    _ address: String, form: String, basic: (user: String, password: String)?
  ) async throws(IdentityProviderFailure) -> IdentityProviderAnswer {
    throw IdentityProviderFailure("not reachable")
  }
}
