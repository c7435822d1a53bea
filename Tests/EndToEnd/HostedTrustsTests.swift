import Foundation
import TestSupport
import Testing

@Suite("Several trusts in one server, with real processes")
struct HostedTrustsTests {
  @Test func `each trust has its name, its certificate and its sites`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    try trusts.start()
    for (store, site, trust) in [("a", "RBD01", "RBD"), ("b", "RCF01", "RCF")] {
      let joined = try trusts.enrol(store, site: site, of: trust)
      #expect(joined.code == 0, "\(joined.errors)")
      let example = Programs.repository.appending(path: "Docs/examples/1-set-up-error.json").path
      try trusts.programs.site(store, "incident", "log", "--from", example)
      let sent = try trusts.programs.site(store, "sync", "--json")
      #expect(sent.code == 0, "\(sent.errors)")
    }
    let token = try trusts.run(
      "token", "create", "--role", "reader", "--name", "t", "--trust", "RBD"
    ).output.trimmingCharacters(in: .whitespacesAndNewlines)

    let own = try trusts.get("/api/v1/incidents", of: "RBD", token: token)
    let other = try trusts.get("/api/v1/incidents", of: "RCF", token: token)
    let national = try trusts.run("national", "--json")
    #expect(own.status == "200" && own.body.contains("RBD01-") && !own.body.contains("RCF01-"))
    #expect(other.status == "401")
    let figures = try national.object()
    let items = try #require(figures["incidents"] as? [[String: String]])
    #expect(items.map { $0["trust"] } == ["RBD", "RCF"], "\(national.output)")
    #expect(items.allSatisfy { Set($0.keys) == ["trust", "reference", "state"] })
    #expect(trusts.stop() == 0)
  }

  @Test func `an unknown name is refused, and a trust added meanwhile is served`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    try trusts.start()

    let unknown = try trusts.programs.run(
      "/usr/bin/curl",
      [
        "-sS", "-k", "-o", "/dev/null", "-w", "%{http_code}",
        "https://127.0.0.1:\(trusts.port)/sign-in",
      ])
    #expect(unknown.output == "421")
    #expect(try trusts.get("/healthz", of: "RBD").status == "200")
    #expect(try trusts.run("trust", "add", "RDD").code == 0)
    let isServed = try trusts.wait { try trusts.get("/sign-in", of: "RDD").status == "200" }
    #expect(isServed, "under its own certificate")
    #expect(trusts.stop() == 0)
  }

  @Test func `a damaged trust is named and the others go on`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    try Data(repeating: 0x5a, count: 65536).write(
      to: URL(filePath: trusts.folder + "/RBD/store.sqlite"))

    let list = try trusts.run("trust", "list", "--json")
    try trusts.start()

    #expect(list.code == 5)
    #expect(try list.array().map { $0["state"] as? String } == ["unavailable", "available"])
    #expect(try trusts.get("/sign-in", of: "RBD").status == "503")
    #expect(try trusts.get("/sign-in", of: "RCF").status == "200")
    let isNamed = try trusts.wait {
      try trusts.get("/readyz", of: "RCF").body.contains("\"unavailable\":[\"RBD\"]")
    }
    #expect(isNamed && trusts.log.contains("\"trust\":\"RBD\""), "\(trusts.log)")
    #expect(try trusts.get("/readyz", of: "RCF").status == "200")
    #expect(try trusts.run("national").code == 1)
    #expect(trusts.stop() == 0)
  }

  @Test func `what the command line names is one store`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    let run = { (arguments: [String]) in
      try trusts.programs.run("candour-server", arguments)
    }
    let refusals: [([String], String)] = [
      (["verify", "--data", trusts.folder, "--store", trusts.folder], "not both"),
      (["verify", "--data", trusts.folder], "--trust"),
      (["verify", "--data", trusts.folder, "--trust", "RZZ"], "RZZ"),
      (["verify", "--data", trusts.folder + "/RBD", "--trust", "RCF"], "RBD"),
      (["verify", "--store", "postgres://u:secret@db/candour"], "password"),
      (["verify", "--store", "postgres://db/candour?schema=rbd"], "folder"),
      (["init", "--data", trusts.folder, "--trust", "RDD"], "trust add"),
      (["trust", "add", "RBD", "--data", trusts.folder], "already"),
      (["trust", "add", "RDD", "--data", trusts.folder, "--host", "RBD.localhost"], "RBD"),
      (["trust", "add", "RDD", "--data", trusts.folder + "/RBD"], "data folder"),
      (["trust", "add", "RDD", "--trust", "REE", "--data", trusts.folder], "one trust"),
      (["trust", "add", "--data", trusts.folder], "trust"),
      (["national", "--data", trusts.folder + "/RBD"], "folder of trusts"),
    ]
    for (arguments, word) in refusals {
      let refused = try run(arguments)
      #expect(refused.code == 2, "\(arguments): \(refused.errors)")
      #expect(refused.errors.contains(word), "\(arguments): \(refused.errors)")
      #expect(!refused.errors.contains("secret"))
    }

    for arguments in [
      ["verify", "--data", trusts.folder, "--trust", "RBD"],
      ["verify", "--data", trusts.folder + "/RBD"],
      ["verify", "--data", trusts.folder + "/RBD/", "--trust", "RBD"],
      ["verify", "--store", trusts.folder, "--trust", "RCF"],
      ["verify", "--store", "file://" + trusts.folder + "/RCF"],
    ] {
      let done = try run(arguments)
      #expect(done.code == 0, "\(arguments): \(done.errors)")
    }
    #expect(try trusts.run("trust", "list", "--json").array().count == 2)
  }

  @Test func `a backup of all trusts is one of each`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    let backups = trusts.programs.work.path("backups")

    let all = try trusts.run("backup", "--all", backups, "--json")
    let again = try trusts.run("backup", "--all", backups)
    let restored = try trusts.programs.run(
      "candour-server",
      [
        "restore", "--data", trusts.programs.work.path("new"), "--trust", "RCF",
        backups + "/RCF.backup",
      ])

    #expect(all.code == 0, "\(all.errors)")
    #expect(try all.array().map { $0["trust"] as? String } == ["RBD", "RCF"])
    #expect(again.code != 0, "no backup is overwritten")
    #expect(restored.code == 0, "\(restored.errors)")
    let listed = try trusts.programs.run(
      "candour-server", ["trust", "list", "--json", "--data", trusts.programs.work.path("new")])
    #expect(try listed.array().map { $0["trust"] as? String } == ["RCF"])
  }

  // MARK: Looking after all of them

  /// Overwrites a trust's store, as a faulty disk does.
  private func damage(_ trust: String, in trusts: HostedTrusts) throws {
    try Data(repeating: 0x5a, count: 65536).write(
      to: URL(filePath: "\(trusts.folder)/\(trust)/store.sqlite"))
  }

  /// Replaces a trust's store with one of the first version.
  private func age(_ trust: String, in trusts: HostedTrusts) throws {
    let store = "\(trusts.folder)/\(trust)/store.sqlite"
    for name in [store, store + "-wal", store + "-shm", store + ".key"] {
      try? FileManager.default.removeItem(atPath: name)
    }
    let golden = Programs.repository.appending(path: "Tests/RecordStore/Golden/store-0001.sqlite")
    let made = try trusts.programs.run(
      "/usr/bin/env",
      [
        "python3", "-c",
        """
        import shutil, sqlite3, sys
        shutil.copyfile(sys.argv[1], sys.argv[2])
        store = sqlite3.connect(sys.argv[2])
        store.execute("UPDATE identity SET side = 'centre', scope = ?, trust = NULL", [sys.argv[3]])
        store.commit()
        """,
        golden.path, store, trust,
      ])
    try #require(made.code == 0, "\(made.errors)")
  }

  @Test func `an upgrade of all brings each store up to date once, and a damaged one stops none`()
    throws
  {
    let trusts = try HostedTrusts("RBD", "RCF", "RDD")
    try age("RCF", in: trusts)
    try age("RDD", in: trusts)
    try damage("RBD", in: trusts)

    let first = try trusts.run("upgrade", "--all", "--json")
    let again = try trusts.run("upgrade", "--all", "--json")
    let alone = try trusts.run("upgrade", "--trust", "RCF", "--json")

    #expect(first.code == 5)
    #expect(try first.array().map { $0["trust"] as? String } == ["RBD", "RCF", "RDD"])
    #expect(try first.array().map { $0["state"] as? String } == ["failed", "upgraded", "upgraded"])
    #expect(try again.array().map { $0["state"] as? String } == ["failed", "current", "current"])
    #expect(alone.code == 0, "\(alone.errors)")
    #expect(try alone.array().map { $0["state"] as? String } == ["current"])
    let copy = "\(trusts.folder)/RCF/store.sqlite.before-6"
    #expect(FileManager.default.fileExists(atPath: copy))
  }

  @Test func `without --all no store of several is upgraded`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    try age("RCF", in: trusts)

    let refused = try trusts.run("upgrade")

    #expect(refused.code == 2)
    #expect(refused.errors.contains("--trust CODE"), "\(refused.errors)")
    let copy = "\(trusts.folder)/RCF/store.sqlite.before-6"
    #expect(!FileManager.default.fileExists(atPath: copy))
  }

  @Test func `scrub verifies every trust, names the damaged one and ends with 5`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")

    let sound = try trusts.run("scrub", "--json")
    try damage("RBD", in: trusts)
    let damaged = try trusts.run("scrub", "--json")
    let other = try trusts.run("scrub", "--trust", "RCF")

    #expect(sound.code == 0, "\(sound.errors)")
    #expect(try sound.array().map { $0["ok"] as? Bool } == [true, true])
    #expect(damaged.code == 5)
    #expect(try damaged.array().map { $0["trust"] as? String } == ["RBD", "RCF"])
    #expect(try damaged.array().map { $0["ok"] as? Bool } == [false, true])
    #expect(
      other.code == 0 && other.output.contains("RCF  0 entries, 0 problems"), "\(other.output)")
  }

  /// A proxy, a monitor and a person each query a server of which one trust is damaged.
  @Test func `a server with one damaged trust serves the others and says which it is`() throws {
    let trusts = try HostedTrusts("RBD", "RCF")
    try damage("RBD", in: trusts)
    try trusts.start()

    let isNoticed = try trusts.wait {
      try trusts.get("/readyz", of: "RCF").body.contains("RBD")
    }
    let ready = try trusts.get("/readyz", of: "RCF")
    let page = try trusts.get("/sign-in", of: "RCF")
    let damaged = try trusts.get("/sign-in", of: "RBD")

    #expect(isNoticed)
    #expect(ready.status == "200", "\(ready.body)")
    #expect(page.status == "200")
    #expect(damaged.status == "503")
    #expect(trusts.log.contains("this trust cannot be served; the others are"))
    #expect(trusts.stop() == 0)
  }
}
