import Aggregation
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RecordStore
import Replication
import Screens
import SyncProtocol
import Synchronization
import TestSupport
import Testing

@testable import Web

/// The limits of a request before and after the client is known.
@Suite("Bounded requests")
struct BoundedRequestTests {
  private let harness: WebHarness
  private let device = WrittenLog(seed: 1)

  init() throws { harness = try WebHarness() }

  private func enrol() async throws {
    let secret = try await harness.centre.makeEnrolmentCode(
      site: device.descriptor.scope, role: .site)
    _ = try await harness.centre.enrol(
      try EnrolmentRequest.signed(
        code: secret.text, site: device.descriptor.scope, name: "", by: device.key))
  }

  private func authorization(_ body: [UInt8], nonce: UInt8 = 1) throws -> String {
    try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: body, issuedAt: harness.centre.now(),
      nonce: Array(repeating: nonce, count: 16), by: device.key
    ).authorization
  }

  /// Sends a body of 4 MB in pieces, and counts those that were read.
  private func send(authorization: String?) async -> (status: Int, read: Int) {
    var fields = HTTPFields()
    fields[.authorization] = authorization
    let pieces = CountedPieces()
    let request = Request(
      head: HTTPRequest(
        method: .post, scheme: "https", authority: "localhost", path: "/v1/sync",
        headerFields: fields),
      body: RequestBody(asyncSequence: pieces))
    let context = CentreContext(
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, remoteAddress: "192.0.2.1")
    let response = await harness.application.responder.answer(to: request, context: context)
    return (response.status.code, pieces.read.value)
  }

  @Test func `of a stranger's body nothing is read`() async throws {
    let stranger = try authorization([1, 2, 3])

    for text in [nil, "Candour nonsense", "Bearer x", stranger] {
      let (status, read) = await send(authorization: text)
      #expect(status == 401 || status == 403)
      #expect(read == 0)
    }
  }

  @Test func `of an enrolled device's body no more than the limit is read`() async throws {
    try await enrol()

    let (status, read) = await send(authorization: try authorization([1, 2, 3]))

    #expect(status == 413)
    #expect(read <= Endpoint.sync.bodyBytesMax / CountedPieces.size + 2)
  }

  @Test func `a body that breaks off is the caller's fault, and no failure of the centre`()
    async throws
  {
    let request = Request(
      head: HTTPRequest(
        method: .post, scheme: "https", authority: "localhost", path: "/sign-in",
        headerFields: HTTPFields()),
      body: RequestBody(asyncSequence: BrokenOffBody()))
    let context = CentreContext(
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, remoteAddress: "192.0.2.1")

    let response = await harness.application.responder.answer(to: request, context: context)

    #expect(response.status == .badRequest)
  }

  @Test func `what strangers hold in memory has a limit, and ends with their requests`() throws {
    let bodies = StrangerBodies()
    let half = StrangerBodies.addressBytesMax / 2

    #expect(bodies.take(half, of: "192.0.2.1") && bodies.take(half, of: "192.0.2.1"))
    #expect(!bodies.take(1, of: "192.0.2.1"))
    for number in 2...8 {
      #expect(bodies.take(StrangerBodies.addressBytesMax, of: "192.0.2.\(number)"))
    }
    #expect(!bodies.take(1, of: "192.0.2.9"))
    bodies.release(half, of: "192.0.2.1")
    #expect(bodies.take(1, of: "192.0.2.9"))
    #expect(bodies.bytes == StrangerBodies.bytesMax - half + 1)
  }

  @Test func `a stranger's body is refused where strangers hold too much, and one's own is not`()
    async throws
  {
    let bodies = StrangerBodies()
    let size = StrangerBodies.addressBytesMax
    #expect(bodies.take(size - 10, of: "192.0.2.1"))
    func read(_ count: Int, isKnown: Bool) async throws -> Int {
      let request = Request(
        head: HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/sign-in"),
        body: RequestBody(buffer: ByteBuffer(repeating: 120, count: count)))
      let reading = RequestBodyReading(from: "192.0.2.1", in: bodies)
      return try await reading.body(of: request, upTo: 100, isKnown: isKnown).readableBytes
    }

    #expect(try await read(10, isKnown: false) == 10)
    await #expect(throws: Problem.unavailable) { try await read(11, isKnown: false) }
    #expect(try await read(50, isKnown: true) == 50)
    await #expect(throws: Problem.bodyTooLarge) { try await read(101, isKnown: true) }
    #expect(bodies.bytes == size - 10)
  }

  @Test func `a token that is not of now opens no body`() async throws {
    try await enrol()
    let late = try authorization([1, 2, 3])
    harness.advance(hours: 1)

    let (status, read) = await send(authorization: late)

    #expect(status == 401 && read == 0)
  }

  @Test func `a device has so many requests under way, and others beside it have theirs`()
    async throws
  {
    let underWay = ExchangesUnderWay(perDeviceMax: 4)
    let (stream, release) = AsyncStream.makeStream(of: Void.self)
    let (begun, note) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await underWay.run(of: "one") {
            note.yield()
            for await _ in stream {}
          }
        }
      }
      var waiting = begun.makeAsyncIterator()
      for _ in 0..<4 { await waiting.next() }

      await #expect(throws: SyncRefusal.tooManyAtOnce) {
        try await underWay.run(of: "one") {}
      }
      try await underWay.run(of: "other") {}
      release.finish()
      try await group.waitForAll()
    }
    try await underWay.run(of: "one") {}
  }

  @Test func `an address has so many connections, and one that ends makes room`() throws {
    let counter = AddressCounter(max: 10)
    let one = NetworkPrefix.of(try SocketAddress(ipAddress: "192.0.2.1", port: 1))
    let other = NetworkPrefix.of(try SocketAddress(ipAddress: "192.0.2.2", port: 1))

    let authorised = (0..<2000).map { _ in counter.enter(one) }

    #expect(authorised.count { $0 } == 10)
    #expect(counter.enter(other))
    counter.leave(one)
    #expect(counter.enter(one) && !counter.enter(one))
    let six = try ["2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"].map {
      NetworkPrefix.of(try SocketAddress(ipAddress: $0, port: 1))
    }
    #expect(six[0] == six[1] && six[0] != six[2])
  }

  @Test func `a success takes back its own attempt and no failure of its address`() async throws {
    let clock = ContinuousClock.now
    let limiter = AttemptLimiter(failuresMax: 10, per: .seconds(900), now: { clock })
    for _ in 0..<9 { try await limiter.failed("from here") }

    for _ in 0..<100 {
      try await limiter.failed("from here")
      try await limiter.takeBack("from here")
    }

    #expect(try await limiter.wait("from here") == nil)
    try await limiter.failed("from here")
    #expect(try await limiter.wait("from here") != nil, "nine failures and one more")
  }
}

/// A body of 64 pieces of 128 kB that counts how many are read.
private struct CountedPieces: AsyncSequence, Sendable {
  typealias Element = ByteBuffer
  static let size = 128 * 1024

  final class Count: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  let read = Count()

  struct AsyncIterator: AsyncIteratorProtocol {
    let read: Count
    var left = 64

    mutating func next() async -> ByteBuffer? {
      guard left > 0 else { return nil }
      left -= 1
      read.add()
      return ByteBuffer(repeating: 0, count: CountedPieces.size)
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(read: read) }
}

/// A body whose connection ends after its first piece.
private struct BrokenOffBody: AsyncSequence, Sendable {
  struct BrokenOff: Error {}
  struct AsyncIterator: AsyncIteratorProtocol {
    var pieces = [ByteBuffer(string: "email=")]
    mutating func next() async throws -> ByteBuffer? {
      guard let piece = pieces.popLast() else { throw BrokenOff() }
      return piece
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}
