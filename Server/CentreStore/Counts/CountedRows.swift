internal import Records

/// The rows of the plain tables that are counted: the one place that says what each
/// ``CountSubject`` counts. The counts are kept by it, made anew by it and verified by it.
enum CountedRows {
  /// A query for the counted rows of the records in `touched`: subject, month, site and value.
  static let query = sources.map(\.query).joined(separator: "\nUNION ALL\n")

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

    /// The tables are read in this order, from the touched records on: `CROSS JOIN` says so to
    /// SQLite.
    var query: String {
      func joined(_ kind: String, _ table: String) -> String {
        " \(kind) JOIN \(table) ON \(table).ownerRow = touched.ownerRow"
      }
      let joins =
        tables.map { joined("CROSS", $0) } + [beside].compactMap(\.self).map { joined("LEFT", $0) }
      return """
        SELECT \(subject) AS subject, \(month) AS month, \(site) AS site, \(value) AS value
        FROM touched\(joins.joined()) WHERE \(condition)
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
        subject: name(.body), value: "route.body", tables: ["route", "incident"],
        condition: isCounted),
      Source(
        subject: name(.status), site: "incident.site", value: "incident.status",
        tables: ["incident"]),
      Source(
        subject: name(.clock),
        value: "step || ' ' || outcome || ' ' || coalesce(\(runningDay), '')",
        tables: ["notification"]),
      Source(
        subject: name(.notifiedCode), value: "code.code", tables: ["code", "notification"]),
      Source(
        subject: name(.question), value: "'open'", tables: ["incident"],
        condition: "awaitsAnswer = 1"),
      Source(
        subject: name(.cause), value: "cause", tables: ["themeSubject"],
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
      tables: tables + ["incident"], condition: "\(isCounted) AND \(condition)")
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
