import Foundation
import TestSupport
import Testing

/// How `export`, `backup`, `restore` and `init` treat existing files.
@Suite("Files that are there already, with real processes")
struct OverwritingTests {
  let programs: Programs

  init() throws {
    programs = try Programs()
    let made = try programs.site(
      "clinic", "init", "--site", "RBD02", "--trust", "RBD", "--nation", "england")
    try #require(made.code == 0, "\(made.errors)")
    let centre = try programs.centre("init", "--trust", "RBD")
    try #require(centre.code == 0, "\(centre.errors)")
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: programs.work.path(path)))
  }

  @Test func `an export never takes the place of a store, of a file or of a link`() throws {
    // What a first export stores besides the entries exists before.
    try programs.site("clinic", "export", "/dev/null")
    let before = try bytes("clinic/store.sqlite")
    try Data("letter".utf8).write(to: URL(filePath: programs.work.path("letter")))
    try FileManager.default.createSymbolicLink(
      atPath: programs.work.path("link"), withDestinationPath: programs.work.path("letter"))
    let targets = ["clinic/store.sqlite", "centre/store.sqlite", "letter", "link", "clinic"]

    for target in targets {
      for force in [[], ["--force"]] {
        let path = programs.work.path(target)
        let site = try programs.run(
          "candour", ["export", path, "--store", programs.work.path("clinic")] + force)
        let centre = try programs.run(
          "candour-server",
          ["export", "--data", programs.work.path("centre"), "--site", "RBD02", path] + force)
        let backup = try programs.run(
          "candour-server", ["backup", "--data", programs.work.path("centre"), path] + force)
        for answer in [site, centre, backup] {
          #expect(answer.code == 2, "\(target) \(answer.errors)")
          #expect(answer.errors.contains(target), "\(answer.errors)")
        }
      }
    }

    #expect(try bytes("letter") == Data("letter".utf8))
    // Opening a store changes only the counter in the file's header, the first hundred bytes.
    #expect(try bytes("clinic/store.sqlite").dropFirst(100) == before.dropFirst(100))
    #expect(try programs.site("clinic", "verify").code == 0)
    #expect(try programs.centre("verify").code == 0)
  }

  @Test func `a link of a store is refused, and gets nothing beside it`() throws {
    let hard = programs.work.path("hard")
    try FileManager.default.linkItem(
      atPath: programs.work.path("clinic/store.sqlite"), toPath: hard)

    let answer = try programs.site("clinic", "export", "--force", hard)

    #expect(answer.code == 2, "\(answer.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: programs.work.path(""))
    #expect(files.filter { $0.hasPrefix("hard") } == ["hard"])
  }

  @Test func `a bundle replaces a bundle by force alone, and says how large the old one is`() throws
  {
    let path = programs.work.path("out.bundle")
    #expect(try programs.site("clinic", "export", path).code == 0)
    let size = try bytes("out.bundle").count

    let again = try programs.site("clinic", "export", path)
    let forced = try programs.site("clinic", "export", path, "--force")

    #expect(again.code == 2 && again.errors.contains("\(size) bytes"), "\(again.errors)")
    #expect(forced.code == 0, "\(forced.errors)")
  }

  @Test func `a device, a pipe and standard output are written through`() throws {
    let device = try programs.site("clinic", "export", "/dev/null")
    let output = try programs.run(
      "/bin/sh",
      [
        "-c", "\"$0\" export - --store \"$1\" | head -c 16; \"$0\" export \"$2\" --store \"$1\"",
        Programs.folder.appending(path: "candour").path, programs.work.path("clinic"),
        "/dev/stdout",
      ])

    var status = stat()
    #expect(device.code == 0, "\(device.errors)")
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    #expect(output.output.hasPrefix("candour bundle 1"), "\(output.errors)")
  }

  @Test func `a backup of a damaged store does not take the last one's place`() throws {
    let path = programs.work.path("last.backup")
    #expect(try programs.centre("backup", path).code == 0)
    let last = try bytes("last.backup")
    let altered = try programs.run(
      "/usr/bin/sqlite3",
      [
        programs.work.path("centre/store.sqlite"),
        """
        INSERT INTO log (id, log, replica, scope, descriptor, headHash, head)
        VALUES (99, zeroblob(16), zeroblob(16), 'RBD02', (
          SELECT CAST(x'0a20' || publicKey || x'1205' || 'RBD02' || x'1a10' || zeroblob(16) AS BLOB)
          FROM identity), zeroblob(32), 7)
        """,
      ])
    #expect(altered.code == 0, "\(altered.errors)")

    let again = try programs.centre("backup", path, "--force")

    #expect(again.code == 5, "\(again.errors)")
    #expect(try bytes("last.backup") == last)
  }

  @Test func `a restore goes into a new disk, and after one that was cut short`() throws {
    let path = programs.work.path("last.backup")
    #expect(try programs.centre("backup", path).code == 0)
    for leftover in ["lost+found", "tls"] {
      try FileManager.default.createDirectory(
        atPath: programs.work.path("disk/" + leftover), withIntermediateDirectories: true)
    }
    for name in ["disk/store.key", "disk/store.sqlite.partial-99999999"] {
      try Data("half".utf8).write(to: URL(filePath: programs.work.path(name)))
    }

    let restored = try programs.run(
      "candour-server", ["restore", "--data", programs.work.path("disk"), path])
    let verified = try programs.run(
      "candour-server", ["verify", "--data", programs.work.path("disk")])
    let again = try programs.run(
      "candour-server", ["restore", "--data", programs.work.path("disk"), path])

    #expect(restored.code == 0 && verified.code == 0, "\(restored.errors) \(verified.errors)")
    #expect(again.code == 2, "\(again.errors)")
    #expect(
      try bytes("disk/store.key") == bytes("centre/store.key")
        && bytes("disk/tls/ca.key") == bytes("centre/tls/ca.key"))
    let names = try FileManager.default.contentsOfDirectory(atPath: programs.work.path("disk"))
    #expect(!names.contains { $0.contains(".partial-") })
  }

  @Test func `a restore looks before it writes`() throws {
    let path = programs.work.path("last.backup")
    #expect(try programs.centre("backup", path).code == 0)
    var damaged = try bytes("last.backup")
    damaged.replaceSubrange(8192..<8292, with: Data(repeating: 0xA5, count: 100))
    try damaged.write(to: URL(filePath: programs.work.path("damaged.backup")))
    try FileManager.default.createDirectory(
      atPath: programs.work.path("full"), withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(filePath: programs.work.path("full/thesis.odt")))

    let unusable = try programs.run(
      "candour-server",
      [
        "restore", "--data", programs.work.path("none"), programs.work.path("damaged.backup"),
      ])
    let occupied = try programs.run(
      "candour-server", ["restore", "--data", programs.work.path("full"), path])

    #expect(unusable.code == 2, "\(unusable.errors)")
    #expect(!FileManager.default.fileExists(atPath: programs.work.path("none")))
    #expect(occupied.code == 2 && occupied.errors.contains("thesis.odt"), "\(occupied.errors)")
  }

  @Test func `an init that was cut short can be run again`() throws {
    let store = programs.work.path("new")
    let place = ["init", "--site", "RBD03", "--nation", "england", "--store", store]
    try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(filePath: store + "/store.sqlite.partial-99999999"))
    // It may be what is left of somebody's key.
    let key = URL(filePath: store + "/store.key")
    try Data("half".utf8).write(to: key)

    let refused = try programs.run("candour", place)
    let kept = try Data(contentsOf: key)
    try FileManager.default.removeItem(at: key)
    try programs.site("other", "init", "--site", "RBD03", "--nation", "england")
    try FileManager.default.copyItem(
      at: URL(filePath: programs.work.path("other/store.key")), to: key)
    let made = try programs.run("candour", place)

    #expect(refused.code != 0, "\(refused.errors)")
    #expect(refused.errors.contains("store.key is no key"))
    #expect(kept == Data("half".utf8))
    #expect(made.code == 0, "\(made.errors)")
    #expect(try programs.site("new", "verify").code == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: store)
    #expect(!names.contains { $0.contains(".partial-") })
  }
}
