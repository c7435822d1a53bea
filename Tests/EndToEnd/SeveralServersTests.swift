#if Postgres
  import Foundation
  import TestSupport
  import Testing

  /// Two real servers on one real database: what each must know of the other.
  @Suite("Several servers of one centre, with real processes", .serialized)
  struct SeveralServersTests {
    private let cluster: ScratchCluster
    private let schema: String
    private let database: String
    private let one: Trust
    private let two: Trust
    private var programs: Programs { one.programs }

    init() throws {
      cluster = try ScratchCluster.shared.get()
      schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
      database = cluster.url(schema: schema)
      one = try Trust(database: database)
      two = Trust(beside: one, database: database)
    }

    private func sql(_ text: String) throws -> String {
      let done = try programs.run(
        "/usr/bin/psql",
        [
          cluster.url(), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", "SET search_path = \(schema)",
          "-c", text,
        ])
      try #require(done.code == 0, "\(done.errors)")
      return done.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Checks repeatedly, for a minute at most.
    private func wait(until isSo: () throws -> Bool) throws -> Bool {
      for _ in 0..<3000 {
        if try isSo() { return true }
        usleep(20_000)
      }
      return false
    }

    // MARK: Attempts

    /// Types a password at a server's form, as a browser does.
    ///
    /// - Returns: the status of the answer.
    private func signIn(at server: Trust, _ email: String) throws -> String {
      let jar = programs.work.path("jar-\(UUID().uuidString)")
      let base = ["-sS", "--cacert", server.authority, "-b", jar, "-c", jar]
      let page = try programs.run("/usr/bin/curl", base + [server.url + "/sign-in"]).output
      let start = try #require(page.firstRange(of: "name=\"form-token\" value=\""))
      let token = page[start.upperBound...].prefix { $0 != "\"" }
      return try programs.run(
        "/usr/bin/curl",
        base + [
          "-o", "/dev/null", "-w", "%{http_code}", "--data-urlencode", "form-token=\(token)",
          "--data-urlencode", "email=\(email)", "--data-urlencode", "password=a wrong guess",
          server.url + "/sign-in",
        ]
      ).output
    }

    @Test func `wrong passwords are counted together, at whichever server they were typed`() throws
    {
      try one.start()
      try two.start()

      var typed = 0
      while typed < 100, try signIn(at: typed % 2 == 0 ? one : two, "lead@trust.example") == "422" {
        typed += 1
      }
      // One expires every ninety seconds: how many are allowed meanwhile depends on the machine.
      #expect((10..<100).contains(typed))
      #expect(try sql("SELECT count(*) FROM failedAttempt WHERE length(name) = 32") == "2")
      _ = try sql("UPDATE failedAttempt SET thousandths = 100000")

      let further = try [one, two].map { try signIn(at: $0, "lead@trust.example") }
      one.kill()
      try one.start()

      #expect(further == ["429", "429"])
      #expect(try signIn(at: one, "lead@trust.example") == "429", "a new start forgets nothing")
      #expect(try signIn(at: two, "other@trust.example") == "429", "nor does another account help")
      #expect(try sql("SELECT count(*) FROM failedAttempt") == "2")
      #expect(one.stop() == 0 && two.stop() == 0)
    }

    // MARK: Messages

    private func receive(_ mail: TestReceiver) throws {
      for server in [one, two] {
        server.environment = [
          "CANDOUR_SMTP_HOST": "localhost", "CANDOUR_SMTP_PORT": "\(mail.port)",
          "CANDOUR_SMTP_FROM": "candour@trust.example",
          "CANDOUR_SMTP_AUTHORITY": mail.authorityPath,
          "CANDOUR_ALERTS_RETRY_FIRST_SECONDS": "1",
          "CANDOUR_ALERTS_RETRY_LONGEST_SECONDS": "2",
          "CANDOUR_ALERTS_ATTEMPT_SECONDS": "5",
          "CANDOUR_PUBLIC_URL": "https://candour.trust.example/",
        ]
      }
      for role in ["governance", "employer"] {
        let added = try programs.run(
          "candour-server",
          [
            "notify", "add", "--data", programs.work.path("centre"), "--role", role, "--email",
            "\(role)@trust.example",
          ])
        try #require(added.code == 0, "\(added.errors)")
      }
    }

    private func identifiers(_ mail: TestReceiver) -> [String] {
      mail.accepted().compactMap { letter in
        (letter["text"] as? String)?.split(separator: "\r\n").map(String.init)
          .first { $0.hasPrefix("Message-ID: ") }
      }
    }

    /// Twenty incidents that have to be notified, sent to the first server.
    private func logTwenty() throws {
      let example = try String(
        contentsOfFile: one.example("2-sabr-immobilisation"), encoding: .utf8
      ).replacingOccurrences(of: "\n", with: " ")
      let logged = try programs.site(
        "clinic", "incident", "log", "--lines", "--from", "-",
        input: String(repeating: example + "\n", count: 20))
      try #require(logged.code == 0, "\(logged.errors)")
      try #require(try programs.site("clinic", "sync").code == 0)
    }

    @Test func `both send, and each message goes out once and each day's digest is written once`()
      throws
    {
      let mail = try TestReceiver(.smtp)
      try receive(mail)
      try one.start()
      try two.start()
      try one.enrol("clinic", site: "RBD02")
      try logTwenty()

      // For each of the two people twenty incidents, and the digest.
      let isDone = try wait {
        try sql("SELECT count(*) FROM message WHERE sentAt IS NOT NULL") == "42"
      }

      #expect(isDone)
      #expect(identifiers(mail).count == 42)
      #expect(Set(identifiers(mail)).count == 42)
      #expect(try sql("SELECT count(*) FROM message WHERE kind = 'digest'") == "2")
      #expect(try sql("SELECT max(attempts) FROM message") == "1")
      #expect(one.stop() == 0 && two.stop() == 0)
    }

    @Test func `one is killed while it sends: the other sends the rest, and nothing is lost`()
      throws
    {
      let mail = try TestReceiver(.smtp)
      try receive(mail)
      try one.start()
      try one.enrol("clinic", site: "RBD02")
      try logTwenty()
      try two.start()
      #expect(try wait { mail.accepted().count >= 5 })

      one.kill()

      let isDone = try wait {
        try sql("SELECT count(*) FROM message WHERE sentAt IS NOT NULL") == "42"
      }
      #expect(isDone)
      #expect(Set(identifiers(mail)).count == 42)
      // The one that the killed server had in hand may arrive twice, under one identifier.
      #expect(identifiers(mail).count <= 43)
      #expect(two.stop() == 0)
    }

    // MARK: Versions

    @Test
    func `a later version's schema ends an earlier server, and a site is told what is going on`()
      throws
    {
      try one.start()
      try one.enrol("a", site: "RBD01")
      // What a later version's first server does.
      _ = try sql("INSERT INTO grdb_migrations VALUES ('9999 of a later version')")
      let logged = try programs.site(
        "a", "incident", "log", "--from", one.example("1-set-up-error"))
      let refused = try programs.site("a", "sync")
      let pid = try #require(one.processIdentifier)

      #expect(logged.code == 0)
      #expect(refused.code == 3, "\(refused.output) \(refused.errors)")
      #expect(try sql("SELECT count(*) FROM entry") == "0", "it wrote nothing any more")
      let hasEnded = try wait { !one.isRunning }
      #expect(hasEnded, "\(pid)")
      #expect(one.exitCode == 1)
      #expect(throws: (any Error).self) { try one.start() }

      // The later version is installed: here, it is the same program.
      _ = try sql("DELETE FROM grdb_migrations WHERE identifier LIKE '9999%'")
      try one.start()
      let sent = try programs.site("a", "sync")
      #expect(sent.code == 0, "\(sent.errors)")
      #expect(try sql("SELECT count(*) FROM incident") == "1")
      #expect(one.stop() == 0)
    }

    @Test func `two servers of a later version start at once, and change the tables once`() throws {
      try one.start()
      try one.enrol("a", site: "RBD01")
      _ = try programs.site("a", "incident", "log", "--from", one.example("1-set-up-error"))
      try #require(try programs.site("a", "sync").code == 0)
      #expect(one.stop() == 0)
      let known = try sql("SELECT count(*) FROM grdb_migrations")
      // As an earlier version left it.
      _ = try sql(
        "ALTER TABLE syncState DROP COLUMN readsAcross; "
          + "DELETE FROM grdb_migrations WHERE identifier LIKE '0205%'")

      let first = try programs.start(
        "candour-server",
        [
          "serve", "--data", programs.work.path("centre"), "--store", database, "--address",
          String(one.url.dropFirst("https://".count)),
        ])
      defer { first.kill() }
      try two.start()

      let isServing = try wait { first.finishedOutput().contains("listening on") }
      #expect(isServing, "\(first.finishedErrors())")
      #expect(try sql("SELECT count(*) FROM grdb_migrations") == known)
      #expect(
        try sql(
          "SELECT count(*) FROM information_schema.columns WHERE table_schema = '\(schema)' "
            + "AND table_name = 'syncstate' AND column_name = 'readsacross'") == "1")
      _ = try programs.site("a", "incident", "log", "--from", one.example("1-set-up-error"))
      #expect(try programs.site("a", "sync").code == 0)
      let verified = try programs.centre("verify", "--json")
      #expect(verified.code == 0, "\(verified.output)")
      #expect(first.terminate() == 0 && two.stop() == 0)
    }

    @Test func `a database that is away is said to be starting again, and nothing is lost`() throws
    {
      let cluster = try ScratchCluster()
      let trust = try Trust(database: cluster.url(schema: "rbd"))
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      _ = try trust.programs.site(
        "a", "incident", "log", "--from", trust.example("1-set-up-error"))

      try cluster.stop()
      let refused = try trust.programs.site("a", "sync")
      let ready = try trust.get("/readyz", token: nil)
      try cluster.startAgain()
      let sent = try trust.programs.site("a", "sync")

      #expect(refused.code == 3 && refused.errors.contains("the centre is starting again"))
      #expect(ready.status == "503")
      #expect(sent.code == 0, "\(sent.errors)")
      #expect(trust.stop() == 0)
    }

    // MARK: Many trusts

    @Test func `trust add puts a trust into the database, and a second server serves it too`()
      throws
    {
      let (folder, second) = (programs.work.path("trusts"), programs.work.path("trusts-2"))
      let code = "R" + schema.uppercased().suffix(6)
      let store = cluster.url()
      let add = ["trust", "add", code, "--store", store, "--data"]

      let made = try programs.run("candour-server", add + [folder])
      let joined = try programs.run("candour-server", add + [second])
      let again = try programs.run("candour-server", add + [second])
      let here = try programs.run("candour-server", ["trust", "list", "--data", second, "--json"])
      let there = try programs.run(
        "candour-server", ["trust", "list", "--store", store, "--data", folder, "--json"])
      let verified = try programs.run(
        "candour-server", ["verify", "--data", second, "--trust", code])

      #expect(made.code == 0 && joined.code == 0, "\(made.errors) \(joined.errors)")
      #expect(joined.output.contains("already"))
      #expect(again.code == 2)
      #expect(try here.array().map { $0["trust"] as? String } == [code])
      #expect(try here.array().first?["hosts"] as? [String] != [])
      #expect(try there.array().contains { $0["trust"] as? String == code })
      #expect(verified.code == 0, "\(verified.errors)")
      let files = ["ca.pem", "server.key"].map { name in
        [folder, second].map { try? Data(contentsOf: URL(filePath: "\($0)/\(code)/tls/\(name)")) }
      }
      #expect(files.allSatisfy { $0[0] != nil && $0[0] == $0[1] })
    }
  }
#endif
