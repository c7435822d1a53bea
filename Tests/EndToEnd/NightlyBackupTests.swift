#if Postgres
  import Foundation
  import TestSupport
  import Testing

  /// The script of the package's timer, with the folders of this test in place of the system's.
  @Suite("The nightly backup, with real processes")
  struct NightlyBackupTests {
    private let programs: Programs
    private let database: String
    private var centre: String { programs.work.path("centre") }
    private var backups: String { programs.work.path("backups") }

    init() throws {
      programs = try Programs()
      database = try ScratchCluster.shared.get().url(
        schema: "t" + UUID().uuidString.lowercased().filter { $0 != "-" })
      try FileManager.default.createDirectory(
        atPath: backups + "/candour-old", withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.modificationDate: Date.now - 21 * 86_400], ofItemAtPath: backups + "/candour-old")
    }

    private func night() throws -> Programs.Finished {
      let settings = programs.work.path("settings.json")
      try Data(#"{"data": "\#(centre)"}"#.utf8).write(to: URL(filePath: settings))
      let script = try String(
        contentsOf: Programs.repository.appending(path: "Server/package/backup.sh"),
        encoding: .utf8
      ).replacing("/usr/bin/", with: Programs.folder.path + "/")
        .replacing("/var/lib/candour-server", with: centre)
        .replacing("/etc/candour/settings.json", with: settings)
      return try programs.run("/bin/sh", ["-c", script, "backup", backups])
    }

    private func kept() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: backups).sorted()
    }

    @Test func `a centre in a database is backed up`() throws {
      try programs.centre("init", "--trust", "RBD", "--store", database)

      let done = try night()
      let file = try #require(kept().first)
      let restored = try programs.run(
        "candour-server",
        ["restore", "--data", programs.work.path("restored"), "\(backups)/\(file)"])

      #expect(done.code == 0 && restored.code == 0, "\(done.errors)\(restored.errors)")
      #expect(try kept().count == 1 && file != "candour-old")
    }

    @Test func `of a store that was moved away no backup is made, and the last good ones stay`()
      throws
    {
      try programs.centre("init", "--trust", "RBD")
      let moved = try programs.run("candour-server", ["copy", "--from", centre, "--to", database])

      let done = try night()
      let byHand = try programs.centre("backup", programs.work.path("file"))
      let back = try programs.run(
        "candour-server", ["copy", "--from", database, "--to", programs.work.path("back")])
      let ofDatabase = try programs.run(
        "candour-server",
        [
          "backup", "--data", programs.work.path("server"), "--store", database,
          programs.work.path("file"),
        ])

      #expect(moved.code == 0 && back.code == 0, "\(moved.errors)\(back.errors)")
      #expect(done.code != 0 && done.errors.contains("was moved to"), "\(done.errors)")
      #expect(try kept() == ["candour-old"])
      for refused in [byHand, ofDatabase] {
        #expect(refused.code == 1 && refused.errors.contains("was moved to"), "\(refused.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: programs.work.path("file")))
      #expect(try programs.centre("verify").code == 0)
    }

    @Test func `a store in a database takes its folder from the settings, too`() throws {
      let settings = programs.work.path("settings.json")
      try Data(#"{"data": "\#(centre)"}"#.utf8).write(to: URL(filePath: settings))

      let made = try programs.run(
        "candour-server",
        ["init", "--trust", "RBD", "--store", database, "--config", settings])

      #expect(made.code == 0, "\(made.errors)")
      #expect(FileManager.default.fileExists(atPath: centre + "/store.url"))
    }

    @Test func `copy reads the settings of the server`() throws {
      try programs.centre("init", "--trust", "RBD")
      let password = programs.work.path("password")
      try Data("word\n".utf8).write(to: URL(filePath: password))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: password)
      let settings = programs.work.path("settings.json")
      try Data(#"{"store": {"passwordFile": "\#(password)"}}"#.utf8)
        .write(to: URL(filePath: settings))
      let copy = ["copy", "--from", centre, "--to", database]

      let named = try programs.run("candour-server", copy + ["--config", settings])
      try FileManager.default.moveItem(atPath: settings, toPath: centre + "/settings.json")
      let own = try programs.run("candour-server", copy)

      // Others may read the file with the password.
      #expect(named.code != 0 && own.code != 0)
    }
  }
#endif
