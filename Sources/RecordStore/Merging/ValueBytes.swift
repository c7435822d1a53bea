internal import Replication

// What limits of a record count besides its operations.

extension MergedRecord {
  /// Bytes of the values that it shows, or would show again after an edit, and of their paths.
  var valueBytes: Int { live.valueBytes + removed.valueBytes }
}

extension Sequence<MergedRecord.LiveOperation> {
  /// Bytes of the values, and of their paths.
  var valueBytes: Int { reduce(0) { $0 + $1.path.text.utf8.count + $1.value.byteCount } }
}

extension EntryPayload {
  /// Bytes of the values that it writes, and of their paths.
  var valueBytes: Int {
    operations.reduce(0) { $0 + $1.path.text.utf8.count + $1.value.byteCount }
  }
}

extension Value? {
  fileprivate var byteCount: Int {
    switch self {
    case .text(let text), .number(let text): text.utf8.count
    case .unknown(let bytes): bytes.count
    case .flag, .element, .redacted, nil: 1
    }
  }
}
