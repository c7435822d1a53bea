internal import RecordStore
internal import Records
internal import Replication
internal import Storage

/// What a record's rows were when they were written last, in the tables of which it may have several
/// rows: an edit that changes none of them then reads none of them.
///
/// A new record has no digest; its first edit compares its rows and keeps one.
enum RowDigest {
  /// Whether the tables hold these rows already; where they do not, the digest is that of these rows
  /// from now on.
  ///
  /// - Parameter rows: in the order of ``ReadModel/tables``.
  static func isCurrent(_ rows: [[[Cell]]], of record: Int64, _ db: Connection) throws -> Bool {
    // To ask an engine costs a round trip; rows are sent to it without waiting for an answer.
    if db.isEngine {
      try db.send("DELETE FROM rowDigest WHERE ownerRow = ?", [record])
      return false
    }
    let digest = digest(of: rows).bytes
    var question = try db.statement("SELECT digest FROM rowDigest WHERE ownerRow = ?")
    question.bind(record)
    if try question.first({ try $0.bytes(0) }) == digest { return true }
    var write = try db.statement(
      """
      INSERT INTO rowDigest (ownerRow, digest) VALUES (?, ?)
      ON CONFLICT (ownerRow) DO UPDATE SET digest = excluded.digest
      """)
    write.bind(record)
    write.bind(digest)
    try write.run()
    return false
  }

  /// Names digests of records that are not there: an engine has no foreign key for them.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    let owners = try db.values(
      """
      SELECT ownerRow FROM rowDigest
      WHERE NOT EXISTS (SELECT 1 FROM record WHERE record.id = ownerRow) ORDER BY ownerRow
      """, as: Int64.self)
    for owner in owners {
      result.note(
        "read-model", "rowDigest row \(owner)", "the row is about a record that is not there")
    }
  }

  private static func digest(of rows: [[[Cell]]]) -> Digest {
    var bytes: [UInt8] = []
    for (table, rows) in zip(ReadModel.tables, rows) where !table.isOnePerRecord {
      add(rows.count, &bytes)
      for cell in rows.joined() { add(cell, &bytes) }
    }
    return Digest(of: bytes)
  }

  /// Whether two lists have the same rows, in whatever order, byte for byte: two spellings of a letter are
  /// two texts.
  static func areSame(_ some: [[Cell]], _ others: [[Cell]]) -> Bool {
    some.count == others.count && sorted(some) == sorted(others)
  }

  private static func sorted(_ rows: [[Cell]]) -> [[UInt8]] {
    let all = rows.map { cells in
      var bytes: [UInt8] = []
      for cell in cells { add(cell, &bytes) }
      return bytes
    }
    return all.count > 1 ? all.sorted { $0.lexicographicallyPrecedes($1) } : all
  }

  /// A mark of the kind before each cell, and the length before a text: two lists of cells never give
  /// the same bytes.
  private static func add(_ cell: Cell, _ bytes: inout [UInt8]) {
    switch cell {
    case .null: bytes.append(0)
    case .integer(let number):
      bytes.append(1)
      add(Int(number), &bytes)
    case .real(let number):
      bytes.append(2)
      add(Int(bitPattern: UInt(number.bitPattern)), &bytes)
    case .text(let text):
      bytes.append(3)
      add(text.utf8.count, &bytes)
      bytes += text.utf8
    }
  }

  private static func add(_ number: Int, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
