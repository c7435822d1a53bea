#if Postgres
  import CentreStore
  import Foundation
  import PostgresStorage
  import Replication
  import Storage
  import TestSupport
  import Testing

  /// A database whose DBA makes the schemas, and gives the role no right to make one.
  @Suite("A schema that a DBA has made")
  struct GivenSchemaTests {
    private let schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    private let dba: PostgresEngine
    private let engine: PostgresEngine

    init() throws {
      let cluster = try ScratchCluster.shared.get()
      dba = PostgresEngine(try PostgresLocation(cluster.url()))
      try dba.run([
        "CREATE ROLE \(schema) LOGIN", "CREATE SCHEMA \(schema) AUTHORIZATION \(schema)",
      ])
      engine = PostgresEngine(try PostgresLocation(cluster.url(user: schema)))
    }

    private static let table =
      "CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE) STRICT;"

    @Test func `gets what our tables and statements need of it, once`() throws {
      try engine.createSchema(schema)
      try engine.createSchema(schema)

      let answer = try engine.transaction(.ledger, in: schema) { db in
        try db.script(Self.table)
        try db.send("INSERT INTO person (email) VALUES ('A@b')", [])
        return try db.rows(
          """
          SELECT hex('\\x0a'::bytea), instr('abc', 'c'), (SELECT value FROM json_each('["x"]'))
          FROM person WHERE email = 'a@B'
          """, [])[0].values
      }
      #expect(answer == [.text("0A"), .integer(3), .text("x")])
    }

    @Test func `a schema that was made halfway is completed`() throws {
      try engine.run([
        "CREATE FUNCTION \(schema).hex(bytea) RETURNS text LANGUAGE sql AS $$ SELECT 'x'::text $$"
      ])

      try engine.createSchema(schema)

      try engine.transaction(.ledger, in: schema) { try $0.script(Self.table) }
    }

    @Test func `a right that the role lacks is named, and is no damage`() throws {
      let error = storageError { try engine.createSchema(schema + "_other") }

      #expect(error?.kind == .inaccessible && error?.code == "42501")
      #expect(error?.message.contains("lacks a right") == true)
    }

    @Test func `the views of all trusts need no right to make a schema`() throws {
      let trust = NationalViews.Trust(try #require(Scope("RBD")), schema: schema)
      let statements = NationalViews.statements(for: [trust], reader: nil)
        .map { $0.replacing("national", with: "\(schema)_all") }
      try dba.run(["CREATE SCHEMA \(schema)_all AUTHORIZATION \(schema)"])

      try engine.run(statements)
      try engine.run(statements)

      #expect(
        try engine.transaction(.read, in: schema) {
          try $0.rows("SELECT available FROM \(schema)_all.trust", [])[0].values
        } == [.integer(0)])
    }
  }
#endif
