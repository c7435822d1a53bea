import Foundation
import Replication
import SwiftProtobuf
import TestSupport
import Testing

@testable import SyncProtocol

/// `Docs/protocol.md` shows an exchange to the byte. These bytes are checked here.
@Suite("The example in the protocol document")
struct DocumentedExampleTests {
  /// 2026-02-02T02:40:00Z.
  static let loggedAt: Int64 = 1_770_000_000_000

  let document: ProtocolDocument
  let example: WrittenExample

  init() throws {
    example = try WrittenExample()
    document = try ProtocolDocument()
    if GoldenFile.isUpdating { try document.write(example.blocks) }
  }

  @Test func `every block holds what the code makes`() throws {
    let blocks = try ProtocolDocument().blocks()

    #expect(Set(blocks.keys) == Set(example.blocks.map(\.name)))
    for (name, bytes) in example.blocks { #expect(blocks[name] == bytes, "\(name)") }
  }

  @Test func `the example in the document verifies`() throws {
    let blocks = try ProtocolDocument().blocks()
    func block(_ name: String) throws -> [UInt8] { try #require(blocks[name], "\(name)") }

    let request = try SyncRequest(decoding: try block("sync-request"))
    let segment = try #require(request.segments.first)
    let descriptor = try #require(segment.descriptor)
    #expect(descriptor.encoded() == (try block("log-descriptor")))
    let hashes = try segment.verified(after: descriptor.genesis, descriptor: descriptor)
    #expect(hashes.map(\.bytes) == [try block("entry-hash")])

    let payload = try EntryPayload(decoding: try block("entry-payload"), in: segment.log)
    #expect(payload.operations.map(\.path.text) == ["discoveredOn", "modality"])
    let header = try EntryHeader(decoding: try block("entry-header"))
    #expect(header.time.milliseconds == Self.loggedAt && header.kind == "incident")

    let authorization = String(decoding: try block("authorization"), as: UTF8.self)
    let token = try RequestToken(authorization: "Candour " + authorization)
    try token.check(
      method: "POST", path: "/v1/sync", body: try block("sync-request"),
      publicKey: try block("public-key"), now: Self.loggedAt + 1000)

    let packed = try SyncRequest(decoding: try block("sync-request-packed"))
    #expect(packed.segments == request.segments && packed.readsPacked)

    let response = try SyncResponse(decoding: try block("sync-response"))
    #expect(response == SyncResponse(frontier: request.frontier))
  }
}

/// The example as the code generates it.
struct WrittenExample {
  let blocks: [(name: String, bytes: [UInt8])]

  init() throws {
    let secret = [UInt8](1...32)
    let key = try #require(ReplicaKey(privateBytes: secret))
    let scope = try #require(Scope("RBD02"))
    let descriptor = try #require(
      LogDescriptor(publicKey: key.publicBytes, scope: scope, nonce: [UInt8](0x10..<0x20)))
    let log = descriptor.id
    let header = EntryHeader(
      time: HybridTime(milliseconds: DocumentedExampleTests.loggedAt),
      record: try #require(RecordID(text: "1b4e28ba-2fa1-4d3b-9a3e-f19fb5b07c11")),
      kind: "incident", author: "operator")
    let payload = EntryPayload(
      salt: [UInt8](0x40..<0x48),
      operations: [
        .init(path: FieldPath(literal: "discoveredOn"), value: .text("2026-02-02")),
        .init(path: FieldPath(literal: "modality"), value: .text("ct")),
      ])
    let sealed = SealedEntry(
      header: header.encoded(), body: .payload(payload.encoded(in: log)))
    let hash = sealed.chained(to: descriptor.genesis)
    let checkpoint = try Checkpoint.signed(log: log, sequence: 1, hash: hash, by: key)
    let frontier = Frontier([log: .init(sequence: 1, check: hash.check)])
    let segment = LogSegment(
      log: log, descriptor: descriptor, first: 1, entries: [sealed],
      signature: checkpoint.signature)
    let request = try SyncRequest(frontier: frontier, segments: [segment]).encoded()
    let packed = SyncRequest(frontier: frontier, segments: [segment], readsPacked: true)
    let token = try RequestToken.signed(
      method: "POST", path: "/v1/sync", body: request,
      issuedAt: DocumentedExampleTests.loggedAt + 1000, nonce: [UInt8](0..<16), by: key)
    let authorization = String(token.authorization.dropFirst("Candour ".count))
    let wire = try WireRequestToken(serializedBytes: Self.bytes(base64url: authorization))
    blocks = [
      ("secret-key", secret), ("public-key", key.publicBytes), ("replica", key.replica.bytes),
      ("log-descriptor", descriptor.encoded()), ("genesis", descriptor.genesis.bytes),
      ("log", log.bytes), ("entry-header", sealed.header),
      ("entry-payload", sealed.payload ?? []), ("payload-digest", sealed.payloadDigest.bytes),
      ("entry-hash", hash.bytes),
      ("checkpoint-message", Checkpoint.message(log: log, sequence: 1, hash: hash)),
      ("checkpoint-signature", checkpoint.signature), ("sync-request", request),
      ("sync-request-packed", try packed.encoded { _ in [:] }),
      ("token-claims", Array(wire.claims)), ("token-signature", Array(wire.signature)),
      ("authorization", Array(authorization.utf8)),
      ("sync-response", try SyncResponse(frontier: frontier).encoded()),
    ]
  }

  private static func bytes(base64url text: String) throws -> [UInt8] {
    var base64 = text.replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
    return Array(try #require(Data(base64Encoded: base64)))
  }
}

/// The named blocks of `Docs/protocol.md`: ```` ```hex NAME ```` and ```` ```text NAME ````.
struct ProtocolDocument {
  private static let path: String = {
    let here = #filePath
    let root = here.components(separatedBy: "/Tests/SyncProtocol/")[0]
    return root + "/Docs/protocol.md"
  }()

  private let lines: [String]

  init() throws {
    lines = try String(contentsOfFile: Self.path, encoding: .utf8)
      .components(separatedBy: "\n")
  }

  func blocks() throws -> [String: [UInt8]] {
    var blocks: [String: [UInt8]] = [:]
    var open: (kind: Substring, name: String, text: String)?
    for line in lines {
      if let block = open {
        if line == "```" {
          blocks[block.name] =
            block.kind == "hex"
            ? try GoldenFile.bytes(of: block.text) : Array(block.text.filter { $0 != "\n" }.utf8)
          open = nil
        } else {
          open?.text += line + "\n"
        }
      } else if let start = Self.start(of: line) {
        open = (start.kind, start.name, "")
      }
    }
    return blocks
  }

  private static func start(of line: String) -> (kind: Substring, name: String)? {
    guard line.hasPrefix("```") else { return nil }
    let words = line.dropFirst(3).split(separator: " ")
    guard words.count == 2 else { return nil }
    return (words[0], String(words[1]))
  }

  /// Rewrites the blocks.
  func write(_ blocks: [(name: String, bytes: [UInt8])]) throws {
    var result: [String] = []
    var isInside = false
    for line in lines {
      if isInside && line != "```" { continue }
      isInside = false
      result.append(line)
      guard let start = Self.start(of: line),
        let bytes = blocks.first(where: { $0.name == start.name })?.bytes
      else { continue }
      isInside = true
      result += start.kind == "hex" ? Self.hexadecimal(bytes) : Self.text(bytes)
    }
    try result.joined(separator: "\n").write(toFile: Self.path, atomically: true, encoding: .utf8)
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: 32).map {
      Hexadecimal.text(bytes[$0..<min($0 + 32, bytes.count)])
    }
  }

  private static func text(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: 80).map {
      String(decoding: bytes[$0..<min($0 + 80, bytes.count)], as: UTF8.self)
    }
  }
}
