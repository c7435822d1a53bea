#if Postgres
  import Foundation
  import TestSupport
  import Testing

  /// Certificates where two servers serve one database: the ones that sites see, and the database's own.
  @Suite("Certificates of several servers on one database", .serialized)
  struct SharedCertificateTests {
    private let schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }

    /// A PEM file's certificate, from its first line to its last.
    private static func certificate(in text: String) -> String? {
      guard let start = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
        let end = text.firstRange(of: "-----END CERTIFICATE-----")
      else { return nil }
      return String(text[start.lowerBound..<end.upperBound])
    }

    private func openssl(_ programs: Programs, _ arguments: String...) throws {
      let done = try programs.run("/usr/bin/openssl", arguments)
      try #require(done.code == 0, "\(done.errors)")
    }

    /// Signs a certificate, or makes one that signs itself.
    ///
    /// - Returns: the paths of the certificate and its key.
    private func make(
      _ name: String, days: Int, names: String? = nil,
      by authority: (certificate: String, key: String)? = nil, _ programs: Programs
    ) throws -> (certificate: String, key: String) {
      let paths = (
        certificate: programs.work.path("\(name).pem"), key: programs.work.path("\(name).key")
      )
      let done = try programs.run(
        "/usr/bin/openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
          "-keyout", paths.key, "-out", paths.certificate, "-days", "\(days)", "-subj",
          "/CN=\(name)",
        ] + (names.map { ["-addext", "subjectAltName=\($0)"] } ?? [])
          + (authority.map {
            ["-CA", $0.certificate, "-CAkey", $0.key, "-addext", "basicConstraints=CA:FALSE"]
          } ?? []))
      try #require(done.code == 0, "\(done.errors)")
      return paths
    }

    /// Checks repeatedly, for a minute at most.
    private func wait(until isSo: () throws -> Bool) throws -> Bool {
      for _ in 0..<600 {
        if try isSo() { return true }
        usleep(100_000)
      }
      return false
    }

    // MARK: What sites see

    /// The certificate that a server shows.
    private func shown(by server: Trust) throws -> String? {
      let answer = try server.programs.run(
        "/usr/bin/curl",
        [
          "-sS", "--cacert", server.authority, "-o", "/dev/null", "-w", "%{certs}",
          server.url + "/healthz",
        ])
      try #require(answer.code == 0, "\(answer.errors)")
      return Self.certificate(in: answer.output)
    }

    @Test func `what one server renews, the other shows too, and sites notice nothing`() throws {
      let cluster = try ScratchCluster.shared.get()
      let database = cluster.url(schema: schema)
      let one = try Trust(database: database)
      let two = Trust(beside: one, database: database)
      let programs = one.programs
      try one.start()
      try two.start()
      try one.enrol("a", site: "RBD01")
      let first = try #require(try shown(by: one))
      #expect(try shown(by: two) == first)

      // Their certificate ends in a month: as it is after two years.
      let tls = programs.work.path("centre/tls")
      let due = try make(
        "due", days: 30, names: "DNS:localhost,IP:127.0.0.1",
        by: ("\(tls)/ca.pem", "\(tls)/ca.key"), programs)
      for (name, path) in [("server.pem", due.certificate), ("server.key", due.key)] {
        let hex = try Data(contentsOf: URL(filePath: path))
          .map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let kept = try programs.run(
          "/usr/bin/psql",
          [
            cluster.url(), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c",
            "UPDATE \(schema).storeFile SET bytes = decode('\(hex)', 'hex') "
              + "WHERE name = 'tls/\(name)'",
          ])
        try #require(kept.code == 0, "\(kept.errors)")
      }

      // One of them looks, as each does once a day.
      kill(try #require(one.processIdentifier), SIGHUP)
      #expect(try wait { try shown(by: one) != first })
      let renewed = try #require(try shown(by: one))
      #expect(try shown(by: two) == first, "it has not looked yet, and serves on")
      kill(try #require(two.processIdentifier), SIGHUP)
      let isSame = try wait { try shown(by: two) == renewed }

      #expect(isSame)
      let path = programs.work.path("renewed.pem")
      try Data((renewed + "\n").utf8).write(to: URL(filePath: path))
      try openssl(programs, "x509", "-in", path, "-noout", "-checkend", "\(60 * 86_400)")
      for server in [one, two] {
        let folder = (server.authority as NSString).deletingLastPathComponent
        let mode =
          try FileManager.default
          .attributesOfItem(atPath: folder + "/server.key")[.posixPermissions] as? Int
        #expect(mode == 0o600)
      }
      _ = try programs.site("a", "incident", "log", "--from", one.example("1-set-up-error"))
      #expect(try programs.site("a", "sync").code == 0)
      // At its start a server has what the others renewed.
      #expect(two.stop() == 0)
      try two.start()
      #expect(try shown(by: two) == renewed)
      #expect(one.stop() == 0 && two.stop() == 0)
    }

    // MARK: The database's own

    /// A cluster that is reached by TLS, and what changes its certificate.
    private struct Secured {
      let cluster: ScratchCluster
      let port: UInt16

      init() throws {
        port = try ReverseProxy.freePort()
        cluster = try ScratchCluster(settings: "-c listen_addresses=localhost -c port=\(port)")
      }

      func sql(_ text: String, _ programs: Programs) throws -> String {
        let done = try programs.run(
          "/usr/bin/psql",
          [cluster.url() + "&port=\(port)", "-XAtq", "-v", "ON_ERROR_STOP=1"]
            + text.split(separator: ";").flatMap { ["-c", String($0)] })
        try #require(done.code == 0, "\(done.errors)")
        return done.output.trimmingCharacters(in: .whitespacesAndNewlines)
      }

      func show(_ pair: (certificate: String, key: String), _ programs: Programs) throws {
        let data = cluster.folder + "/data"
        for (path, name) in [(pair.certificate, "server.crt"), (pair.key, "server.key")] {
          let done = try programs.run(
            "/bin/sh",
            [
              "-c",
              "umask 077; cp \(path) \(data)/\(name); chown --reference=\(data) \(data)/\(name)",
            ])
          try #require(done.code == 0, "\(done.errors)")
        }
        _ = try sql("ALTER SYSTEM SET ssl = on;SELECT pg_reload_conf()", programs)
      }

      func url(_ schema: String, trusting authority: String, at host: String = "localhost")
        -> String
      {
        "postgres://candour@\(host):\(port)/postgres?sslrootcert=\(authority)&schema=\(schema)"
      }
    }

    @Test func `two servers reach it by TLS alone, go on when it is renewed, and are not deceived`()
      throws
    {
      let secured = try Secured()
      let programs = try Programs()
      let authority = try make("authority", days: 30, programs)
      try secured.show(
        make("first", days: 30, names: "DNS:localhost", by: authority, programs), programs)
      let database = secured.url(schema, trusting: authority.certificate)
      let one = try Trust(database: database)
      let two = Trust(beside: one, database: database)
      try one.start()
      try two.start()
      try one.enrol("a", site: "RBD01")
      try two.enrol("b", site: "RBD02")
      func logAndSend() throws {
        for store in ["a", "b"] {
          _ = try one.programs.site(
            store, "incident", "log", "--from", one.example("1-set-up-error"))
          let sent = try one.programs.site(store, "sync")
          #expect(sent.code == 0, "\(sent.errors)")
        }
      }
      try logAndSend()

      let connected = try secured.sql(
        """
        SELECT count(*) > 1, bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
        WHERE application_name = 'candour-server'
        """, programs)
      #expect(connected == "t|t")

      // Renewed under the same authority: new connections see it, those there are go on.
      try secured.show(
        make("second", days: 30, names: "DNS:localhost", by: authority, programs), programs)
      try logAndSend()
      two.kill()
      try two.start()
      try logAndSend()
      #expect(try secured.sql("SELECT count(*) FROM \(schema).incident", programs) == "6")

      // Another authority, and another name than the certificate's.
      let other = try make("other", days: 30, programs)
      for url in [
        secured.url(schema, trusting: other.certificate),
        secured.url(schema, trusting: authority.certificate, at: "127.0.0.1"),
      ] {
        let refused = try programs.run(
          "candour-server", ["verify", "--data", programs.work.path("x"), "--store", url])
        #expect(refused.code != 0)
        #expect(refused.errors.contains("certificate"), "\(refused.errors)")
      }
      #expect(one.stop() == 0 && two.stop() == 0)
    }
  }
#endif
