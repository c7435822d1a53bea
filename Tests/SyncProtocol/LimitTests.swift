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
