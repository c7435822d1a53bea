internal import Replication

extension EntryPayload {
  /// Every writer of a new record adds it, and only then: the entry that does founds the record.
  static let foundingPath = FieldPath(literal: "recordedAt")

  /// Whether the entry founds its record, which then has the entry's kind.
  var foundsRecord: Bool {
    (redaction?.operations ?? operations).contains {
      $0.path == Self.foundingPath && $0.value != nil && $0.supersedes.isEmpty
    }
  }
}
