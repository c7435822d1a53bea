internal import RecordStore
internal import Records
internal import Replication

extension ReadModelTables {
  /// The rows of a record in each of ``ReadModel/tables``. They depend on nothing but the record.
  static func rows(of record: ChangedRecord) -> [[[Cell]]] {
    rows(record.key, kind: record.kind, state: record.state).cells
  }

  /// The rows of one record.
  static func rows(_ key: RecordKey, kind: String, state: MergedRecord) -> ReadModelRows {
    ReadModel.rows(
      for: RecordSnapshot(id: key.record, kind: kind, scope: key.scope, state: state))
  }
}
