internal import Foundation
internal import Replication
internal import Storage

/// How many logs there are, counted by index, before another one is started.
enum LogCount {
  /// Whether a replica and its scope may have one more log.
  ///
  /// - Parameter known: finds the replicas that are known; `nil`: there are no strangers.
  static func hasRoom(
    for descriptor: LogDescriptor, _ limits: IntakeLimits, known: String?, _ db: Connection
  ) throws -> Bool {
    db.readAhead(queries(for: descriptor, limits, known: known))
    guard try count(ofReplica(descriptor, limits), db) < limits.logsPerReplicaMax,
      try count(ofScope(descriptor, limits), db) < limits.logsPerScopeMax
    else { return false }
    guard let known, try count(same(descriptor, known), db) == 0 else { return true }
    return try count(strangers(descriptor, limits, known), db) < limits.strangersPerScopeMax
  }

  /// What ``hasRoom(for:_:known:_:)`` asks.
  static func queries(
    for descriptor: LogDescriptor, _ limits: IntakeLimits, known: String?
  ) -> [Query] {
    [ofReplica(descriptor, limits), ofScope(descriptor, limits)]
      + (known.map { [same(descriptor, $0), strangers(descriptor, limits, $0)] } ?? [])
  }

  private static func ofReplica(_ descriptor: LogDescriptor, _ limits: IntakeLimits) -> Query {
    counting("replica = ?", upTo: limits.logsPerReplicaMax, descriptor.replica)
  }

  private static func ofScope(_ descriptor: LogDescriptor, _ limits: IntakeLimits) -> Query {
    counting("scope = ?", upTo: limits.logsPerScopeMax, descriptor.scope)
  }

  private static func strangers(
    _ descriptor: LogDescriptor, _ limits: IntakeLimits, _ known: String
  ) -> Query {
    counting(
      "scope = ? AND own = 0 AND replica NOT IN (\(known))", upTo: limits.strangersPerScopeMax,
      descriptor.scope)
  }

  private static func same(_ descriptor: LogDescriptor, _ known: String) -> Query {
    Query("SELECT count(*) FROM (\(known)) AS known WHERE replica = ?", [descriptor.replica])
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
