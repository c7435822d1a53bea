#if Postgres
  import Foundation
  import TestSupport
  import Testing

  @Suite("Views over the trusts of a database, with real processes")
  struct NationalViewsTests {
    private let cluster: ScratchCluster
    private let trusts: HostedTrusts

    init() throws {
      cluster = try ScratchCluster()
      trusts = try HostedTrusts("RBD", "RCF", database: cluster.url())
    }

    private func sql(_ text: String, as user: String = "candour") throws -> Programs.Finished {
      try trusts.programs.run(
        "/usr/bin/psql", [cluster.url(user: user), "-XAt", "-v", "ON_ERROR_STOP=1", "-c", text])
    }

    private func rows(_ table: String) throws -> [String] {
      let found = try sql(
        "SELECT trust, reference, state FROM national.\(table) ORDER BY 1, 2, 3", as: "reader")
      #expect(found.code == 0, "\(found.errors)")
      return found.output.split(separator: "\n").map(String.init)
    }

    private func listed(_ key: String) throws -> [String] {
      // By the clock of the database.
      let figures = try trusts.programs.run(
        "candour-server", ["national", "--json", "--data", trusts.folder],
        environment: ["CANDOUR_NOW": Date.now.ISO8601Format()]
      ).object()
      let items = try #require(figures[key] as? [[String: String]])
      return items.map { "\($0["trust"] ?? "")|\($0["reference"] ?? "")|\($0["state"] ?? "")" }
        .sorted()
    }

    /// Puts the notifications of a trust into states, by days from today in London.
    private func setClocks(_ schema: String, _ clocks: [(step: String, days: Int)]) throws {
      let values = clocks.enumerated().map { "(\($0 + 1), '\($1.step)', \($1.days))" }
      let done = try sql(
        """
        SET search_path = \(schema);
        UPDATE notification SET step = clock.step, outcome = 'notifiable',
          notifyBy = clock.day, reportBy = clock.day
        FROM (
          SELECT row.ownerRow, value.step, to_char(
            (now() AT TIME ZONE 'Europe/London')::date + value.days, 'YYYY-MM-DD') AS day
          FROM (VALUES \(values.joined(separator: ", "))) AS value (place, step, days)
          JOIN (
            SELECT ownerRow, row_number() OVER (ORDER BY ownerRow) AS place FROM notification
          ) AS row USING (place)
        ) AS clock
        WHERE clock.ownerRow = notification.ownerRow
        """)
      try #require(done.output.contains("UPDATE \(clocks.count)"), "\(done.output)\(done.errors)")
    }

    @Test func `a reader sees references and states of every trust, and nothing else`() throws {
      try trusts.start()
      for (store, site, trust) in [("a", "RBD01", "RBD"), ("b", "RCF01", "RCF")] {
        let joined = try trusts.enrol(store, site: site, of: trust)
        try #require(joined.code == 0, "\(joined.errors)")
        for name in ["1-set-up-error", "2-sabr-immobilisation", "4-wrong-tracer"] {
          let example = Programs.repository.appending(path: "Docs/examples/\(name).json").path
          try trusts.programs.site(store, "incident", "log", "--from", example)
        }
        let sent = try trusts.programs.site(store, "sync", "--json")
        try #require(sent.code == 0, "\(sent.errors)")
      }
      #expect(trusts.stop() == 0)
      try #require(try sql("CREATE ROLE reader LOGIN").code == 0)
      try setClocks("rbd", [("none", 0), ("none", -1), ("notified", 15)])
      try setClocks("rcf", [("notified", 14), ("notified", -1), ("closed", -1)])

      let made = try trusts.run("national", "--views", "--reader", "reader")
      let again = try trusts.run("national", "--views")

      #expect(made.code == 0 && again.code == 0, "\(made.errors)\(again.errors)")
      #expect(made.output.contains("2 trusts"), "\(made.output)")
      #expect(try rows("incident").count == 6)
      #expect(try rows("incident") == listed("incidents"))
      #expect(try rows("notification") == listed("notifications"))
      #expect(
        try Set(rows("notification").map { $0.split(separator: "|").last ?? "" }) == [
          "due", "overdue", "notified", "report-due", "report-overdue", "closed",
        ])
      #expect(try rows("audit") == listed("audits"))
      for forbidden in [
        "SELECT count(*) FROM rbd.incident", "SELECT count(*) FROM national.trustSchema",
        "DELETE FROM national.incident",
      ] {
        let refused = try sql(forbidden, as: "reader")
        #expect(refused.code != 0 && refused.output.isEmpty, "\(forbidden): \(refused.errors)")
      }
      // An upgrade makes tables anew, and the views of a trust's own schema with them.
      let dropped = try sql("BEGIN; DROP TABLE rbd.incident; ROLLBACK")
      #expect(dropped.errors.contains("view rbd.") && !dropped.errors.contains("national."))
    }

    @Test func `what cannot have views is refused`() throws {
      let folder = try HostedTrusts("RBD")

      #expect(try trusts.run("national", "--views", "--reader", "a; DROP").code == 2)
      #expect(try trusts.run("national", "--reader", "a").code == 2)
      #expect(try folder.run("national", "--views").errors.contains("PostgreSQL"))
    }
  }
#endif
