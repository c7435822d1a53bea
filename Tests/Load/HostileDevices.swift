import Aggregation
import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import Synchronization
import TestSupport

/// Devices that enrolled like any other and then send whatever costs the centre most: facts in
/// dispute, values at one path, log after log, claims of logs that never come, and the bodies of
/// four requests at once.
///
/// Every one of their requests is signed and of the protocol, so the centre has to look at it. None
/// may be answered by anything but a sync answer or a refusal with a name.
final class HostileDevices: Harm, @unchecked Sendable {
  // The tasks touch only what is guarded by `state`; `join` is over before `begin`.
  private struct State {
    var statuses: [Int: Int] = [:]
    var longest = 0.0
    var isOver = false
  }

  private let centre: CentreProcess
  private let count: Int
  private let seconds: Int
  private var devices: [(log: WrittenLog, transport: CurlTransport)] = []
  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  init(_ centre: CentreProcess, count: Int, seconds: Int) {
    (self.centre, self.count, self.seconds) = (centre, count, seconds)
  }

  /// Enrols each with a code, as a person at the centre would have let them.
  func join() async throws {
    let door = try Centre.open(
      in: centre.data, environment: StoreEnvironment(now: SiteEnvironment.systemTime))
    let authority = Array(try Data(contentsOf: URL(filePath: centre.authority)))
    let address = try CentreAddress(centre.url)
    for number in 0..<count {
      let log = WrittenLog(seed: UInt64(9000 + number), scope: "HARM\(number)")
      let code = try await door.makeEnrolmentCode(site: log.descriptor.scope, role: .site)
      let transport = CurlTransport(address: address, authority: authority)
      let request = try EnrolmentRequest.signed(
        code: code.text, site: log.descriptor.scope, name: "", by: log.key)
      let answer = try await transport.post(
        TransportRequest(
          path: "/v1/enrolments", body: try request.encoded(),
          headers: [(name: "Content-Type", value: "application/x-protobuf")]))
      guard answer.status == 200 else { throw Crew.Failed(text: "a device was not enrolled") }
      devices.append((log, transport))
    }
    try door.store.close()
  }

  func begin() throws {
    Task.detached { [self] in
      await withTaskGroup(of: Void.self) { group in
        for (log, transport) in devices { group.addTask { await self.harm(log, transport) } }
      }
      done.signal()
    }
  }

  func end() throws -> String {
    state.withLock { $0.isOver = true }
    done.wait()
    let (statuses, longest) = state.withLock { ($0.statuses, $0.longest) }
    let known: Set<Int> = [200, 401, 403, 413, 422, 429]
    guard Set(statuses.keys).isSubset(of: known) else {
      throw Crew.Failed(text: "a hostile device was answered \(statuses)")
    }
    let words = statuses.sorted { $0.key < $1.key }.map { "\($0.key) × \($0.value)" }
    return "\(count) hostile devices were answered \(words.joined(separator: ", ")), the slowest "
      + "after \(Int(longest)) ms"
  }

  private func harm(_ first: WrittenLog, _ transport: CurlTransport) async {
    let until = DispatchTime.now().uptimeNanoseconds + UInt64(seconds) * 1_000_000_000
    var round = 0
    while DispatchTime.now().uptimeNanoseconds < until, !state.withLock({ $0.isOver }) {
      round += 1
      guard let request = try? Self.attack(round, of: first) else { continue }
      await post(request, of: first, transport)
    }
  }

  private func post(
    _ request: SyncRequest, of log: WrittenLog, _ transport: CurlTransport
  ) async {
    guard let body = try? BodyCompression.compressed(request.encoded()) else { return }
    var generator = SystemRandomNumberGenerator()
    let token = try? RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: SiteEnvironment.systemTime(),
      nonce: EntryPayload.salt(using: &generator) + EntryPayload.salt(using: &generator),
      by: log.key)
    guard let token else { return }
    let start = DispatchTime.now().uptimeNanoseconds
    let answer = try? await transport.post(
      TransportRequest(
        path: "/v1/sync", body: body,
        headers: [
          (name: "Content-Type", value: "application/x-protobuf"),
          (name: "Content-Encoding", value: BodyCompression.name),
          (name: "Authorization", value: token.authorization),
        ]))
    let milliseconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
    state.withLock { state in
      if let answer { state.statuses[answer.status, default: 0] += 1 }
      state.longest = max(state.longest, milliseconds)
    }
  }

  // MARK: What they send

  private static func attack(_ round: Int, of first: WrittenLog) throws -> SyncRequest {
    switch round % 4 {
    case 0: try disputes(round, of: first)
    case 1: try values(round, of: first)
    case 2: try logs(round, of: first)
    default: claims(of: first)
    }
  }

  /// Two logs that disagree about every fact of three hundred individuals.
  private static func disputes(_ round: Int, of first: WrittenLog) throws -> SyncRequest {
    let people = (0..<300).flatMap { number -> [FieldPath] in
      let element = "individuals/@\(1_000_000_000 + number)"
      return [FieldPath(element + "/ageAtExposure"), FieldPath(element + "/exposure")].compactMap(
        \.self)
    }
    let record = RecordID(high: 0x4000, low: UInt64(round))
    let segments = try (0..<2).map { side in
      var log = try first.sibling(number: round * 2 + side)
      log.write(
        people.map { Operation(path: $0, value: .text("\(side)")) }, to: record)
      return try log.segment()
    }
    return SyncRequest(frontier: Frontier(), segments: segments)
  }

  /// Thousands of values at one path.
  private static func values(_ round: Int, of first: WrittenLog) throws -> SyncRequest {
    var log = try first.sibling(number: 100_000 + round)
    let record = RecordID(high: 0x4001, low: 1)
    log.write(
      (0..<4000).map {
        Operation(path: FieldPath(literal: "room"), value: .text("CT \(round) \($0)"))
      }, to: record)
    return SyncRequest(frontier: Frontier(), segments: [try log.segment()])
  }

  /// Log after log.
  private static func logs(_ round: Int, of first: WrittenLog) throws -> SyncRequest {
    SyncRequest(
      frontier: Frontier(),
      segments: try (0..<500).map {
        try first.sibling(number: 1_000_000 + round * 500 + $0).segment()
      })
  }

  /// As many logs as a frontier may name, none of which ever comes.
  private static func claims(of first: WrittenLog) -> SyncRequest {
    var frontier = Frontier()
    for number in 0..<8000 {
      frontier[LogID(high: 77, low: UInt64(number))] = Frontier.Position(
        sequence: 1 << 40, check: 1)
    }
    return SyncRequest(frontier: frontier)
  }
}
