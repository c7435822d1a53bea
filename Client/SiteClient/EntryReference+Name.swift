public import Replication

extension EntryReference {
  /// `log:sequence`, as commands and pages name an entry.
  public var name: String { "\(log):\(sequence)" }
}
