internal import Replication
internal import Storage

/// The UUIDs under which more than one scope has a record: lists name these with their site. Hardly
/// ever is there one, and every list asks.
enum SharedIdentifiers {
  /// Notes those of new records. A record keeps its identifier and scope, and is never removed.
  static func note(_ new: some Collection<Int64>, _ db: Connection) throws {
    guard !new.isEmpty else { return }
    try db.send(noting, ["[\(new.map(String.init).joined(separator: ","))]"])
  }

  static let noting = """
    INSERT INTO sharedIdentifier (uuid)
    SELECT DISTINCT own.uuid
    FROM json_each(?) AS new CROSS JOIN record AS own ON own.id = CAST(new.value AS BIGINT)
      CROSS JOIN record AS other ON other.uuid = own.uuid
    WHERE other.scope <> own.scope
    ON CONFLICT (uuid) DO NOTHING
    """

  static let query = Query("SELECT uuid FROM sharedIdentifier")

  static func all(_ db: Connection) throws -> Set<String> {
    let uuids = try db.values(query.sql, as: [UInt8].self)
    return Set(uuids.compactMap { RecordID(bytes: $0)?.description })
  }

  /// Compares what is kept with all records.
  static func verify(_ result: inout Verification, _ db: Connection) throws {
    let uuids = try db.values(
      "SELECT uuid FROM record GROUP BY uuid HAVING count(*) > 1", as: [UInt8].self)
    let shared = Set(uuids.compactMap { RecordID(bytes: $0)?.description })
    for id in try all(db).symmetricDifference(shared).sorted() {
      result.note("record", id, "the record is not listed as one of several, or is and is not")
    }
  }
}
