#if Postgres
  import Foundation
  import TestSupport
  import Testing

  /// What a DBA does with the database of a centre, with PostgreSQL's own programs.
  @Suite("A centre in PostgreSQL that is upgraded, checked and put back", .serialized)
  struct PostgresRecoveryTests {
    private let cluster: ScratchCluster
    private let schema: String
    private let database: String

    init() throws {
      cluster = try ScratchCluster.shared.get()
      schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
      database = cluster.url(schema: schema)
    }

    private func psql(_ arguments: [String], _ trust: Trust) throws -> String {
      let done = try trust.programs.run(
        "/usr/bin/psql", [cluster.url(), "-XAtq", "-v", "ON_ERROR_STOP=1"] + arguments)
      try #require(done.code == 0, "\(done.errors)")
      return done.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func log(_ count: Int, of trust: Trust) throws {
      for _ in 0..<count {
        let logged = try trust.programs.site(
          "a", "incident", "log", "--from", trust.example("1-set-up-error"))
        try #require(logged.code == 0, "\(logged.errors)")
      }
      let sent = try trust.programs.site("a", "sync", "--json")
      try #require(sent.code == 0, "\(sent.errors)")
    }

    @Test func `a schema of an earlier version is upgraded by the command`() throws {
      let trust = try Trust(database: database)
      _ = try psql(
        [
          "-c", "SET search_path = \(schema)", "-c", "DROP TABLE movedStore",
          "-c", "DELETE FROM grdb_migrations WHERE identifier LIKE '0111 %'",
        ], trust)
      let folder = trust.programs.work.path("centre")
      let command = ["upgrade", "--data", folder, "--store", database]

      let first = try trust.programs.run("candour-server", command)
      let second = try trust.programs.run("candour-server", command)

      #expect(first.code == 0 && first.output.contains("upgraded"), "\(first.errors)")
      #expect(second.code == 0 && second.output.contains("up to date"), "\(second.errors)")
      #expect(try trust.programs.centre("verify").code == 0)
    }

    @Test func `scrub verifies it`() throws {
      let trust = try Trust(database: database)
      let folder = trust.programs.work.path("centre")

      let scrubbed = try trust.programs.run(
        "candour-server", ["scrub", "--data", folder, "--store", database, "--json"])

      #expect(scrubbed.code == 0 && scrubbed.output.contains("\"ok\""), "\(scrubbed.errors)")
    }

    @Test func `put back while its server runs, it is noticed by the next transaction`() throws {
      let trust = try Trust(database: database)
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      try log(1, of: trust)
      let dump = trust.programs.work.path("last-week.sql")
      let dumped = try trust.programs.run(
        "/usr/bin/pg_dump", ["-d", cluster.url(), "-n", schema, "-f", dump])
      #expect(dumped.code == 0, "\(dumped.errors)")
      try log(2, of: trust)

      _ = try psql(["-c", "DROP SCHEMA \(schema) CASCADE", "-f", dump], trust)
      try log(1, of: trust)
      let noticed = try psql(
        ["-c", "SET search_path = \(schema)", "-c", "SELECT code FROM syncBlocker"], trust)

      #expect(noticed.contains("store-put-back"))
      let count = ["-c", "SET search_path = \(schema)", "-c", "SELECT count(*) FROM incident"]
      #expect(try psql(count, trust) == "4")
      let verified = try trust.programs.centre("verify", "--json")
      #expect(verified.code == 0, "\(verified.output)")
      #expect(trust.stop() == 0)
    }

    @Test func `put back to last week's dump, it goes on in new logs and its sites make it whole`()
      throws
    {
      let trust = try Trust(database: database)
      try trust.start()
      try trust.enrol("a", site: "RBD01")
      try log(2, of: trust)
      let dump = trust.programs.work.path("last-week.sql")
      let dumped = try trust.programs.run(
        "/usr/bin/pg_dump", ["-d", cluster.url(), "-n", schema, "-f", dump])
      #expect(dumped.code == 0, "\(dumped.errors)")
      try log(3, of: trust)
      #expect(trust.stop() == 0)

      _ = try psql(["-c", "DROP SCHEMA \(schema) CASCADE"], trust)
      _ = try psql(["-f", dump], trust)
      let count = ["-c", "SET search_path = \(schema)", "-c", "SELECT count(*) FROM incident"]
      #expect(try psql(count, trust) == "2")
      try trust.start()
      let noticed = try psql(
        ["-c", "SET search_path = \(schema)", "-c", "SELECT code FROM syncBlocker"], trust)
      try log(1, of: trust)

      #expect(noticed.contains("store-put-back"))
      #expect(try psql(count, trust) == "6")
      let verified = try trust.programs.centre("verify", "--json")
      #expect(verified.code == 0, "\(verified.output)")
      let status = try trust.programs.site("a", "status", "--json").object()
      #expect(status["pending"] as? Int == 0, "\(status)")
      #expect(trust.stop() == 0)
    }

    @Test func `names that are added to the certificate reach every server by the database`() throws
    {
      let one = try Trust(database: database)
      let added = try one.programs.centre("tls", "--host", "second.example.test")
      let two = Trust(beside: one, database: database)
      try two.start()

      let certificate = try String(contentsOfFile: two.authority, encoding: .utf8)
      let server = try Data(
        contentsOf: URL(filePath: one.programs.work.path("centre") + "/tls/server.pem"))
      let other = try Data(
        contentsOf: URL(filePath: one.programs.work.path("second") + "/tls/server.pem"))

      #expect(added.code == 0 && added.output.contains("second.example.test"), "\(added.errors)")
      #expect(!certificate.isEmpty)
      #expect(server == other)
      #expect(two.stop() == 0)
    }
  }
#endif
