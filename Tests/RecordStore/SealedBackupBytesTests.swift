import Foundation
import Replication
import TestSupport
import Testing

@testable import RecordStore

/// Sealed backups, to the byte.
@Suite("A sealed backup's bytes")
struct SealedBackupBytesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let key = RecoveryKey(
    text: "candour recovery key 1\n" + String(repeating: "5a", count: 32) + "\n")

  private func sealed(_ plain: [UInt8], to publicBytes: [UInt8]) throws -> [UInt8] {
    let (source, target) = (folder.path("plain"), folder.path("sealed"))
    try Data(plain).write(to: URL(filePath: source))
    let file = try AtomicFileWriter(at: target)
    try SealedBackup.seal(source, into: file, for: publicBytes)
    return Array(try Data(contentsOf: URL(filePath: target)))
  }

  private func opened(_ bytes: [UInt8], by key: SealingKey) throws -> [UInt8] {
    let path = folder.path("given")
    try Data(bytes).write(to: URL(filePath: path))
    var plain: [UInt8] = []
    try SealedBackup.open(path, by: key) { piece throws(StoreError) in plain += piece }
    return plain
  }

  @Test func `one of an earlier day opens with the key that a person printed`() throws {
    let key = try #require(Self.key).key
    let plain = Array("what a centre held that day".utf8)
    let golden = try GoldenFile("sealed-backup").expected(
      updatingTo: try sealed(plain, to: key.publicBytes))

    #expect(golden.starts(with: Array("candour backup 2\n".utf8)))
    #expect(golden.count == 17 + 32 + 48 + plain.count + 16)
    #expect(try opened(golden, by: key) == plain)
  }

  @Test(arguments: [0, 1, SealedBackup.pieceBytes - 1, SealedBackup.pieceBytes, 2_200_000])
  func `whatever its size, it comes out as it went in, and none that is cut short`(
    size: Int
  ) throws {
    let key = try #require(Self.key).key
    let plain = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    let file = try sealed(plain, to: key.publicBytes)

    #expect(try opened(file, by: key) == plain)
    for cut in [file.count - 1, file.count - 17, 98, 97, 20, 3] where cut < file.count {
      #expect(throws: StoreError.self, "cut to \(cut)") {
        try opened(Array(file[..<cut]), by: key)
      }
    }
  }
}
