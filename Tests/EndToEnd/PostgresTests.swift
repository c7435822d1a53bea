#if Postgres
  import Foundation
  import TestSupport
  import Testing

  /// On a real PostgreSQL cluster, which the tests start and stop.
  @Suite("A centre in PostgreSQL, with real processes", .serialized)
  struct PostgresTests {
    private let cluster: ScratchCluster
    private let database: String
    private let schema: String

    init() throws {
      cluster = try ScratchCluster.shared.get()
      schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
      database = cluster.url(schema: schema)
    }

    private func log(_ count: Int, at store: String, of trust: Trust) throws {
      for _ in 0..<count {
        let logged = try trust.programs.site(
          store, "incident", "log", "--from", trust.example("1-set-up-error"))
        try #require(logged.code == 0, "\(logged.errors)")
      }
    }

    private func sync(_ store: String, of trust: Trust) throws -> Programs.Finished {
      try trust.programs.site(store, "sync", "--json")
    }

    /// A number that the database answers.
    private func number(_ sql: String, _ trust: Trust) throws -> Int {
      let answer = try trust.programs.run(
        "/usr/bin/psql", [cluster.url(), "-XAtc", "SET search_path = \(schema)", "-c", sql])
      return try #require(
        answer.output.split(separator: "\n").last.flatMap { Int($0) }, "\(answer.errors)")
    }

    private func incidents(_ trust: Trust) throws -> Int {
      try number("SELECT count(*) FROM incident", trust)
    }

    private func importForm(_ trust: Trust) throws -> Programs.Finished {
      let table = trust.programs.work.path("form.csv")
      try Data("question,answer\nWhich unit?,Department\n".utf8).write(to: URL(filePath: table))
      return try trust.programs.run(
        "candour-server",
        [
          "form", "import", "--data", trust.programs.work.path("centre"), "--authority", "CQC",
          table,
        ])
    }

    private func removeForm(_ data: String, _ trust: Trust) throws -> Programs.Finished {
      try trust.programs.run(
        "candour-server", ["form", "remove", "--authority", "CQC", "--data", data])
    }

    @Test func `a site and a reader work with it as with a centre in a folder`() throws {
      let trust = try Trust(database: database)
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      try log(3, at: "a", of: trust)

      let sent = try sync("a", of: trust)
      let token = try trust.programs.run(
        "candour-server",
        [
          "token", "create", "--data", trust.programs.work.path("centre"), "--role", "reader",
          "--name", "t",
        ]
      ).output.trimmingCharacters(in: .whitespacesAndNewlines)
      let list = try trust.get("/api/v1/incidents", token: token)
      let due = try trust.get("/api/v1/notifications", token: token)
      let ready = try trust.get("/readyz", token: nil)

      #expect(sent.code == 0, "\(sent.errors)")
      #expect(list.status == "200")
      #expect(list.body.components(separatedBy: "\"reference\"").count == 4)
      #expect(due.status == "200" && ready.status == "200")
      let verified = try trust.programs.centre("verify", "--json")
      #expect(verified.code == 0, "\(verified.output) \(verified.errors)")
      #expect(trust.stop() == 0)
      // Nothing was written into the folder instead.
      let files = try FileManager.default.contentsOfDirectory(
        atPath: trust.programs.work.path("centre"))
      #expect(!files.contains { $0.hasPrefix("store.sqlite") })
    }

    @Test func `a command for a centre that is not there leaves nothing that init refuses`() throws
    {
      let programs = try Programs()
      let place = ["--data", programs.work.path("new"), "--store", database]

      let early = try ["verify", "serve"].map { try programs.run("candour-server", [$0] + place) }
      let made = try programs.run("candour-server", ["init", "--trust", "RBD"] + place)
      let verified = try programs.run("candour-server", ["verify"] + place)

      #expect(early.map(\.code) == [2, 2] && early[0].errors.contains("Make one with init"))
      #expect(made.code == 0 && verified.code == 0, "\(made.errors)\(verified.errors)")
    }

    @Test func `a password that others may read is refused by name`() throws {
      let trust = try Trust(database: database)
      let password = trust.programs.work.path("password")
      try Data("secret\n".utf8).write(to: URL(filePath: password))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: password)

      let refused = try trust.programs.run(
        "candour-server", ["verify", "--data", trust.programs.work.path("centre")],
        environment: ["CANDOUR_STORE_PASSWORD_FILE": password])

      #expect(refused.code != 0 && refused.errors.contains("chmod 600"), "\(refused.errors)")
      #expect(!refused.errors.contains("secret"))
    }

    @Test func `its backup is the one that a folder's centre makes`() throws {
      let trust = try Trust(database: database)
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      try log(2, at: "a", of: trust)
      _ = try sync("a", of: trust)

      // Imported beside the running server, into the database.
      let form = try importForm(trust)
      #expect(form.code == 0, "\(form.errors)")
      #expect(try number("SELECT count(*) FROM answerForm", trust) == 1)

      let file = trust.programs.work.path("backup")
      let written = try trust.programs.centre("backup", file)
      let restored = try trust.programs.run(
        "candour-server", ["restore", "--data", trust.programs.work.path("restored"), file])
      let verified = try trust.programs.run(
        "candour-server", ["verify", "--data", trust.programs.work.path("restored"), "--json"])

      #expect(written.code == 0, "\(written.errors)")
      #expect(restored.code == 0, "\(restored.errors)")
      #expect(verified.code == 0, "\(verified.output)")
      let counted = try verified.object()
      #expect(counted["records"] as? Int == 2)
      #expect(try removeForm(trust.programs.work.path("restored"), trust).code == 0)
      #expect(trust.stop() == 0)
    }

    @Test func `a centre moves into the database and back, and its site notices nothing`() throws {
      let trust = try Trust()
      let folder = trust.programs.work.path("centre")
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      try log(2, at: "a", of: trust)
      _ = try sync("a", of: trust)
      #expect(trust.stop() == 0)
      #expect(try importForm(trust).code == 0)

      let moved = try trust.programs.run(
        "candour-server", ["copy", "--from", folder, "--to", database])
      let stale = try trust.programs.centre("enrolment-code", "--site", "RBD01")
      let second = Trust(beside: trust, database: database)
      second.moveTo(trust.url)
      try second.start()
      try log(1, at: "a", of: trust)
      let sent = try sync("a", of: trust)

      #expect(moved.code == 0, "\(moved.errors)")
      #expect(stale.code != 0 && stale.errors.contains("was moved to"))
      #expect(sent.code == 0, "\(sent.errors)")
      #expect(try incidents(trust) == 3)
      #expect(second.stop() == 0)

      let back = trust.programs.work.path("back")
      let returned = try trust.programs.run(
        "candour-server", ["copy", "--from", database, "--to", back])
      let verified = try trust.programs.run(
        "candour-server", ["verify", "--data", back, "--json"])
      #expect(returned.code == 0, "\(returned.errors)")
      #expect(verified.code == 0, "\(verified.output)")
      let counted = try verified.object()
      #expect(counted["records"] as? Int == 3)
      #expect(try removeForm(back, trust).code == 0)
    }

    @Test func `a recovery key made at one server seals the backups of every server`() throws {
      let one = try Trust(database: database)
      let two = Trust(beside: one, database: database)
      let programs = one.programs
      let (file, key) = (programs.work.path("file"), programs.work.path("key"))
      try one.start()
      try two.start()
      func backUp() throws -> Bool? {
        let second = programs.work.path("second")
        return try programs.run(
          "candour-server", ["backup", "--data", second, "--json", "--force", file]
        ).object()["sealed"] as? Bool
      }
      #expect(try backUp() == false)

      #expect(try programs.centre("recovery-key").code == 0)
      #expect(try backUp() == true)
      let printed = try programs.centre("recovery-key", "--replace")
      try Data(printed.output.utf8).write(to: URL(filePath: key))
      #expect(try backUp() == true)
      let restored = try programs.run(
        "candour-server",
        ["restore", "--data", programs.work.path("restored"), "--recovery-key", key, file])
      #expect(restored.code == 0, "\(restored.errors)")

      // One that an earlier version kept in the folder of its server alone, which has a certificate of
      // its own.
      #expect(one.stop() == 0)
      let removed = "DELETE FROM storeFile WHERE name = 'recovery.pub' RETURNING 1"
      #expect(try number("WITH removed AS (\(removed)) SELECT count(*) FROM removed", one) == 1)
      let tls = programs.work.path("centre/tls")
      one.environment = [
        "CANDOUR_TLS_CERTIFICATE": tls + "/server.pem", "CANDOUR_TLS_KEY": tls + "/server.key",
      ]
      try one.start()
      #expect(
        try number("SELECT count(*) FROM storeFile WHERE name = 'recovery.pub'", one) == 1)
      #expect(one.stop() == 0 && two.stop() == 0)
    }

    @Test func `what is no database or names a password is refused and not quoted`() throws {
      let programs = try Programs()
      for url in [
        "postgres://u:s3cret@h/db?schema=rbd", "postgres://h/db?password=s3cret&schema=rbd",
        "postgres://h/db?schema=s3cret;", "postgres://s3cret@[::1/db",
      ] {
        for arguments in [
          ["verify", "--data", programs.work.path("x"), "--store", url],
          ["init", "--trust", "RBD", "--data", programs.work.path("x"), "--store", url],
          ["copy", "--from", programs.work.path("x"), "--to", url],
        ] {
          let refused = try programs.run("candour-server", arguments)
          #expect(refused.code == 2, "\(arguments): \(refused.errors)")
          #expect(!refused.errors.contains("s3cret"))
        }
      }
    }

    @Test func `two servers on one database: the death of one loses and doubles nothing`() throws {
      let one = try Trust(database: database)
      let two = Trust(beside: one, database: database)
      try one.start()
      try two.start()
      try one.enrol("a", site: "RBD01")
      try two.enrol("b", site: "RBD02")
      try log(12, at: "a", of: one)
      try log(12, at: "b", of: one)

      let programs = one.programs
      let first = try programs.start(
        "candour", ["sync", "--store", programs.work.path("a"), "--json"])
      let second = try programs.start(
        "candour", ["sync", "--store", programs.work.path("b"), "--json"])
      // In the middle of the exchanges, or just after: what holds then holds at any moment.
      while try number("SELECT count(*) FROM entry", one) == 0, first.process.isRunning {}
      one.kill()
      first.process.waitUntilExit()
      second.process.waitUntilExit()
      #expect(second.process.terminationStatus == 0, "\(second.finishedErrors())")

      // The other server serves both sites; then the first is back.
      try log(1, at: "b", of: one)
      #expect(try sync("b", of: one).code == 0)
      try one.start()
      try log(1, at: "a", of: one)
      let again = try sync("a", of: one)
      #expect(again.code == 0, "\(again.errors)")

      #expect(try incidents(one) == 26)
      #expect(try number("SELECT count(DISTINCT id) FROM incident", one) == 26)
      #expect(
        try number("SELECT sum(head) FROM log", one) == number("SELECT count(*) FROM entry", one))
      let verified = try programs.centre("verify", "--json")
      #expect(verified.code == 0, "\(verified.output)")
      #expect(one.stop() == 0)
      #expect(two.stop() == 0)
    }
  }
#endif
