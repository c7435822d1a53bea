internal import Records

/// The rows of the plain tables that are counted: the one place that says what each
/// ``CountSubject`` counts. The counts are kept by it, made anew by it and verified by it.
enum CountedRows {
  /// A query for the counted rows of the records in `touched`: subject, month, site and value.
  static let query = sources.map(\.query).joined(separator: "\nUNION ALL\n")

  /// Whether a count depends on a column of a table. Every name in the query counts as a column of every
  /// table in it.
  static func follow(from column: String, of table: String) -> Bool {
    names.contains(table) && names.contains(column)
  }

  private static let names = Set(
    (given + query).split { !$0.isLetter && !$0.isNumber }.map(String.init))

  /// The rows of the touched records in the tables that most subjects count, read once and not for each
  /// subject: a part of `WITH` that follows `touched`.
  static let given = read.map { table, columns in
    let names = columns.split(separator: " ").map { "\(table).\($0)" }.joined(separator: ", ")
    return """
      \(name(of: table)) AS MATERIALIZED (SELECT \(names)
        FROM touched CROSS JOIN \(table) ON \(table).ownerRow = touched.ownerRow)
      """
  }.joined(separator: ",\n")

  private static let read: KeyValuePairs = [
    "incident": """
    ownerRow outcome candourMet clinicallySignificant modality nation status site discoveredOn \
    awaitsAnswer
    """,
    "notification": """
    ownerRow outcome step site discoveredOn notifyBy reportBy submittedOn reportSentOn
    """,
  ]

  private static func name(of table: String) -> String { "\(table)Given" }

  private struct Source {
    /// Texts, or columns of the tables.
    let subject: String
    var month = "''"
    var site = "''"
    let value: String
    /// A table with one row or more for a record, then others of the same record.
    let tables: [String]
    /// A table that need not have a row for the record.
    var beside: String?
    var condition = "1 = 1"

    /// The tables are read in this order, from the touched records on: `CROSS JOIN` says so to SQLite. Only
    /// the first may be one that was read before, which has no index.
    var query: String {
      let isGiven = CountedRows.read.contains { $0.key == tables[0] }
      let first = isGiven ? tables[0] : "touched"
      func joined(_ kind: String, _ table: String) -> String {
        " \(kind) JOIN \(table) ON \(table).ownerRow = \(first).ownerRow"
      }
      let joins =
        tables.dropFirst(isGiven ? 1 : 0).map { joined("CROSS", $0) }
        + [beside].compactMap(\.self).map { joined("LEFT", $0) }
      let from = isGiven ? "\(CountedRows.name(of: first)) AS \(first)" : first
      return """
        SELECT \(subject) AS subject, \(month) AS month, \(site) AS site, \(value) AS value
        FROM \(from)\(joins.joined()) WHERE \(condition)
        """
    }
  }

  private static let sources =
    [incidents(.outcome, "incident.outcome")]
    + [
      incidents(
        .candour, "CASE incident.candourMet WHEN 1 THEN 'met' ELSE 'open' END",
        "incident.clinicallySignificant = 'yes'"),
      incidents(.modality, "incident.modality", "incident.modality IS NOT NULL"),
      incidents(.nation, "incident.nation", "incident.nation IS NOT NULL"),
      incidents(.code, "code.code", "code.isComplementary = 0", with: ["code"]),
      clock(.notice, beside: .otherNotice, done: "submittedOn", by: "notifyBy"),
      clock(.report, beside: .otherReport, done: "reportSentOn", by: "reportBy"),
      Source(
        subject: name(.body), value: "route.body", tables: ["incident", "route"],
        condition: isCounted),
      Source(
        subject: name(.status), site: "incident.site", value: "incident.status",
        tables: ["incident"]),
      Source(
        subject: name(.clock),
        value: "step || ' ' || outcome || ' ' || coalesce(\(runningDay), '')",
        tables: ["notification"]),
      Source(
        subject: name(.notifiedCode), value: "code.code", tables: ["notification", "code"]),
      Source(
        subject: name(.question), value: "'open'", tables: ["incident"],
        condition: "awaitsAnswer = 1"),
      Source(
        // A class in a few words. Whatever longer text somebody wrote must fit an index.
        subject: name(.cause), value: "substr(cause, 1, 120)", tables: ["themeSubject"],
        condition: "cause IS NOT NULL"),
      Source(
        subject: name(.conflict), value: "kind", tables: ["conflict"],
        // Once for a record, however many fields.
        condition: """
          path = (SELECT min(other.path) FROM conflict AS other
            WHERE other.ownerRow = touched.ownerRow)
          """),
      Source(
        subject: name(.duty), value: "duty || ' ' || due", tables: ["action"],
        condition: "isOpen = 1 AND due IS NOT NULL"),
    ]
    + UndeterminedCause.allCases.map { cause in
      Source(
        subject: name(.undetermined), value: "'\(cause.rawValue)'",
        tables: ["notification", "incident"],
        condition: """
          notification.outcome = 'undetermined' AND notification.step = 'none' AND \(cause.condition)
          """)
    }

  private static let isCounted = "incident.status <> 'void'"

  private static let runningDay = ListOrder.clockDay()

  private static func name(_ subject: CountSubject) -> String { "'\(subject.rawValue)'" }

  private static func month(of table: String) -> String {
    "coalesce(substr(\(table).discoveredOn, 1, 7), '')"
  }

  private static func incidents(
    _ subject: CountSubject, _ value: String, _ condition: String = "1 = 1",
    with tables: [String] = []
  ) -> Source {
    Source(
      subject: name(subject), month: month(of: "incident"), site: "incident.site", value: value,
      tables: ["incident"] + tables, condition: "\(isCounted) AND \(condition)")
  }

  /// Whether a clock's duty was done in time.
  private static func clock(
    _ subject: CountSubject, beside other: CountSubject, done: String, by last: String
  ) -> Source {
    Source(
      subject: "CASE WHEN \(isCounted) THEN \(name(subject)) ELSE \(name(other)) END",
      month: month(of: "notification"), site: "notification.site",
      value: """
        CASE WHEN notification.\(done) IS NULL THEN 'open ' || notification.\(last)
          WHEN notification.\(done) <= notification.\(last) THEN 'in-time' ELSE 'late' END
        """, tables: ["notification"], beside: "incident",
      condition: "notification.\(last) IS NOT NULL")
  }
}
