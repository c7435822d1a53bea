import Foundation
import RecordStore
import TestSupport
import Testing

@Suite("Files written outside the store")
struct NewFileTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Data("store".utf8).write(to: URL(filePath: folder.path("store.sqlite")))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("store.sqlite"))
  }

  @Test(arguments: ["store.sqlite", "store.sqlite-wal", "link", ""])
  func `a store, a link and a folder stay as they are`(name: String) throws {
    #expect(throws: StoreError.self) { try NewFile(at: folder.path(name)) }

    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["link", "store.sqlite"])
    #expect(try String(contentsOfFile: folder.path("store.sqlite"), encoding: .utf8) == "store")
  }

  @Test func `a device stays a device`() {
    #expect(throws: StoreError.self) { try NewFile(at: "/dev/null") }
  }
}
