#if Postgres
  internal import Synchronization

  /// What is made of the texts of statements, once for all connections of the process.
  final class TextCache<Value: Sendable>: Sendable {
    private let values = Mutex<[String: Value]>([:])

    func value(_ sql: String, _ make: (String) -> Value) -> Value {
      if let known = values.withLock({ $0[sql] }) { return known }
      let value = make(sql)
      values.withLock { values in
        if values.count >= StatementCache.textsMax { values.removeAll() }
        values[sql] = value
      }
      return value
    }
  }
#endif
