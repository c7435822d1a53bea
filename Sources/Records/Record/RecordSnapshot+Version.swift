internal import Replication

extension RecordSnapshot {
  /// Identifies this state of the record. A form includes it, and fields that were not on the form
  /// are not affected by it.
  package var version: String {
    Hexadecimal.text(Digest(of: state.encoded()).bytes.prefix(12))
  }
}
