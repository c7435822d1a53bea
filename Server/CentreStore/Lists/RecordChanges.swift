internal import RecordStore
internal import Storage

/// At the centre: when each record arrived, and when it last changed.
///
/// `change` counts the changes of all records. It only grows, and `changedAt` grows with it, so
/// that a reader who has read up to one change finds everything that came later.
///
/// `recordText` holds the text that a search looks through. It is created at the first search, and
/// deleted at every change of its record: redacted text does not remain in it.
enum RecordChanges {
  /// On the connection that writes at a centre. A site has none of this.
  static let marks = """
    CREATE TEMP TABLE changedRecord (owner INTEGER PRIMARY KEY);
    CREATE TEMP TRIGGER changedRecordAdded AFTER INSERT ON main.record BEGIN
      INSERT INTO changedRecord VALUES (NEW.id) ON CONFLICT DO NOTHING;
    END;
    CREATE TEMP TRIGGER changedRecordUpdated AFTER UPDATE ON main.record BEGIN
      INSERT INTO changedRecord VALUES (NEW.id) ON CONFLICT DO NOTHING;
      DELETE FROM recordText WHERE ownerRow = NEW.id;
    END;
    """

  /// The records that the transaction has changed so far.
  static let marked = Query("SELECT owner FROM changedRecord ORDER BY owner")
  /// The last change before it.
  static let last = Query("SELECT change, changedAt FROM recordChange ORDER BY change DESC LIMIT 1")

  /// Numbers the records that the transaction has changed.
  ///
  /// - Parameters:
  ///   - changed: what ``marked`` finds.
  ///   - last: what ``last`` finds.
  ///   - now: the centre's, in milliseconds since 1970. If its clock was set back, a change is still
  ///     not dated before an earlier one.
  static func settle(_ changed: Rows, after last: Row?, now: Int64, _ db: Connection) throws {
    guard !changed.isEmpty else { return }
    try db.send("DELETE FROM changedRecord")
    let lastChange: UInt64 = try last?["change"] ?? 0
    let lastTime: Int64 = try last?["changedAt"] ?? now
    let at = max(now, lastTime)
    let insertion = """
      INSERT INTO recordChange (ownerRow, change, addedAt, changedAt) VALUES (?, ?, ?, ?)
      ON CONFLICT (ownerRow) DO UPDATE
        SET change = excluded.change, changedAt = excluded.changedAt
      """
    for (index, row) in changed.enumerated() {
      let owner: Int64 = try row[0]
      try db.send(insertion, [owner, lastChange + UInt64(index) + 1, at, at])
    }
  }

  /// Names rows of records that are not there: an engine has no foreign keys for them.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    let found = try db.rows(
      """
      SELECT 'recordChange' AS place, ownerRow FROM recordChange
      WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.id = ownerRow)
      UNION ALL SELECT 'recordText', ownerRow FROM recordText
      WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.id = ownerRow)
      ORDER BY 1, 2
      """)
    for row in found {
      result.note(
        "read-model", "\(try row.text(0)) row \(try row.integer(1))",
        "the row is about a record that is not there")
    }
  }
}
