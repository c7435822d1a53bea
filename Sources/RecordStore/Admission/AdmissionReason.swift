internal import Replication

/// Why an entry is quarantined although its writer may write: the entry itself is invalid, or an
/// entry that it builds on is missing here.
///
/// The names are those that sites, the API and pages show.
public enum AdmissionReason: String, Hashable, Sendable, CaseIterable {
  /// It changes a record that exists only in another scope.
  case foreignIdentifier = "foreign-identifier"
  /// It gives a record a reference of another site, one that is not a reference, or another than it
  /// has.
  case foreignReference = "foreign-reference"
  /// It names another kind than the record has.
  case otherKind = "other-kind"
  /// It claims to be another entry that moved, and that entry is unknown here or differs.
  case unprovenOrigin = "unproven-origin"
  /// The entry that founded its record, or one that it supersedes, is not merged here.
  case restsOnWaiting = "rests-on-waiting"

  /// An operation replaces one that is at another path. Nothing that arrives later changes that.
  case malformed = "malformed-payload"

  /// Those that may change, as an SQL list of values.
  static let sqlList = allCases.filter { $0 != .malformed }.map { "'\($0.rawValue)'" }.joined(
    separator: ", ")

  /// Whether a person may release such an entry. A record's kind never changes, so an entry of
  /// another kind is kept out or waits; and what a malformed one hides is not shown.
  public var mayBeReleased: Bool { self != .otherKind && self != .malformed }
}

/// Which entries are judged by their contents, not only by their writer.
public enum EntryRules: Hashable, Sendable {
  /// Each one: at the centre, and at a site for what another store of the site sends on a stick.
  case checked
  /// None: the centre has judged them, and a site follows it.
  case judged
}

/// The result of judging an entry.
enum EntryVerdict: Hashable {
  case authorised
  /// - Parameter on: the entry it waits for; `nil` where it waits for the one that founds its record,
  ///   or for a person.
  case waits(AdmissionReason, on: EntryPlace?)
}
