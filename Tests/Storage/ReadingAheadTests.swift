import Testing

@testable import Storage

@Suite("Queries that are asked ahead")
struct ReadingAheadTests {
  /// Answers each query with its number, and writes down what was asked together.
  private final class Recorder: EngineConnection {
    var asked: [[String]] = []

    func rows(_ queries: [Query]) -> [Rows] {
      asked.append(queries.map(\.sql))
      return queries.map { Rows(ColumnNames(["sql"]), [[.text($0.sql)]]) }
    }

    func send(_ sql: String, _ values: [ColumnValue]) {}

    func run(
      _ sql: String, _ values: [ColumnValue], after queries: [Query]
    ) -> (changes: Int, rows: [Rows]) {
      (1, rows(queries))
    }

    func script(_ sql: String) {}
    func instance() -> String { "" }
    func refuseOtherSchema(than known: Int) {}
    func continueNumbers(of column: String, in table: String) {}
  }

  @Test func `one that was noted is asked once, with the others, and not again`() throws {
    let recorder = Recorder()
    let transaction = EngineTransaction(recorder, writtenByTriggers: [])
    let (first, second) = (Query("SELECT 1 FROM a"), Query("SELECT 2 FROM b"))

    transaction.readAhead([first, second])
    let answers = try [first, second, first].map { try transaction.rows($0) }

    #expect(recorder.asked.map { $0.sorted() } == [[first.sql, second.sql]])
    #expect(try answers.map { try $0[0][0] as String } == [first.sql, second.sql, first.sql])
  }

  @Test func `an answer is asked again once its table was written`() throws {
    let recorder = Recorder()
    let transaction = EngineTransaction(recorder, writtenByTriggers: [])
    let query = Query("SELECT 1 FROM a")

    transaction.readAhead([query])
    _ = try transaction.rows(query)
    try transaction.send("DELETE FROM b", [])
    _ = try transaction.rows(query)
    try transaction.send("DELETE FROM a", [])
    _ = try transaction.rows(query)

    #expect(recorder.asked == [[query.sql], [query.sql]])
  }

  @Test func `an answer that came after a write is asked again after the same write`() throws {
    let recorder = Recorder()
    let transaction = EngineTransaction(recorder, writtenByTriggers: [])
    let query = Query("SELECT 1 FROM a")

    for _ in 1...2 {
      transaction.readAhead([query])
      _ = try transaction.rows(query)
      for _ in 1...3 { try transaction.send("DELETE FROM a", []) }
    }
    _ = try transaction.rows(query)

    #expect(recorder.asked.count == 3)
  }
}
