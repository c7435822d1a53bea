import Replication
import TestSupport
import Testing

/// The bytes of version 1. Equal both ways: what is read gives the value, what is written the bytes.
@Suite("Golden bytes of entries")
struct GoldenTests {
  typealias Golden = GoldenEntries

  private func expect(_ name: String, _ written: [UInt8]) throws -> [UInt8] {
    let golden = try GoldenFile(name).expected(updatingTo: written)
    #expect(written == golden, "\(name) is written otherwise than version 1 did")
    return golden
  }

  @Test(arguments: [
    ("entry-header", Golden.header), ("entry-header-moved", Golden.movedHeader),
    ("entry-header-later", Golden.laterHeader),
  ])
  func `a header`(name: String, header: EntryHeader) throws {
    let golden = try expect(name, header.encoded())

    #expect(try EntryHeader(decoding: golden) == header)
  }

  @Test(arguments: [("entry-payload", Golden.payload), ("entry-redaction", Golden.redaction)])
  func `a payload`(name: String, payload: EntryPayload) throws {
    let golden = try expect(name, payload.encoded(in: Golden.log))

    #expect(try EntryPayload(decoding: golden, in: Golden.log) == payload)
  }

  @Test func `a log's descriptor, its identifier and its replica's`() throws {
    let golden = try expect("log-descriptor", Golden.descriptor.encoded())

    #expect(try LogDescriptor(decoding: golden[...]) == Golden.descriptor)
    let names = try expect(
      "log-and-replica-identifiers", Golden.descriptor.id.bytes + Golden.descriptor.replica.bytes)
    #expect(names.count == 32)
  }

  @Test func `the hash chain over payloads that are there and ones that are gone`() throws {
    let golden = try expect("hash-chain", Golden.chain.flatMap(\.bytes))

    #expect(golden.count == 4 * 32)
  }

  @Test func `a checkpoint's message and signature`() throws {
    let (log, head) = (Golden.descriptor.id, Golden.chain[3])
    let message = try expect(
      "checkpoint-message", Checkpoint.message(log: log, sequence: 3, hash: head))
    // Ed25519 as RFC 8032 defines it: one key and message, one signature.
    let signature = try expect("checkpoint-signature", Golden.key.signature(for: message))

    let checkpoint = Checkpoint(log: log, sequence: 3, signature: signature)
    #expect(checkpoint.isValid(hash: head, publicKey: Golden.descriptor.publicKey))
    #expect(!checkpoint.isValid(hash: Golden.chain[2], publicKey: Golden.descriptor.publicKey))
  }

  @Test func `a merged record`() throws {
    let golden = try expect("merged-record", Golden.merged.encoded())

    #expect(try MergedRecord(decoding: golden) == Golden.merged)
  }
}
