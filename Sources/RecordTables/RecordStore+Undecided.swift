package import RecordStore
package import Records
internal import Storage

// What waits for somebody, found by indexes that hold only that.

extension RecordStore {
  /// Notifiable incidents with codes that are not decided, the most urgent first: their
  /// names, and how many there are in all.
  package func undecidedNotifications(
    limit: Int
  ) throws(StoreError) -> (names: [String], total: Int) {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      let rows = try db.rows(
        """
        SELECT incident, site FROM notification
        WHERE kind = 'incident' AND step = 'none' AND codes <> '' AND isDecided = 0
        ORDER BY coalesce(notifyBy, '9'), incident LIMIT ?
        """, [limit])
      let total = try db.value(
        """
        SELECT count(*) FROM notification
        WHERE kind = 'incident' AND step = 'none' AND codes <> '' AND isDecided = 0
        """, as: Int.self)
      let names = try rows.map { row in
        let (name, site) = try (row.text(0), row.text(1))
        return shared.contains(name) ? "\(site):\(name)" : name
      }
      return (names, total ?? 0)
    }
  }

  /// Notifications that an authority has and has not closed, in the order in which their records
  /// arrived here.
  package func openNotifications() throws(StoreError) -> [NotificationRow] {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      let names = NotificationRow.columns.joined(separator: ", ")
      return try db.rows(
        """
        SELECT \(names) FROM notification WHERE step <> 'none' AND step <> 'closed'
        ORDER BY ownerRow
        """
      ).map { NotificationRow($0).named(shared) }
    }
  }

  /// Fields in conflict with what their records are called, in the order of their records.
  package func conflictsWithNames() throws(StoreError) -> [NamedConflict] {
    try read { db in
      let shared = try Self.sharedIdentifiers(db)
      let columns = ConflictRow.columns.map { "conflict.\($0)" }.joined(separator: ", ")
      return try db.rows(
        """
        SELECT coalesce(incident.reference, audit.reference), audit.title, \(columns)
        FROM conflict LEFT JOIN incident ON incident.ownerRow = conflict.ownerRow
          LEFT JOIN audit ON audit.ownerRow = conflict.ownerRow
        ORDER BY conflict.ownerRow, conflict.path
        """
      ).map { row in
        try NamedConflict(
          row: ConflictRow(row, from: 2).named(shared),
          reference: row.isNull(0) ? nil : row.text(0), title: row.isNull(1) ? nil : row.text(1))
      }
    }
  }
}

/// A field in conflict, and what people call its record.
package struct NamedConflict: Hashable, Sendable {
  package let row: ConflictRow
  /// Of an incident or an audit.
  package let reference: String?
  /// Of an audit.
  package let title: String?
}
