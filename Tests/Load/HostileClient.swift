import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport

/// A malicious device, and its connection to the centre.
struct HostileClient: Sendable {
  var writer: HostileWriter
  let transport: CurlTransport

  /// Enrols each with a code, as a person at the centre would have allowed. Each is a site of its
  /// own.
  static func enrolled(
    _ count: Int, named name: String, at centre: CentreProcess
  ) async throws -> [HostileClient] {
    let door = try Centre.open(
      in: centre.data, environment: StoreEnvironment(now: SiteEnvironment.systemTime))
    let authority = Array(try Data(contentsOf: URL(filePath: centre.authority)))
    let address = try CentreAddress(centre.url)
    var clients: [HostileClient] = []
    for number in 0..<count {
      let scope = "\(name)\(number)"
      let seed = scope.utf8.reduce(UInt64(0)) { $0 &* 131 &+ UInt64($1) } & 0xFFFF_FFFF
      let client = HostileClient(
        writer: HostileWriter(seed: seed, scope: scope),
        transport: CurlTransport(address: address, authority: authority))
      let code = try await door.makeEnrolmentCode(site: client.writer.scope, role: .site)
      let request = try EnrolmentRequest.signed(
        code: code.text, site: client.writer.scope, name: "", by: client.writer.key)
      let answer = try await client.transport.post(
        TransportRequest(
          path: "/v1/enrolments", body: try request.encoded(),
          headers: [(name: "Content-Type", value: "application/x-protobuf")]))
      guard answer.status == 200 else { throw Crew.Failed(text: "a device was not enrolled") }
      clients.append(client)
    }
    try door.store.close()
    return clients
  }

  /// - Returns: the status; nil when the connection broke.
  func post(_ request: SyncRequest) async -> Int? {
    guard let body = try? BodyCompression.compressed(request.encoded()) else { return nil }
    var generator = SystemRandomNumberGenerator()
    let token = try? RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: SiteEnvironment.systemTime(),
      nonce: EntryPayload.salt(using: &generator) + EntryPayload.salt(using: &generator),
      by: writer.key)
    guard let token else { return nil }
    let answer = try? await transport.post(
      TransportRequest(
        path: "/v1/sync", body: body,
        headers: [
          (name: "Content-Type", value: "application/x-protobuf"),
          (name: "Content-Encoding", value: BodyCompression.name),
          (name: "Authorization", value: token.authorization),
        ]))
    return answer?.status
  }

  /// - Throws: `Crew.Failed` for an answer that is neither a sync answer nor a named refusal.
  static func check(_ statuses: Set<Int>) throws {
    let known: Set<Int> = [200, 401, 403, 413, 422, 429]
    guard statuses.isSubset(of: known) else {
      throw Crew.Failed(text: "a hostile device was answered \(statuses.sorted())")
    }
  }
}
