internal import Synchronization

/// The tables that a statement names, in small letters: every word that follows `FROM`, `JOIN`,
/// `INTO` or `UPDATE`, or a comma in such a list. It may name what is no table, and never leaves one
/// out.
enum MentionedTables {
  /// Statements are few; those with lists of any length make it grow.
  private static let knownMax = 2048
  private static let known = Mutex<[String: Set<String>]>([:])

  static func of(_ sql: String) -> Set<String> {
    if let found = known.withLock({ $0[sql] }) { return found }
    let found = parsed(sql)
    known.withLock { known in
      if known.count >= knownMax { known.removeAll() }
      known[sql] = found
    }
    return found
  }

  private static let beforeTable: Set<String> = ["from", "join", "into", "update"]
  /// What ends the list of tables that a comma goes on.
  private static let afterTables: Set<String> = [
    "where", "set", "values", "select", "group", "order", "limit", "having",
  ]

  private static func parsed(_ sql: String) -> Set<String> {
    var tables: Set<String> = []
    var isNext = false
    var isInList = false
    /// For each bracket that is open, whether it was opened within such a list.
    var outer: [Bool] = []
    for token in tokens(sql) {
      if token == "(" {
        outer.append(isInList)
        // `FROM (a JOIN b …)`: a bracket in the place of a table holds tables.
        isInList = isNext
        continue
      }
      if token == ")" {
        isInList = outer.popLast() ?? false
        isNext = false
        continue
      }
      if isNext, token.first?.isLetter == true, !afterTables.contains(token) {
        tables.insert(token)
      }
      isNext = beforeTable.contains(token) || (isInList && token == ",")
      if beforeTable.contains(token) { isInList = true }
      if afterTables.contains(token) { isInList = false }
    }
    return tables
  }

  /// Words in small letters without the name of a database before them, brackets and commas.
  private static func tokens(_ sql: String) -> [String] {
    var tokens: [String] = []
    var word = ""
    for character in sql.lowercased() {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      // `main.quarantine`
      if character == "." {
        word = ""
        continue
      }
      if !word.isEmpty { tokens.append(word) }
      word = ""
      if ",()".contains(character) { tokens.append(String(character)) }
    }
    if !word.isEmpty { tokens.append(word) }
    return tokens
  }
}
