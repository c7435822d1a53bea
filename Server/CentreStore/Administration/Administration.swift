package import RecordStore
internal import Storage

/// The centre's own tables: people, tokens, sessions, enrolment codes, devices, what each device
/// announced, who read and did what, and (in `AlertSchema`) messages waiting to be sent.
///
/// They are in the same SQLite file as the records, so that one backup holds all of it and a
/// message is queued in the same transaction as the change that caused it. Sites never see them.
/// Secrets are stored as hashes; all times are milliseconds since 1970.
package struct Administration: Sendable {
  let store: RecordStore

  /// - Parameter store: the centre's store. Calls block, as the store's own do.
  package init(_ store: RecordStore) { self.store = store }
}
