internal import Foundation
internal import Replication
internal import Storage

/// How many logs there are, counted by index, before another one is started.
enum LogCount {
  /// Whether a replica and its scope may have one more log.
  static func hasRoom(
    for descriptor: LogDescriptor, _ limits: IntakeLimits, _ db: Connection
  ) throws -> Bool {
    db.readAhead(queries(for: descriptor, limits))
    guard try count(ofReplica(descriptor, limits), db) < limits.logsPerReplicaMax,
      try count(ofScope(descriptor, limits), db) < limits.logsPerScopeMax
    else { return false }
    if try count(devices(descriptor), db) > 0 { return true }
    return try count(strangers(descriptor, limits), db) < limits.strangersPerScopeMax
  }

  /// What ``hasRoom(for:_:_:)`` asks.
  static func queries(for descriptor: LogDescriptor, _ limits: IntakeLimits) -> [Query] {
    [
      ofReplica(descriptor, limits), ofScope(descriptor, limits), devices(descriptor),
      strangers(descriptor, limits),
    ]
  }

  private static func ofReplica(_ descriptor: LogDescriptor, _ limits: IntakeLimits) -> Query {
    counting("replica = ?", upTo: limits.logsPerReplicaMax, descriptor.replica)
  }

  private static func ofScope(_ descriptor: LogDescriptor, _ limits: IntakeLimits) -> Query {
    counting("scope = ?", upTo: limits.logsPerScopeMax, descriptor.scope)
  }

  private static func strangers(_ descriptor: LogDescriptor, _ limits: IntakeLimits) -> Query {
    counting(
      "scope = ? AND own = 0 AND replica NOT IN (SELECT replica FROM device)",
      upTo: limits.strangersPerScopeMax, descriptor.scope)
  }

  private static func devices(_ descriptor: LogDescriptor) -> Query {
    Query("SELECT count(*) FROM device WHERE replica = ?", [descriptor.replica])
  }

  /// Counts up to the limit and no further.
  private static func counting(
    _ condition: String, upTo limit: Int, _ argument: any StoredValue
  ) -> Query {
    Query(
      "SELECT count(*) FROM (SELECT 1 FROM log WHERE \(condition) LIMIT \(limit)) AS found",
      [argument])
  }

  private static func count(_ query: Query, _ db: Connection) throws -> Int {
    try db.value(query.sql, query.values, as: Int.self) ?? 0
  }
}
