import Foundation
import TestSupport
import Testing

@testable import RecordStore

@Suite("Files written")
struct AtomicFileWriterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ text: String, to name: String, existing: ExistingFile = .kept, needsName: Bool = false
  ) throws {
    let file = try AtomicFileWriter(
      at: folder.path(name), existing: existing, needsName: needsName)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: [false, true])
  func `a file is there when it is complete, and for its user alone`(needsName: Bool) throws {
    do {
      let file = try AtomicFileWriter(at: folder.path("a"), needsName: needsName)
      try file.write([1, 2, 3])
      #expect(try !names().contains("a"))
    }
    #expect(try names() == [])

    try write("whole", to: "a", needsName: needsName)

    #expect(try text("a") == "whole")
    #expect(try names() == ["a"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("a"))
    #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
  }

  @Test(arguments: [ExistingFile.kept, .replacedIfOurs])
  func `a file of somebody else stays, whoever asks`(existing: ExistingFile) throws {
    try Data("letter".utf8).write(to: URL(filePath: folder.path("a")))

    #expect(throws: StoreError.self) { try write("x", to: "a", existing: existing) }
    #expect(try text("a") == "letter")
    #expect(try names() == ["a"])
  }

  @Test func `a bundle or an empty file is replaced by force alone`() throws {
    for (name, before) in [("bundle", "candour bundle 1\nrest"), ("empty", "")] {
      try Data(before.utf8).write(to: URL(filePath: folder.path(name)))

      #expect(throws: StoreError.self) { try write("new", to: name) }
      #expect(try text(name) == before)
      try write("new", to: name, existing: .replacedIfOurs)
      #expect(try text(name) == "new")
    }
  }

  @Test(arguments: [ExistingFile.kept, .replacedIfOurs], [false, true])
  func `a file of somebody else that appears meanwhile stays`(
    existing: ExistingFile, needsName: Bool
  ) throws {
    let file = try AtomicFileWriter(
      at: folder.path("a"), existing: existing, needsName: needsName)
    try file.write([1])
    try Data("letter".utf8).write(to: URL(filePath: folder.path("a")))

    #expect(throws: StoreError.self) { try file.commit() }
    #expect(try text("a") == "letter")
  }

  @Test(arguments: [false, true])
  func `a bundle that appears meanwhile stays, unless by force`(needsName: Bool) throws {
    for (existing, after) in [(ExistingFile.kept, "candour bundle 1\n"), (.replacedIfOurs, "new")] {
      let name = "\(existing)"
      let file = try AtomicFileWriter(
        at: folder.path(name), existing: existing, needsName: needsName)
      try file.write(Array("new".utf8))
      try Data("candour bundle 1\n".utf8).write(to: URL(filePath: folder.path(name)))

      if existing == .kept {
        #expect(throws: StoreError.self) { try file.commit() }
      } else {
        try file.commit()
      }
      #expect(try text(name) == after)
    }
  }

  @Test func `where a file system can neither link nor keep what is there, nothing is replaced`()
    throws
  {
    for name in ["from", "there"] {
      try Data(name.utf8).write(to: URL(filePath: folder.path(name)))
    }

    #expect(throws: StoreError.self) {
      try NewName.replaceReserved(folder.path("from"), folder.path("there"))
    }
    #expect(try text("there") == "there" && text("from") == "from")
    try NewName.replaceReserved(folder.path("from"), folder.path("new"))
    #expect(try text("new") == "from" && names() == ["new", "there"])
  }

  @Test(arguments: [ExistingFile.kept, .replacedIfOurs])
  func `no link is followed or replaced, and no folder`(existing: ExistingFile) throws {
    try Data().write(to: URL(filePath: folder.path("target")))
    for (link, target) in [("link", "target"), ("dangling", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(link), withDestinationPath: folder.path(target))

      #expect(throws: StoreError.self) { try write("x", to: link, existing: existing) }
    }
    #expect(throws: StoreError.self) { try write("x", to: "", existing: existing) }
    #expect(try text("target") == "" && names() == ["dangling", "link", "target"])
  }

  @Test(arguments: ["store.sqlite", "store.sqlite-wal", "store.key", "sync.lock", "tls"])
  func `no name of a data folder is taken`(name: String) throws {
    try Data().write(to: URL(filePath: folder.path("store.sqlite")))

    #expect(throws: StoreError.self) { try write("x", to: name, existing: .replacedIfOurs) }
    #expect(try names() == ["store.sqlite"])
  }

  @Test func `a device gets the bytes and stays a device`() throws {
    let file = try AtomicFileWriter(at: "/dev/null")
    try file.write([1])
    try file.commit()

    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `what a killed process left is removed by the next`() throws {
    for name in ["a.partial-99", "a.partial-99-journal", "a.partial-ab-wal", "a.partial-letter"] {
      try Data("half".utf8).write(to: URL(filePath: folder.path(name)))
    }

    try write("whole", to: "a")

    #expect(try names() == ["a", "a.partial-letter"])
  }

  @Test func `what another process is writing stays`() throws {
    let other = try AtomicFileWriter(at: folder.path("a"), needsName: true)

    try write("whole", to: "a")

    #expect(try names().count == 2 && names().contains("a"))
    withExtendedLifetime(other) {}
  }

  @Test func `a network disk is known by its mount`() {
    let mounts = """
      22 1 254:0 / / rw,relatime - ext4 /dev/root rw
      40 22 0:44 / /mnt/ward\\040share rw,nosuid - fuse.sshfs host:/x rw
      41 22 0:45 / /mnt/stick rw - vfat /dev/sdb1 rw
      """
    #expect(Disk.mount(of: "/mnt/ward share/store", among: mounts)?.type == "fuse.sshfs")
    #expect(Disk.mount(of: "/mnt/stick", among: mounts)?.type == "vfat")
    #expect(Disk.mount(of: "/mnt/sticky", among: mounts)?.type == "ext4")
    for type in ["nfs4", "cifs", "smb3", "fuse.sshfs"] { #expect(Disk.isNetwork(type)) }
    for type in ["ext4", "tmpfs", "fuseblk", "overlay"] { #expect(!Disk.isNetwork(type)) }
  }
}
