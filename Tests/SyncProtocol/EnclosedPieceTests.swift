import Replication
import TestSupport
import Testing

@testable import SyncProtocol

@Suite("Pieces of enclosed bundles")
struct EnclosedPieceTests {
  /// A sealed bundle that encloses one of so many pieces, each of one byte.
  private func file(pieces: Int) throws -> [UInt8] {
    let log = WrittenLog(seed: 7)
    let memory = BundleInMemory()
    let key = SealingKey()
    _ = try BundleWriter(BundleFormatTests.header(log), sealedTo: [key.publicBytes]) {
      memory.file += $0
    }
    for number in 1...pieces {
      memory.file += Bundle.frame(.enclosed, [number == pieces ? 1 : 0, 7])
    }
    let digest = Digest(of: memory.file)
    let message = Bundle.signedMessage(entries: 0, digest: digest, isSealed: true)
    let trailer = BundleTrailer(
      entries: 0, digest: digest, signature: try log.key.signature(for: message))
    return memory.file + Bundle.frame(.trailer, try trailer.encoded())
  }

  @Test func `small ones are read, up to what is remembered of them`() throws {
    let file = try file(pieces: Bundle.enclosedPiecesMax)
    let reader = try BundleReader(verifying: BundleInMemory(file: file))
    var bytes = 0
    try reader.enclosedBundle(0) { bytes += $0.count }

    #expect(bytes == Bundle.enclosedPiecesMax)
    #expect(reader.digest == Digest(of: file))
  }

  @Test func `more are refused before they are remembered`() throws {
    let file = try file(pieces: Bundle.enclosedPiecesMax + 1)

    #expect(throws: BundleError.tooLarge("enclosed bundles")) {
      try BundleReader(verifying: BundleInMemory(file: file))
    }
  }
}
