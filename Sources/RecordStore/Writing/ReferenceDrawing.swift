internal import Replication
internal import Storage

/// Draws the references of new records, and starts logs.
///
/// Replicas of one site that are offline cannot ask each other, so the digits are random: nine of
/// them for each record, which no record here has. If two replicas still draw the same, both
/// records keep it and are named by their UUIDs.
enum ReferenceDrawing {
  /// - Parameter taken: those drawn before in this transaction.
  static func draw(
    scope: Scope, year: Int, taken: Set<String>, _ domain: any RecordDomain,
    using generator: inout StoreEnvironment.Generator, _ db: Connection
  ) throws -> String {
    let sql = "SELECT EXISTS (SELECT 1 FROM record WHERE reference = ?)"
    for _ in 0..<attemptsMax {
      guard let drawn = domain.drawReference(of: scope, year: year, using: &generator) else {
        throw StoreError.damaged(detail: "a scope that no reference can begin with")
      }
      if taken.contains(drawn) { continue }
      let isKnown = try db.value(sql, [drawn], as: Bool.self)
      if isKnown == false { return drawn }
    }
    throw StoreError.inaccessible(detail: "the source of randomness repeats itself")
  }

  /// With a million records of one site and year, a draw collides once in 900 times: this many
  /// collisions in a row never happen by chance.
  private static let attemptsMax = 64

  /// - Parameter isOpen: whether this replica continues to write in it.
  static func newLog(
    publicKey: [UInt8], scope: Scope, isOpen: Bool,
    generator: inout StoreEnvironment.Generator, _ db: Connection
  ) throws -> LogRow {
    let nonce = EntryPayload.salt(using: &generator) + EntryPayload.salt(using: &generator)
    guard let descriptor = LogDescriptor(publicKey: publicKey, scope: scope, nonce: nonce) else {
      throw StoreError.damaged(detail: "this replica's public key")
    }
    let log = try LogRow.insert(descriptor, own: true, open: isOpen, db)
    guard isOpen else { return log }
    try continueForks(in: scope, as: log.log, db)
    return log
  }

  /// Records, for the logs that this replica had to leave, in which log it continues.
  private static func continueForks(in scope: Scope, as log: LogID, _ db: Connection) throws {
    try db.send(
      """
      UPDATE fork SET continuedAs = ? WHERE continuedAs IS NULL
        AND log IN (SELECT log FROM log WHERE own = 1 AND scope = ?)
      """, [log, scope])
  }
}
