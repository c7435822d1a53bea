#if Postgres
  import Foundation
  import PostgresStorage
  import Storage
  import TestSupport
  import Testing

  @Suite("Where a database is")
  struct LocationTests {
    @Test(arguments: [
      ("postgres://h/db?schema=rbd", "rbd"), ("postgresql://u@h1,h2:5433/db?schema=t_2", "t_2"),
      ("postgres://u@/db?host=/run/pg&schema=rbd&sslmode=disable", "rbd"),
      ("postgres://h/db", nil),
    ])
    func `a schema is part of the URL`(url: String, schema: String?) throws {
      #expect(try PostgresLocation(url).schema == schema)
    }

    @Test(arguments: [
      ("file:///srv", PostgresLocation.Refusal.notPostgres), ("rbd", .notPostgres),
      ("postgres://u:s3cret@h/db", .password), ("postgres://h/db?password=s3cret", .password),
      ("postgres://h/db?pass%77ord=s3cret", .password),
      ("postgres://h/db?schema=RBD", .schema), ("postgres://h/db?schema=a;drop", .schema),
      ("postgres://h/db?schema=pg_catalog", .schema), ("postgres://h/db?schema=", .schema),
      ("postgres://h/db?schema=a&schema=b", .schema), ("postgres://u:s3 cret@h:x:y/db", .password),
      ("postgres://s3cret@[::1/db", .malformed),
      ("postgres://h/db?nonsense=1", .malformed),
    ])
    func `a URL that is not used says why and nothing of itself`(
      url: String, refusal: PostgresLocation.Refusal
    ) throws {
      let error = #expect(throws: PostgresLocation.Refusal.self) { try PostgresLocation(url) }

      #expect(error == refusal)
      #expect(!"\(error as Any)".contains("s3"))
    }

    @Test func `a database that cannot be reached is named, and its password is not`() throws {
      let engine = PostgresEngine(
        try PostgresLocation("postgres://ann@/db?host=/nowhere&schema=rbd"), password: "s3cret")

      let error = storageError { try engine.transaction(.read, in: "rbd") { _ in } }

      #expect(error?.kind == .unreachable)
      #expect(error?.message.contains("/nowhere") == true)
      #expect(error.map { "\($0)".contains("s3cret") } == false)
    }

    @Test(arguments: [
      ("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off"),
      ("synchronous_commit", "local"),
    ])
    func `a server whose commits could be lost is refused`(name: String, value: String) throws {
      let cluster = try ScratchCluster(settings: "-c \(name)=\(value)")
      let engine = PostgresEngine(try PostgresLocation(cluster.url()))

      let error = storageError { try engine.transaction(.read, in: "rbd") { _ in } }

      #expect(error?.kind == .inaccessible)
      #expect(error?.message.contains("\(name) is \(value)") == true)
    }
  }
#endif
