internal import Replication
internal import Storage

/// The references that more than one record has, or had once. Of these alone a list asks whether they still
/// have: it need not read the references of all records.
enum SharedReferences {
  /// Notes those of records that were written.
  static func note(_ written: some Collection<Int64>, _ db: Connection) throws {
    guard !written.isEmpty else { return }
    try db.send(noting, ["[\(written.map(String.init).joined(separator: ","))]"])
  }

  static let noting = """
    INSERT INTO sharedReference (reference)
    SELECT DISTINCT own.reference
    FROM json_each(?) AS written CROSS JOIN record AS own ON own.id = CAST(written.value AS BIGINT)
      CROSS JOIN record AS other ON other.reference = own.reference
    WHERE other.id <> own.id
    ON CONFLICT (reference) DO NOTHING
    """

  /// Every record whose reference another one has too, in the order of the references.
  static let query = """
    SELECT own.reference AS reference, own.uuid AS uuid, own.scope AS scope
    FROM sharedReference AS shared CROSS JOIN record AS own ON own.reference = shared.reference
    WHERE EXISTS
      (SELECT 1 FROM record AS other WHERE other.reference = own.reference AND other.id <> own.id)
    ORDER BY own.reference, own.scope, own.uuid
    """

  /// The records of each reference that several have.
  static func all(_ db: Connection) throws -> [String: [RecordKey]] {
    var shared: [String: [RecordKey]] = [:]
    for row in try db.rows(query) {
      guard let id = row.value("uuid", as: RecordID.self),
        let scope = row.value("scope", as: Scope.self)
      else { continue }
      try shared[row["reference"], default: []].append(RecordKey(scope: scope, record: id))
    }
    return shared
  }

  /// Compares what is kept with all records.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    let missing = try db.values(
      """
      SELECT reference FROM record WHERE reference IS NOT NULL
      GROUP BY reference HAVING count(*) > 1
      EXCEPT SELECT reference FROM sharedReference
      ORDER BY 1
      """, as: String.self)
    for reference in missing {
      result.note("record", reference, "several records have this reference, which is not listed")
    }
  }
}
