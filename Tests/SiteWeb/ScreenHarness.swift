import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RecordStore
import Records
import Replication
import Screens
import SiteClient
import Synchronization
import TestSupport
import Testing

@testable import SiteWeb

/// The complete screen over a real store, without a socket.
final class ScreenHarness: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String

    var location: String? { headers[.location] }

    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
      guard let start = body.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
      return String(body[start.upperBound...].prefix { $0 != "\"" })
    }
  }

  static let authority = "127.0.0.1:4711"

  let folder: TemporaryFolder
  let client: SiteClient
  let door = Door()
  let responder: ScreenResponder
  private let session = Mutex<String?>(nil)

  init(of owner: DraftOwner = .storeOwner) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    // Noon on 2 March 2026, ten milliseconds later whenever it is read.
    let time = Mutex<Int64>(1_772_452_800_000)
    client = try SiteClient.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD01")), nation: "england",
        author: "radiographer"),
      environment: SiteEnvironment(
        now: {
          time.withLock { time in
            time += 10
            return time
          }
        }))
    let pages = ScreenPages(
      client: client, door: door, renderer: try ScreenRenderer(), owner: owner
    ) {}
    responder = ScreenResponder(pages: pages) { Self.authority }
  }

  /// A browser that was accepted, whose person has given their role.
  static func opened(of owner: DraftOwner = .storeOwner) async throws -> ScreenHarness {
    let screen = try ScreenHarness(of: owner)
    let answer = await screen.open(with: screen.door.token)
    try #require(answer.status == 200)
    screen.session.withLock { $0 = Self.cookie(in: answer) }
    let chosen = try await screen.post("/role", ["role": "radiographer"])
    try #require(chosen.status == 303)
    return screen
  }

  static func cookie(in answer: Answer) -> String? {
    answer.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
  }

  func open(with token: String) async -> Answer {
    await send(
      .post, "/open", headers: [.origin: "null", .secFetchSite: "cross-site"],
      body: "token=\(token)")
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, headers: [HTTPField.Name: String] = [:],
    body: String = "", authority: String = ScreenHarness.authority
  ) async -> Answer {
    var fields = HTTPFields()
    for (name, value) in headers { fields[name] = value }
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: "http", authority: authority, path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(string: body)))
    let context = ScreenContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let response = await responder.answer(to: request, context: context)
    let writer = CollectedBody()
    try? await response.body.write(writer)
    let answer = Answer(
      status: response.status.code, headers: response.headers,
      body: String(decoding: writer.bytes.withLock { $0 }, as: UTF8.self))
    if answer.headers[.contentType]?.hasPrefix("text/html") ?? false {
      #expect(ShownPaths.found(in: answer.body) == [], "\(path) shows a field's path")
    }
    return answer
  }

  var cookie: [HTTPField.Name: String] {
    session.withLock { $0 }.map { [.cookie: $0] } ?? [:]
  }

  func get(_ path: String) async -> Answer {
    await send(
      .get, path, headers: cookie.merging([.secFetchSite: "same-origin"]) { $1 })
  }

  /// Sends a form as a page of the screen does.
  func post(_ path: String, _ fields: [String: String]) async throws -> Answer {
    let all = fields.merging(["form-token": door.formToken]) { own, _ in own }
    let text = all.map { "\($0)=\(FormFields.encoded($1))" }.sorted().joined(separator: "&")
    return await send(
      .post, path,
      headers: cookie.merging(
        [.secFetchSite: "same-origin", .origin: "http://\(Self.authority)"]) { $1 }, body: text)
  }

  /// Sends a form with a file, as a browser frames it.
  func upload(
    _ path: String, _ fields: [String: String], file: String, named name: String = "file",
    isCutShort: Bool = false
  ) async throws -> Answer {
    var parts = fields.merging(["form-token": door.formToken]) { own, _ in own }.sorted {
      $0.key < $1.key
    }.map { "--b\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n" }
    parts.append(
      "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"f\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n\(file)\r\n")
    return await send(
      .post, path,
      headers: cookie.merging([
        .secFetchSite: "same-origin", .origin: "http://\(Self.authority)",
        .contentType: "multipart/form-data; boundary=b",
      ]) { $1 }, body: parts.joined() + (isCutShort ? "" : "--b--\r\n"))
  }

  // MARK: Records

  /// The answers of a notifiable incident: an adult, without any intended exposure.
  static let answers = [
    "q-narrative": "A CT of the chest was done on the wrong patient.", "q-discovered": "1/3/2026",
    "q-exposed": "1/3/2026", "q-place": "CT 2", "q-modality": "ct", "q-who": "patient",
    "q-age": "54", "q-exposure": "accidental", "q-fault": "no", "q-dose": "DLP 512",
    "q-informed": "yes",
  ]

  /// Logs an incident by the form.
  func log(_ changes: [String: String] = [:]) async throws -> RecordSnapshot {
    _ = try await post("/log/begin", ["what": "incident", "way": "form"])
    let sent = try await post("/log/form", Self.answers.merging(changes) { $1 })
    try #require(sent.location == "/log/summary", "\(sent.body)")
    let summary = await get("/log/summary")
    let draft = try #require(summary.hidden("draft"))
    let saved = try await post("/log/save", ["draft": draft, "names": "keep"])
    let place = try #require(saved.location)
    let name = place.dropFirst("/incidents/".count).prefix { $0 != "?" }
    return try await client.record(named: String(name))
  }
}

private final class CollectedBody: ResponseBodyWriter {
  let bytes = Mutex<[UInt8]>([])

  func write(_ buffer: ByteBuffer) async throws {
    let new = Array(buffer.readableBytesView)
    bytes.withLock { $0 += new }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
