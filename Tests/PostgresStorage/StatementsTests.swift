#if Postgres
  import Foundation
  import IRMER
  @testable import CentreStore
  @testable import PostgresStorage
  @testable import RecordStore
  @testable import RecordTables
  import Records
  import Replication
  import Storage
  import TestSupport
  import Testing

  /// Every SQL text of the record store is understood by both engines.
  @Suite("SQL on both engines")
  struct StatementsTests {
    /// What stands for an interpolation. A new one is to be added here.
    static let replacements = [
      "AdmissionReason.sqlList": AdmissionReason.sqlList,
      "EntryRow.columns": EntryRow.columns,
      "StoredRecord.columns": StoredRecord.columns,
      "WaitingFilter.condition": WaitingFilter.condition,
      "Self.waiting": "sentAt IS NULL AND failedAt IS NULL",
      "columns": "*", "names": "ownerRow", "condition": "1 = 1", "table.columnNames": "ownerRow",
      "IncidentRow.columns.joined(separator: \", \")": "*", "table.name": "incident",
      "$0.name": "incident", "table": "checkpoint", "key": "ownerRow",
      "sums.joined(separator: \", \")": UndeterminedCause.allCases.map {
        "count(CASE WHEN \($0.condition) THEN 1 END)"
      }.joined(separator: ", "),
      "from": "FROM record", "given": "SELECT CAST(value AS BIGINT) FROM json_each(?)",
      "known": "SELECT replica FROM device",
      "isBefore ? \"<\" : \"<>\"": "<>", "kept": "?, ?", "limit": "5",
      "most": "5", "places": "?, ?", "rare": "AND kind <> 'incident'",
      "terms.joined(separator: \" AND \")": "who = ?", "waits": "decision IS NULL",
    ]

    /// Files whose statements are for SQLite alone, and why.
    private static let onlySQLite = [
      // A store of a version that had no second engine.
      "KeyMigration.swift",
      // The backup's own file.
      "StoreBackup.swift",
      // The files of a store that is not in a file.
      "EngineStore.swift",
      // The file that is copied describes its tables.
      "StoreCopy.swift",
      // Built from values: tested below.
      "ListSQL.swift",
      "IncidentSearch.swift",
      "CountTable.swift",
      "CountedRows.swift",
      // For PostgreSQL alone: `A schema that a DBA has made` runs them.
      "NationalViews.swift",
      // Built for each ground of a theme: `Kept themes` runs them on both engines.
      "ThemeTable.swift",
      "RecordStore+Themes.swift",
    ]

    private static let all: [SourceStatement] =
      ["Sources/RecordStore", "Sources/RecordTables", "Server/CentreStore"].flatMap {
        (try? SourceStatement.all(in: $0)) ?? []
      }

    /// A centre's store on both engines, with the schema that this version makes.
    private final class Stores {
      let folder: TemporaryFolder
      let file: RecordStore
      let scratch: ScratchDatabase
      let schema: Database

      init() throws {
        let trust = try #require(Scope("RBD"))
        folder = try TemporaryFolder()
        file = try RecordStore.create(
          in: folder.path("centre"),
          NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
          environment: StoreEnvironment(now: { 1_800_000_000_000 }).forCentre)
        scratch = try ScratchDatabase()
        schema = Database(scratch.engine, schema: scratch.schema)
        try schema.migrate(Schema.migrator(for: .centre, ProductDomain()))
        try schema.write {
          try ReadModelVersion.refresh(
            $0, marks: Schema.engineReadModel, ProductDomain(), nil)
        }
      }

      /// - Returns: what each engine has against a statement.
      func problems(of sql: String) -> [String] {
        var found: [String] = []
        do {
          let values = [Storage.ColumnValue](repeating: .null, count: Placeholders.count(in: sql))
          _ = try file.database.write { try $0.rows("EXPLAIN " + sql, values) }
        } catch { found.append("SQLite: \(error)") }
        do {
          try scratch.write { db in
            let connection = try #require(db as? PostgresConnection)
            try connection.command("PREPARE understood AS \(Placeholders.numbered(sql))")
            if let gathered = GatherableStatement(sql) {
              try connection.command(
                "PREPARE gathered (\(try Self.arrays(db))) AS "
                  + gathered.text(isKnown: Array(repeating: true, count: gathered.count)))
            }
            try db.script("DEALLOCATE ALL")
          }
        } catch { found.append("PostgreSQL: \(error)") }
        return found
      }

      /// The kinds of the arrays that a statement takes in its gathered form.
      private static func arrays(_ db: any EngineConnection) throws -> String {
        let kinds: String? = try db.rows(
          "SELECT parameter_types::text FROM pg_prepared_statements WHERE name = 'understood'", []
        ).first?[0]
        return (kinds ?? "").filter { !"{}\"".contains($0) }.split(separator: ",")
          .map { "\($0)[]" }.joined(separator: ", ")
      }
    }

    @Test func `both engines understand every statement in the sources`() throws {
      let stores = try Stores()
      var tried = 0
      var problems: [String] = []

      for statement in Self.all {
        let name = statement.place.split(separator: "/").last?.split(separator: ":").first ?? ""
        guard !Self.onlySQLite.contains(String(name)) else { continue }
        guard let sql = statement.resolved(Self.replacements) else {
          problems.append("\(statement.place): an interpolation that this test does not know")
          continue
        }
        for part in PostgresSchema.statements(sql) {
          tried += 1
          problems += stores.problems(of: part).map { "\(statement.place) \($0)\n\(part)" }
        }
      }

      #expect(problems.isEmpty, "\(problems.joined(separator: "\n\n"))")
      #expect(tried > 250)
    }

    private static let sources: [(String, ListSQL.Source)] = [
      ("incidents", .incidents), ("notifications", .notifications), ("actions", .actions),
    ]

    @Test(arguments: ["incidents", "notifications", "actions"])
    func `both engines understand a list with every filter and order`(name: String) throws {
      let stores = try Stores()
      let source = try #require(Self.sources.first { $0.0 == name }?.1)
      for sort in source.keys.keys.sorted(by: { "\($0)" < "\($1)" }) {
        var filter = ListFilter(today: "2026-11-27")
        filter.site = "RBD01"
        filter.modality = "ct"
        filter.department = "CT"
        filter.code = "1"
        filter.from = "2026-01-01"
        filter.to = "2026-12-31"
        filter.words = ["word"]
        filter.addedSince = 1
        filter.changedSince = 1
        filter.state = "due"
        filter.sort = sort
        filter.after = ListPlace(key: "a", name: "b")
        if name == "notifications" {
          filter.outcome = "undetermined"
          filter.cause = .dose
          filter.isInConflict = true
          filter.due = .week
        }
        let list = ListSQL(filter, of: source, themesAt: [1, 2])

        #expect(stores.problems(of: list.count.sql) == [])
        #expect(stores.problems(of: list.page(["site"]).sql) == [])
      }
    }

    @Test(arguments: IncidentOrder.allCases)
    func `both engines understand a search for incidents`(order: IncidentOrder) throws {
      let stores = try Stores()
      var search = IncidentSearch()
      (search.isOpen, search.isDue, search.order) = (true, true, order)
      (search.site, search.modality) = ("RBD01", .ct)
      (search.status, search.outcome) = (.logged, .notifiable)
      (search.from, search.to) = (.earliest, .latest)

      #expect(stores.problems(of: search.count(on: .earliest).sql) == [])
      #expect(stores.problems(of: search.rows(on: .earliest, (1, 0)).sql) == [])
      #expect(stores.problems(of: search.names(on: .earliest).sql) == [])
      #expect(stores.problems(of: IncidentSearch.rows(at: [1]).sql) == [])
    }

    @Test func `both engines understand how counts are kept and compared`() throws {
      let stores = try Stores()

      for sql in [CountTable.addition, CountTable.subtraction, CountTable.everything] {
        #expect(stores.problems(of: sql) == [])
      }
    }

    @Test func `what is kept of given records reads their rows, and no table as a whole`() throws {
      let stores = try Stores()
      let kept = [
        CountTable.addition, CountTable.subtraction, ThemeTable.noting, SharedIdentifiers.noting,
        SharedReferences.noting,
      ]

      for sql in kept {
        let plan = try stores.scratch.write { try $0.rows("EXPLAIN " + sql, [.text("[1,2]")]) }
          .map { try $0[0] as String }
        let whole = plan.filter { $0.contains("Seq Scan on") }
        #expect(plan.count > 5)
        #expect(whole.isEmpty, "\(whole)")
      }
    }

    @Test func `both engines write the rows of every table and read every view`() throws {
      let stores = try Stores()

      for table in ReadModel.tables {
        #expect(stores.problems(of: table.addition) == [])
        #expect(stores.problems(of: table.insertion) == [])
      }
      for view in ReadModel.views {
        #expect(stores.problems(of: "SELECT * FROM \(view.name)") == [])
      }
    }

    @Test func `both engines have the same tables and columns`() throws {
      let stores = try Stores()
      let own: Set = ["pendingalert", "changedrecord", "storefile", "grdb_migrations"]

      let file = try stores.file.database.read { db in
        try db.rows(
          """
          SELECT lower(m.name) AS t, lower(p.name) AS c FROM sqlite_master AS m
          JOIN pragma_table_info(m.name) AS p
          WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_'
            AND m.name <> 'grdb_migrations'
          """
        ).map { try "\($0["t"] as String).\($0["c"] as String)" }
      }
      let schema = try stores.scratch.rows(
        """
        SELECT relname::text, attname::text FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
        WHERE relnamespace = to_regnamespace(?) AND relkind = 'r' AND attnum > 0
          AND NOT attisdropped
        """, [.text(stores.scratch.schema)]
      ).compactMap { row -> String? in
        guard let table = String(stored: row[0]), let column = String(stored: row[1]),
          !own.contains(table)
        else {
          return nil
        }
        return "\(table).\(column)"
      }

      #expect(Set(file) == Set(schema))
      #expect(file.count > 250)
    }
  }
#endif
