public import Replication

/// The name of a record: its scope and its UUID.
///
/// A UUID alone does not identify a record: anybody who has one may write it in a scope of their
/// own.
public struct RecordKey: Hashable, Sendable, CustomStringConvertible {
  /// Whose record it is.
  public let scope: Scope
  /// The record's UUID within that scope.
  public let record: RecordID

  /// A record is named by scope and UUID together.
  public init(scope: Scope, record: RecordID) { (self.scope, self.record) = (scope, record) }

  /// `RBD01:UUID`, as commands and the API take it where a UUID alone fits more than one record.
  public init?(text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let scope = Scope(parts[0].uppercased()),
      let record = RecordID(text: String(parts[1]))
    else { return nil }
    self.init(scope: scope, record: record)
  }

  public var description: String { "\(scope):\(record)" }

  /// The name of each of some records: its UUID, or its key where two have the same UUID.
  public static func names(of keys: [RecordKey]) -> [String] {
    let counts = Dictionary(keys.map { ($0.record, 1) }, uniquingKeysWith: +)
    return keys.map { counts[$0.record] == 1 ? "\($0.record)" : "\($0)" }
  }
}
