import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Key files")
struct KeyFileTests {
  let folder: TemporaryFolder
  private static let record = RecordID(high: 0x4000, low: 0x8000_0000_0000_0001)

  init() throws { folder = try TemporaryFolder() }

  private let environment = StoreEnvironment(now: { 1_770_000_000_000 })

  private func created() throws -> RecordStore {
    try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: environment)
  }

  private func write(_ store: RecordStore, _ number: UInt64) throws {
    try store.write([
      Change(
        record: RecordID(high: 0x4000, low: 0x8000_0000_0000_0000 + number), kind: "incident",
        scope: store.identity.scope, author: "operator",
        operations: [Operation(path: FieldPath(literal: "equipmentId"), value: .text("CT"))])
    ])
  }

  /// Whether any file of the folder other than the key file contains the key.
  private func holders(of key: [UInt8], in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(name)).filter { file in
      guard file != KeyFile.name else { return false }
      let bytes = try Data(contentsOf: URL(filePath: folder.path(name) + "/" + file))
      return bytes.range(of: Data(key)) != nil
    }
  }

  @Test func `the key lies in its file alone, which its user alone reads`() throws {
    let store = try created()
    try write(store, 1)
    let key = store.key.privateBytes

    #expect(try holders(of: key, in: "store") == [])
    #expect(try KeyFile.read(in: folder.path("store"))?.privateBytes == key)
    let mode = try FileManager.default.attributesOfItem(
      atPath: folder.path("store") + "/" + KeyFile.name)
    #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test func `a key file that others may read is theirs no more once the store is opened to write`()
    throws
  {
    let store = try created()
    _ = try store.sealingKey()
    try store.close()
    let paths = [KeyFile.name, SealingKeyFile.name].map { folder.path("store") + "/" + $0 }
    for path in paths { try #require(chmod(path, 0o644) == 0) }

    try RecordStore.open(in: folder.path("store"), environment: environment).close()

    for path in paths {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600, "\(path)")
    }
  }

  @Test func `a pipe in the place of a small file is not waited for`() throws {
    try created().close()
    let (key, token) = (
      folder.path("store") + "/" + KeyFile.name,
      TokenPlace.path(.beside, of: folder.path("store"))
    )
    for path in [key, token] {
      unlink(path)
      try #require(mkfifo(path, 0o600) == 0)
    }

    let reading = try RecordStore.open(
      in: folder.path("store"), for: .reading, environment: environment)
    #expect(try reading.verify().isSound)
    #expect(throws: StoreError.inaccessible(detail: "\(key) is not a file")) {
      try RecordStore.open(in: folder.path("store"), environment: environment)
    }
    unlink(key)
    let writing = try RecordStore.open(in: folder.path("store"), environment: environment)
    try write(writing, 1)
    #expect(TokenPlace.beside.read(folder.path("store")) != nil, "a file has replaced the pipe")
  }

  /// What a full disk, a wrong copy or a later version may have left.
  @Test(arguments: [
    "", "candour key 1\n", "candour key 1\n0102\n", "candour key 1\nno digits\n",
    "candour key 2\n" + String(repeating: "01", count: 32) + "\n",
  ])
  func `a key file that holds no key is never written over`(text: String) throws {
    try created().close()
    let path = folder.path("store") + "/" + KeyFile.name
    try Data(text.utf8).write(to: URL(filePath: path))

    #expect(throws: StoreError.self) {
      try RecordStore.open(in: folder.path("store"), environment: environment)
    }
    let reading = try RecordStore.open(
      in: folder.path("store"), for: .reading, environment: environment)
    #expect(try reading.verify().isSound)
    try FileManager.default.removeItem(atPath: folder.path("store") + "/store.sqlite")
    #expect(throws: StoreError.self) { try created() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func `a link to nothing in the place of a key is no missing key`() throws {
    try created().close()
    for name in [KeyFile.name, SealingKeyFile.name, RecoveryKey.publicName] {
      let path = folder.path("store") + "/" + name
      unlink(path)
      try #require(symlink("away", path) == 0)
    }

    #expect(throws: StoreError.self) {
      try RecordStore.open(in: folder.path("store"), environment: environment)
    }
    #expect(throws: StoreError.self) { try SealingKeyFile.readOrMake(in: folder.path("store")) }
    #expect(throws: StoreError.self) { try RecoveryKey.publicBytes(in: folder.path("store")) }
  }

  @Test func `a store of the first version hands its key over, and keeps no trace of it`() throws {
    let golden = #filePath[..<(#filePath.lastIndex(of: "/") ?? #filePath.startIndex)]
    let path = folder.path("golden")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: golden + "/Golden/store-0001.sqlite", toPath: path + "/store.sqlite")

    let store = try RecordStore.open(in: path, environment: environment)
    let key = store.key.privateBytes
    #expect(
      try Data(contentsOf: URL(filePath: String(golden) + "/Golden/store-0001.sqlite"))
        .range(of: Data(key)) != nil)
    #expect(try holders(of: key, in: "golden") == [])
    try store.close()

    let again = try RecordStore.open(in: path, environment: environment)
    #expect(again.key.privateBytes == key)
    #expect(try holders(of: key, in: "golden") == [])
    #expect(try again.verify().problems == [])
  }

  @Test func `a store without its key file reads on, takes a new key and loses nothing`() throws {
    let store = try created()
    try write(store, 1)
    try store.signHeads()
    try write(store, 2)
    let before = store.identity.replica
    try store.close()
    try FileManager.default.removeItem(atPath: folder.path("store") + "/" + KeyFile.name)

    let opened = try RecordStore.open(in: folder.path("store"), environment: environment)
    try write(opened, 3)
    try opened.signHeads()

    #expect(opened.identity.replica != before)
    #expect(try opened.records(kind: "incident").count == 3)
    #expect(try opened.syncBlockers().map(\.code) == ["new-key"])
    #expect(try opened.verify().problems == [])
    // Everything can be sent: each log ends in a signature.
    let sent = try opened.outgoing(after: Frontier()).segments
    #expect(sent.reduce(0) { $0 + $1.entries.count } == 3)
    #expect(try opened.ledger().allSatisfy(\.isBalanced))
    try opened.close()
    #expect(
      try RecordStore.open(in: folder.path("store"), environment: environment).identity.replica
        == opened.identity.replica)
  }

  @Test func `what nobody has signed is the new key's own, and so is what builds on it`() throws {
    let store = try created()
    let scope = store.identity.scope
    let path = FieldPath(literal: "equipmentId")
    func write(_ value: String, over seen: [EntryReference]) throws -> EntryReference {
      let operation = Operation(
        path: path, value: .text(value), supersedes: seen.map { OperationID(entry: $0, index: 0) })
      let change = Change(
        record: Self.record, kind: "incident", scope: scope, author: "operator", reason: "checked",
        operations: [operation])
      return try #require(try store.write([change]).first).entry
    }
    let first = try write("CT 1", over: [])
    let second = try write("CT 2", over: [first])
    _ = try write("CT 3", over: [first])
    _ = try write("CT 4", over: [second])

    try store.takeNewKey()
    try store.signHeads()

    let record = try #require(try store.record(Self.record))
    #expect(Set(record.state.candidates(at: path).map(\.value)) == [.text("CT 3"), .text("CT 4")])
    #expect(try store.verify().problems == [])
    let sent = try store.outgoing(after: Frontier()).segments
    let entries = try sent.flatMap { segment in
      try segment.entries.map { try EntryHeader(decoding: $0.header) }
    }
    #expect(sent.allSatisfy { $0.descriptor?.publicKey == store.identity.publicKey })
    #expect(entries.count == 4 && entries.allSatisfy { $0.origin == nil })
  }
}
