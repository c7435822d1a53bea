internal import Replication

/// The reference by which people find a record, a column beside its state.
enum StoredReference {
  static let path = FieldPath(literal: "reference")

  /// Only one of its own site; `nil` for any other.
  static func of(
    _ state: MergedRecord, in scope: Scope, _ domain: any RecordDomain
  ) -> String? {
    guard let text = state.value(at: path)?.text, domain.isReference(text, of: scope)
    else { return nil }
    return text
  }
}
