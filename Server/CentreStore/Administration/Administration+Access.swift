internal import FoundationEssentials
package import RecordStore
internal import Replication
internal import Storage

extension Administration {
  /// Who read what, or did what. Holds identifiers, never contents.
  package struct Access: Hashable, Sendable {
    /// Its place in the log; `nil` before it is written.
    package let id: Int64?
    package let at: Int64
    /// A person's or token's identifier.
    package let who: String
    package let role: String
    package let action: String
    package let subject: String

    package init(
      id: Int64? = nil, at: Int64, who: String, role: String, action: String, subject: String
    ) {
      (self.id, self.at, self.who, self.role) = (id, at, who, role)
      (self.action, self.subject) = (action, subject)
    }
  }

  /// The most accesses that one write deletes: those due after a long pause are spread over many.
  private static let forgottenMax = 1000

  /// Writes accesses, and deletes those older than a given time, the oldest first.
  package func note(
    _ accesses: [Access], forgettingBefore oldest: Int64 = .min
  ) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        DELETE FROM access WHERE id IN (SELECT id FROM access WHERE at < ? ORDER BY at LIMIT ?)
        """, [oldest, Self.forgottenMax])
      for access in accesses {
        try db.send(
          "INSERT INTO access (at, who, role, action, subject) VALUES (?, ?, ?, ?, ?)",
          [access.at, access.who, access.role, access.action, access.subject])
      }
    }
  }

  /// Which accesses to list; `nil` admits all.
  package struct AccessFilter: Hashable, Sendable {
    package var who: String?
    package var subject: String?
    /// Milliseconds since 1970: the first that counts, and the first after the end.
    package var from: Int64?
    package var before: Int64?

    package init() {}
  }

  /// The latest accesses, newest first.
  ///
  /// - Parameter id: only those before this one; `nil`: from the latest on.
  package func accesses(
    _ filter: AccessFilter = AccessFilter(), before id: Int64? = nil, limit: Int
  ) throws(StoreError) -> [Access] {
    var (terms, arguments): ([String], [any StoredValue]) = (["id < ?"], [id ?? .max])
    func demand(_ term: String, _ value: (any StoredValue)?) {
      guard let value else { return }
      terms.append(term)
      arguments += [value]
    }
    demand("who = ?", filter.who)
    demand("subject = ?", filter.subject)
    demand("at >= ?", filter.from)
    demand("at < ?", filter.before)
    let sql = "SELECT * FROM access WHERE \(terms.joined(separator: " AND "))"
    return try store.read { [arguments] db in
      try db.rows(sql + " ORDER BY id DESC LIMIT ?", arguments + [limit]).map { row in
        try Access(
          id: row["id"], at: row["at"], who: row["who"], role: row["role"], action: row["action"],
          subject: row["subject"])
      }
    }
  }

  /// The references of the records whose identifiers are subjects of accesses.
  package func references(of subjects: Set<String>) throws(StoreError) -> [String: String] {
    try store.read { db in
      let records = subjects.sorted().compactMap { subject in
        RecordID(text: subject).map { (subject, id: $0) }
      }
      let answers = try db.rows(
        "SELECT reference FROM record WHERE uuid = ? AND reference IS NOT NULL LIMIT 1",
        each: records.map { [$0.id] })
      var found: [String: String] = [:]
      for ((subject, _), rows) in zip(records, answers) {
        found[subject] = try rows.first.map { try $0.text(0) }
      }
      return found
    }
  }
}
