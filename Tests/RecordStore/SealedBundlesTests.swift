import Foundation
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Sealed bundles that a store carries")
struct SealedBundlesTests {
  private let folder: TemporaryFolder
  private let bundles: SealedBundles
  private let checked = [UInt8]("what was checked".utf8)
  private var stick: URL { URL(filePath: folder.path("stick")) }

  init() throws {
    folder = try TemporaryFolder()
    bundles = SealedBundles(store: folder.path)
  }

  private func opened() throws -> FileReader {
    try Data(checked).write(to: stick)
    return try FileReader(at: stick.path)
  }

  private func kept() throws -> [[UInt8]] {
    try bundles.all().map { Array(try Data(contentsOf: URL(filePath: $0.path))) }
  }

  @Test func `what is kept is what was checked, whatever has its name by then`() throws {
    let file = try opened()
    try FileManager.default.removeItem(at: stick)
    try Data("another stick".utf8).write(to: stick)

    #expect(try bundles.keep(file, checked: Digest(of: checked)))
    #expect(try bundles.keep(file, checked: Digest(of: checked)), "once more changes nothing")

    #expect(try kept() == [checked])
  }

  @Test func `a file that was written into since is not kept`() throws {
    let file = try opened()
    let handle = try FileHandle(forWritingTo: stick)
    try handle.write(contentsOf: Data("W".utf8))
    try handle.close()

    #expect(try !bundles.keep(file, checked: Digest(of: checked)))

    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("sealed")) == [])
  }

  @Test func `as many are kept as a store may carry`() throws {
    for number in 0..<SealedBundles.countMax {
      try Data([UInt8(number)]).write(to: stick)
      let digest = Digest(of: [UInt8(number)])
      #expect(try bundles.keep(FileReader(at: stick.path), checked: digest))
    }
    let file = try opened()

    #expect(throws: StoreError.self) { try bundles.keep(file, checked: Digest(of: checked)) }
    #expect(try kept().count == SealedBundles.countMax)
  }
}
