import Foundation
import Replication
import TestSupport
import Testing

@testable import SyncProtocol

/// Input is bounded before memory is allocated for it.
@Suite("Limits")
struct LimitTests {
  /// A frame of RFC 8878 that repeats one byte: a header, then blocks of 128 KiB in four bytes each.
  private func bomb(inflatingTo target: Int) -> [UInt8] {
    let block = 128 * 1024
    let count = target / block
    // Window of 128 KiB, no content size, no checksum.
    var bytes: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]
    for index in 0..<count {
      let head = block << 3 | 0b010 | (index == count - 1 ? 1 : 0)
      bytes += [UInt8(head & 0xff), UInt8(head >> 8 & 0xff), UInt8(head >> 16 & 0xff), 0]
    }
    return bytes
  }

  @Test func `the bomb is one`() throws {
    let small = bomb(inflatingTo: 1024 * 1024)
    #expect(try BodyCompression.decompressed(small).count == 1024 * 1024)
  }

  @Test func `a small body that inflates to a gigabyte is refused with little memory`() throws {
    let body = bomb(inflatingTo: 1 << 30)
    #expect(body.count < 40_000)
    let before = Self.peakKilobytes()

    #expect(throws: ProtocolViolation.tooLarge("a body that inflates")) {
      try BodyCompression.decompressed(body)
    }

    // Other tests run at the same time; the gigabyte would still be visible.
    #expect(Self.peakKilobytes() - before < 512 * 1024)
  }

  /// Two frames of compression: what zstd itself makes from a gigabyte of zeros.
  @Test func `a kilobyte that claims a gigabyte is refused before it is inflated`() throws {
    // Single segment, content size in eight bytes: 2^30.
    let head: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0x40, 0, 0, 0, 0]
    let body = head + [UInt8](repeating: 0, count: 1000)

    #expect(throws: ProtocolViolation.self) { try BodyCompression.decompressed(body) }
  }

  @Test func `a batch beyond its limit of entries is refused`() throws {
    var log = WrittenLog(seed: 1)
    for _ in 0..<500 { log.write("x") }
    let part = try log.segment()
    let parts = ProtocolLimits.entriesMax / part.entries.count
    let request = SyncRequest(
      frontier: Frontier(), segments: Array(repeating: part, count: parts + 1))

    #expect(throws: ProtocolViolation.tooLarge("a batch beyond 20000 entries")) {
      try SyncRequest(decoding: try request.encoded())
    }
  }

  @Test func `a frontier beyond its limit is refused`() throws {
    var random = SeededGenerator(seed: 1)
    var frontier = Frontier()
    for _ in 0...ProtocolLimits.positionsMax {
      frontier[LogID.random(using: &random)] = .init(sequence: 1, check: 1)
    }

    #expect(throws: ProtocolViolation.tooLarge("a frontier")) {
      try SyncRequest(decoding: try SyncRequest(frontier: frontier).encoded())
    }
  }

  /// Parsed, twelve megabytes of segments without contents were more than a gigabyte.
  @Test(
    arguments: [
      [0x12], [0x1a], [0x4a], [0x1a, 0x22], [0x4a, 0x32, 0x0a], [0x1a, 0x32, 0x52],
    ] as [[UInt8]])
  func `repeated fields are counted before a message is parsed`(path: [UInt8]) throws {
    let count = 3_000_000
    var bytes = Array(repeatElement([path[path.count - 1], 0] as [UInt8], count: count).joined())
    for field in path.dropLast().reversed() {
      bytes = [field] + Self.varint(bytes.count) + bytes
    }
    let before = Self.peakKilobytes()

    let refusal = #expect(throws: ProtocolViolation.self) { try SyncRequest(decoding: bytes) }

    guard case .tooLarge? = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    // Other tests run at the same time; what was parsed before it was counted would be visible.
    #expect(Self.peakKilobytes() - before < 256 * 1024)
  }

  private static func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7f | 0x80)] + varint(number >> 7)
  }

  /// A repeated field that is added to the format and not counted would be a way around the limits.
  @Test(arguments: [
    ("SyncRequest", RepeatedFields.request), ("SyncResponse", .response),
    ("BundleHeader", .bundleHeader), ("BundleBatch", .bundleBatch), ("BundleTrailer", .none),
    ("EnrolmentRequest", .none), ("EnrolmentResponse", .none),
  ])
  func `every repeated field of a message is counted`(
    message: String, fields: RepeatedFields
  ) throws {
    let text = try String(contentsOf: Self.messages, encoding: .utf8)
    var found = Set<String>()
    try compare(message, fields, in: text, &found)
    #expect(found.contains(message))
  }

  private static let messages = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/SyncProtocol/candour.proto")

  private func compare(
    _ message: String, _ fields: RepeatedFields, in text: String, _ found: inout Set<String>
  ) throws {
    let start = try #require(text.range(of: "\nmessage \(message) {"), "\(message)")
    let end = try #require(text.range(of: "\n}", range: start.upperBound..<text.endIndex))
    found.insert(message)
    let field = /(?m)^\s+(repeated )?(\w+) \w+ = (\d+);/
    for match in text[start.upperBound..<end.lowerBound].matches(of: field) {
      let (type, number) = (String(match.2), try #require(UInt64(match.3)))
      let place: Comment = "\(message), field \(number)"
      #expect((match.1 != nil) == (fields.counted[number] != nil), place)
      // An entry has no repeated field.
      guard text.contains("\nmessage \(type) {"), type != "SealedEntry" else { continue }
      try compare(type, fields.inside[number] ?? .none, in: text, &found)
    }
  }

  @Test func `a number that no store can hold is refused`() throws {
    let log = LogID(high: 1, low: 2)
    var frontier = Frontier()
    frontier[log] = .init(sequence: EntryLimits.sequenceMax + 1, check: 0)
    let held = SyncResponse.Held(
      log: log, first: 1, last: EntryLimits.sequenceMax + 1, reason: "x", since: 0)

    #expect(throws: ProtocolViolation.malformed("a sequence number")) {
      try SyncRequest(decoding: try SyncRequest(frontier: frontier).encoded())
    }
    #expect(throws: ProtocolViolation.malformed("a held entry")) {
      try SyncResponse(decoding: try SyncResponse(held: [held]).encoded())
    }
  }

  @Test func `a payload beyond its limit is refused`() throws {
    var log = WrittenLog(seed: 1)
    let payload = [UInt8](repeating: 0, count: EntryLimits.payloadBytesMax + 1)
    log.append(SealedEntry(header: GoldenEntries.header.encoded(), body: .payload(payload)))
    let request = SyncRequest(frontier: Frontier(), segments: [try log.segment()])

    #expect(throws: ProtocolViolation.tooLarge("a payload")) {
      try SyncRequest(decoding: try request.encoded())
    }
  }

  @Test func `messages inside messages without end are refused`() throws {
    // Groups are the only wire type that nests without a length.
    let groups = [UInt8](repeating: 0x7b, count: 100_000)

    #expect(throws: ProtocolViolation.self) { try SyncRequest(decoding: groups) }
    #expect(throws: MalformedBytes.self) { try EntryHeader(decoding: Array(groups.prefix(500))) }
  }

  /// The most memory that this process ever held.
  private static func peakKilobytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }
}
