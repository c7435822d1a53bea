import Replication
import SyncProtocol
import TestSupport
import Testing

@Suite("Bundle format")
struct BundleFormatTests {
  static func header(_ log: WrittenLog, frontier: Frontier? = nil) -> BundleHeader {
    BundleHeader(
      publicKey: log.key.publicBytes, site: log.descriptor.scope, trust: Scope("RBD"),
      writtenAt: 1_770_000_000_000, isFromCentre: false, frontier: frontier ?? log.frontier)
  }

  static func small() throws -> (log: WrittenLog, file: [UInt8]) {
    var log = WrittenLog(seed: 7)
    for number in 0..<3 { log.write("CT \(number)") }
    let batches = [[try log.segment(1...2)], [try log.segment(3...3)]]
    return (log, try BundleInMemory.written(header(log), batches, key: log.key))
  }

  @Test func `what was written is what is read`() throws {
    let (log, file) = try Self.small()

    let reader = try BundleReader(verifying: BundleInMemory(file: file))
    var batches: [[LogSegment]] = []
    try reader.forEachBatch { batches.append($0) }

    #expect(reader.entries == 3)
    #expect(reader.header == Self.header(log))
    #expect(batches == [[try log.segment(1...2)], [try log.segment(3...3)]])
  }

  @Test func `a bundle that is cut short anywhere is not taken`() throws {
    let (_, file) = try Self.small()

    for count in 0..<file.count {
      #expect(throws: count == 0 ? BundleError.notABundle : .cutShort, "cut to \(count)") {
        try BundleReader(verifying: BundleInMemory(file: Array(file[..<count])))
      }
    }
  }

  @Test func `a bundle with a bit flipped anywhere is not taken`() throws {
    let (_, file) = try Self.small()

    for offset in file.indices {
      var altered = file
      altered[offset] ^= 1 << UInt8(offset * 5 % 8)
      #expect(throws: BundleError.self, "byte \(offset)") {
        try BundleReader(verifying: BundleInMemory(file: altered))
      }
    }
  }

  @Test func `nothing may follow the trailer`() throws {
    let (_, file) = try Self.small()

    #expect(throws: BundleError.altered("bytes after the end")) {
      try BundleReader(verifying: BundleInMemory(file: file + [0]))
    }
  }

  @Test func `a bundle that somebody else signed in the writer's name is not taken`() throws {
    let (log, _) = try Self.small()
    let file = try BundleInMemory.written(
      Self.header(log), [[try log.segment()]], key: WrittenLog(seed: 8).key)

    #expect(throws: BundleError.altered("the signature")) {
      try BundleReader(verifying: BundleInMemory(file: file))
    }
  }

  @Test func `an entry that its log's owner did not write is found whoever signs the bundle`()
    throws
  {
    let (log, _) = try Self.small()
    let forger = WrittenLog(seed: 8)
    let honest = try log.segment()
    var entries = honest.entries
    entries[1] = SealedEntry(header: entries[1].header, body: entries[0].body)
    let forged = LogSegment(
      log: honest.log, descriptor: honest.descriptor, first: 1, entries: entries,
      signature: honest.signature)
    let file = try BundleInMemory.written(Self.header(forger), [[forged]], key: forger.key)

    #expect(throws: BundleError.altered(LogSegment.VerificationFailure.badSignature.rawValue)) {
      try BundleReader(verifying: BundleInMemory(file: file))
    }
  }

  @Test func `a run that does not begin its log is proved by what is here`() throws {
    let (log, _) = try Self.small()
    let file = try BundleInMemory.written(
      Self.header(log), [[try log.segment(3...3)]], key: log.key)
    let known = (log.descriptor, log.hashes[2])

    let reader = try BundleReader(verifying: BundleInMemory(file: file)) { asked, sequence in
      asked == log.log && sequence == 2 ? known : nil
    }
    #expect(reader.entries == 1)
  }

  @Test func `a log with a gap is not taken`() throws {
    let (log, _) = try Self.small()
    let gap = try BundleInMemory.written(
      Self.header(log), [[try log.segment(1...1)], [try log.segment(3...3)]], key: log.key)
    #expect(throws: BundleError.altered("a log with a gap")) {
      try BundleReader(verifying: BundleInMemory(file: gap))
    }
  }

  @Test func `a bundle of a later version says so`() throws {
    let (_, file) = try Self.small()
    let versionAt = Bundle.magic.count + 5 + 1
    #expect(file[versionAt] == 1)
    var later = file
    later[versionAt] = 2

    #expect(throws: BundleError.version(2)) {
      try BundleReader(verifying: BundleInMemory(file: later))
    }
  }

  @Test func `a frame that claims more than a batch may hold is refused before it is read`() throws
  {
    let (_, file) = try Self.small()
    let head = Array(file[..<Bundle.magic.count])

    #expect(throws: BundleError.tooLarge("a frame")) {
      try BundleReader(
        verifying: BundleInMemory(file: head + [0x48, 0xff, 0xff, 0xff, 0xff, 0x00]))
    }
  }

  @Test func `a file that changes while it is read gives nothing unchecked`() throws {
    let (_, file) = try Self.small()
    let source = BundleInMemory(file: file)
    let reader = try BundleReader(verifying: source)
    source.file[file.count / 2] ^= 1

    var taken = 0
    #expect(throws: BundleError.altered("changed while it was read")) {
      try reader.forEachBatch { _ in taken += 1 }
    }
    #expect(taken <= 1)
  }
}
