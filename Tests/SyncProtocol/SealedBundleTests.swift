import Replication
import SyncProtocol
import TestSupport
import Testing

@Suite("A sealed bundle")
struct SealedBundleTests {
  private static let receiver = key(1)
  private static let other = key(2)
  private static let stranger = key(3)

  private static func key(_ seed: UInt8) -> SealingKey {
    guard let key = SealingKey(privateBytes: [UInt8](repeating: seed, count: 32)) else {
      preconditionFailure("any 32 bytes are an X25519 key")
    }
    return key
  }

  /// Three entries in two batches, sealed to two receivers, with bundles relayed for others.
  private static func sealed(
    enclosing carried: [[UInt8]] = []
  ) throws -> (log: WrittenLog, file: [UInt8]) {
    var log = WrittenLog(seed: 7)
    for number in 0..<3 { log.write("CT \(number)") }
    let memory = BundleInMemory()
    var writer = try BundleWriter(
      BundleFormatTests.header(log), sealedTo: [receiver.publicBytes, other.publicBytes]
    ) { memory.file += $0 }
    try writer.append([try log.segment(1...2)])
    try writer.append([try log.segment(3...3)])
    for file in carried { try writer.enclose(BundleInMemory(file: file)) }
    try writer.finish(signedBy: log.key)
    return (log, memory.file)
  }

  private func batches(_ reader: BundleReader<BundleInMemory>) throws -> [[LogSegment]] {
    var batches: [[LogSegment]] = []
    try reader.forEachBatch { batches.append($0) }
    return batches
  }

  @Test(arguments: [1, 2] as [UInt8])
  func `each receiver reads what was written`(seed: UInt8) throws {
    let (log, file) = try Self.sealed()

    let reader = try BundleReader(
      verifying: BundleInMemory(file: file), opening: Self.key(seed))

    #expect(reader.contents == .opened && reader.entries == 3)
    #expect(try batches(reader) == [[try log.segment(1...2)], [try log.segment(3...3)]])
  }

  @Test(arguments: [nil, 3] as [UInt8?])
  func `anybody else checks writer, scope and count, and reads no entry`(seed: UInt8?) throws {
    let (log, file) = try Self.sealed()

    let reader = try BundleReader(
      verifying: BundleInMemory(file: file), opening: seed.map(Self.key))

    #expect(reader.contents == .sealedToOthers && reader.entries == 3)
    #expect(reader.header == BundleFormatTests.header(log))
    #expect(try batches(reader).isEmpty)
  }

  @Test(arguments: [1, 3] as [UInt8])
  func `a bit flipped anywhere is found by receivers and strangers`(seed: UInt8) throws {
    let (_, file) = try Self.sealed()

    for offset in file.indices {
      var altered = file
      altered[offset] ^= 1 << UInt8(offset * 5 % 8)
      #expect(throws: BundleError.self, "byte \(offset)") {
        try BundleReader(
          verifying: BundleInMemory(file: altered), opening: Self.key(seed))
      }
    }
  }

  @Test func `one that is cut short anywhere is not taken`() throws {
    let (_, file) = try Self.sealed()

    for count in 1..<file.count {
      #expect(throws: BundleError.cutShort, "cut to \(count)") {
        try BundleReader(
          verifying: BundleInMemory(file: Array(file[..<count])), opening: Self.receiver)
      }
    }
  }

  @Test func `what it encloses comes out byte for byte, and is nothing of its own`() throws {
    let inner = try Self.sealed().file
    let large = [UInt8](repeating: 7, count: 2_500_000)

    let (_, file) = try Self.sealed(enclosing: [inner, large])
    let reader = try BundleReader(
      verifying: BundleInMemory(file: file), opening: Self.receiver)
    let carried = try (0..<reader.enclosedCount).map { index in
      var bytes: [UInt8] = []
      try reader.enclosedBundle(index) { bytes += $0 }
      return bytes
    }

    #expect(carried == [inner, large])
    #expect(reader.entries == 3)
  }

  @Test func `the key of one bundle opens no other`() throws {
    let (log, file) = try Self.sealed()
    let memory = BundleInMemory()
    var header = BundleFormatTests.header(log)
    header.writtenAt += 1
    var writer = try BundleWriter(header, sealedTo: [Self.receiver.publicBytes]) {
      memory.file += $0
    }
    try writer.finish(signedBy: log.key)

    let (first, second) = (try Self.receivers(of: file), try Self.receivers(of: memory.file))
    let sealed = SealedSecret(
      encapsulatedKey: Array(first[8..<40]), ciphertext: Array(first[40..<88]))

    #expect(first != second)
    #expect(Self.receiver.open(sealed, for: Array("candour bundle 2\n".utf8)) == nil)
    #expect(Self.stranger.open(sealed, for: Array("candour bundle 2\n".utf8)) == nil)
  }

  /// The first receiver of a bundle.
  private static func receivers(of file: [UInt8]) throws -> [UInt8] {
    let length = file[18..<22].reduce(0) { $0 << 8 | Int($1) }
    return Array(file[(22 + length + 5)...].prefix(88))
  }

  @Test func `a golden bundle is read to the entries that it was written from`() throws {
    let golden = GoldenFile("sealed-bundle")
    if GoldenFile.isUpdating { try golden.write(try Self.sealed().file) }
    let (log, _) = try Self.sealed()

    let reader = try BundleReader(
      verifying: BundleInMemory(file: try golden.bytes()), opening: Self.receiver)

    #expect(try batches(reader) == [[try log.segment(1...2)], [try log.segment(3...3)]])
  }
}

@Suite("Keys to seal to")
struct SealingRecipientTests {
  private static func recipient(_ seed: UInt8) throws -> SealingRecipient {
    let key = try #require(SealingKey(privateBytes: [UInt8](repeating: seed, count: 32)))
    return try SealingRecipient.signed(key, by: WrittenLog(seed: UInt64(seed)).key)
  }

  @Test func `a list comes back as it was sent, in one order, with one check`() throws {
    let all = try [5, 3, 4].map(Self.recipient)

    let list = SealingRecipients(all)
    let back = try SealingRecipients(decoding: list.encoded())

    #expect(back == list && back == SealingRecipients(all.reversed()))
    #expect(back.check == SealingRecipients(all.reversed()).check && back.check.count == 8)
    #expect(SealingRecipients(all.dropLast()).check != list.check)
  }

  @Test func `a key that its replica did not sign is not taken`() throws {
    let (one, two) = (try Self.recipient(3), try Self.recipient(4))
    let swapped = SealingRecipient(
      publicKey: one.publicKey, sealingKey: two.sealingKey, signature: two.signature)

    #expect(throws: MalformedBytes.self) {
      try SealingRecipients(decoding: SealingRecipients([swapped]).encoded())
    }
  }

  @Test func `a key that agrees on no secret is nobody's`() {
    let zero = [UInt8](repeating: 0, count: 32)

    #expect(SealedSecret.sealing([1], to: zero, for: []) == nil)
  }
}
