/// A transaction of an engine, with the answers of queries that were asked ahead of their use.
///
///     readAhead: noted ─▶ rows: waits once for all of it ─▶ rows of what was noted: no wait
///
/// An answer is what the query would find now: a write drops the answers of every query that reads a
/// table which it names. Only the thread that runs the transaction uses it.
final class EngineTransaction {
  private let engine: any EngineConnection
  /// Tables that triggers write, so that no statement names them.
  private let writtenByTriggers: Set<String>
  /// To be asked with the next wait.
  private var waiting: [Query] = []
  /// By the text of the query: a batch asks the same few texts for many records, and each of its
  /// writes looks at the texts and not at every answer.
  private var answers: [String: Answers] = [:]

  private struct Answers {
    /// Those that the text reads.
    let tables: Set<String>
    var rows: [[ColumnValue]: Rows] = [:]
  }

  /// The statement that was sent last, where no answer has come since: the rows of a batch come one after
  /// the other with the same one, and there is nothing left for it to drop.
  private var lastSent: String?

  init(_ engine: any EngineConnection, writtenByTriggers: Set<String>) {
    (self.engine, self.writtenByTriggers) = (engine, writtenByTriggers)
  }

  // MARK: Reading

  func readAhead(_ queries: [Query]) {
    var known = Set(waiting)
    for query in queries where answer(to: query) == nil && known.insert(query).inserted {
      waiting.append(query)
    }
  }

  func rows(_ query: Query) throws -> Rows {
    if let known = answer(to: query) { return known }
    return try rows([query])[0]
  }

  /// The rows of each, in one round trip; in none where all were asked ahead.
  func rows(_ queries: [Query]) throws -> [Rows] {
    let known = queries.map(answer)
    guard known.contains(where: { $0 == nil }) else { return known.compactMap(\.self) }
    // What was noted and is asked now is asked once, and known from then on.
    let (noted, asked) = (Set(waiting), Set(queries))
    let ahead = waiting.filter { !asked.contains($0) }
    waiting = []
    let found = try engine.rows(ahead + queries)
    keep(found, of: ahead)
    let rows = Array(found.dropFirst(ahead.count))
    for (query, rows) in zip(queries, rows) where noted.contains(query) {
      keep([rows], of: [query])
    }
    return rows
  }

  private func keep(_ found: [Rows], of queries: [Query]) {
    lastSent = nil
    for (query, rows) in zip(queries, found) {
      answers[query.sql, default: Answers(tables: MentionedTables.of(query.sql))]
        .rows[query.values] = rows
    }
  }

  private func answer(to query: Query) -> Rows? { answers[query.sql]?.rows[query.values] }

  // MARK: Writing

  func send(_ sql: String, _ values: [ColumnValue]) throws {
    forgetAnswers(changedBy: sql)
    try engine.send(sql, values)
  }

  func run(_ sql: String, _ values: [ColumnValue]) throws -> Int {
    let ahead = waiting
    waiting = []
    let (changes, found) = try engine.run(sql, values, after: ahead)
    keep(found, of: ahead)
    forgetAnswers(changedBy: sql)
    return changes
  }

  func script(_ sql: String) throws {
    answers = [:]
    try engine.script(sql)
  }

  func forgetAnswers() { answers = [:] }

  private func forgetAnswers(changedBy sql: String) {
    guard !answers.isEmpty, lastSent != sql else { return }
    lastSent = sql
    let changed = MentionedTables.of(sql).union(writtenByTriggers)
    for (text, known) in answers where !changed.isDisjoint(with: known.tables) {
      answers[text] = nil
    }
  }

  // MARK: Parts

  func beginPart() throws { try engine.send("SAVEPOINT part", []) }

  /// Does not wait: an error of the part shows at a later call, and then fails the transaction.
  func keepPart() throws { try engine.send("RELEASE SAVEPOINT part", []) }

  func undoPart() throws {
    answers = [:]
    try engine.send("ROLLBACK TO SAVEPOINT part", [])
    try engine.send("RELEASE SAVEPOINT part", [])
  }

  // MARK: Of the engine

  func instance() throws -> String { try engine.instance() }

  func refuseOtherSchema(than known: Int) throws { try engine.refuseOtherSchema(than: known) }

  func continueNumbers(of column: String, in table: String) throws {
    try engine.continueNumbers(of: column, in: table)
  }
}
