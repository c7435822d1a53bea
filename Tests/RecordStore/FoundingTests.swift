import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Two that found a store at once")
struct FoundingTests {
  private let work: TemporaryFolder

  init() throws { work = try TemporaryFolder() }

  private func create(in folder: String) throws {
    let store = try RecordStore.create(
      in: folder,
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
    try store.close()
  }

  @Test func `while one founds a store another is refused, and writes no file`() throws {
    let folder = work.path("store")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let turn = try FolderTurn(in: folder)

    #expect(throws: StoreError.present(folder: folder)) { try create(in: folder) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)

    let copies = try OpenDescriptors.copies(ofThoseOpenFor: folder)
    defer { for copy in copies { close(copy) } }
    turn.end()
    try create(in: folder)
    #expect(copies.count == 1, "as a process has them that is being started")
    #expect(throws: StoreError.present(folder: folder)) { _ = try FolderTurn(in: folder) }
  }

  @Test func `one that looked before the store was there does not take its place`() throws {
    let folder = work.path("store")
    try create(in: folder)
    let key = try Data(contentsOf: URL(filePath: folder + "/store.key"))
    let other = try #require(ReplicaKey(privateBytes: [UInt8](repeating: 7, count: 32)))

    // What `create` does once it has found no store.
    #expect(throws: StoreError.present(folder: folder)) {
      _ = try StoreFile.make(
        in: folder, key: other, for: .site, StoreEnvironment(now: { 1 }).domain
      ) { _ in }
    }
    #expect(try Data(contentsOf: URL(filePath: folder + "/store.key")) == key)
  }
}
