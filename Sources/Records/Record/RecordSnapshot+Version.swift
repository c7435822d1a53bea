internal import Replication

extension RecordSnapshot {
  /// Names this state of the record. A form carries it, and what was not on the form is not
  /// decided by it.
  package var version: String {
    Hexadecimal.text(Digest(of: state.encoded()).bytes.prefix(12))
  }
}
