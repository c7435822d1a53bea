internal import Foundation
internal import Replication
internal import Storage

/// How many logs there are, counted by index, before another one is started.
enum LogCount {
  /// Whether a replica and its scope may have one more log.
  static func hasRoom(
    for descriptor: LogDescriptor, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    let replica = descriptor.replica.bytes
    let own = try count("replica = ?", upTo: limits.logsPerReplicaMax, [replica], db)
    guard own < limits.logsPerReplicaMax else { return false }
    let scope = descriptor.scope.code
    let all = try count("scope = ?", upTo: limits.logsPerScopeMax, [scope], db)
    guard all < limits.logsPerScopeMax else { return false }
    if try db.value(
      "SELECT EXISTS (SELECT 1 FROM device WHERE replica = ?)", [replica], as: Bool.self)
      ?? false
    {
      return true
    }
    let strangers = try count(
      "scope = ? AND own = 0 AND replica NOT IN (SELECT replica FROM device)",
      upTo: limits.strangersPerScopeMax, [scope], db)
    return strangers < limits.strangersPerScopeMax
  }

  /// Counts up to the limit and no further.
  private static func count(
    _ condition: String, upTo limit: Int, _ arguments: [any StoredValue], _ db: Connection
  ) throws -> Int {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM log WHERE \(condition) LIMIT \(limit)) AS found"
    return try db.value(sql, arguments, as: Int.self) ?? 0
  }
}
