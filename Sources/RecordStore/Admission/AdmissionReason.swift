internal import Replication

/// Why an entry is kept apart although its writer may write: the entry itself is not in order, or
/// what it builds on is not here.
///
/// The names are those that sites, the API and pages show.
public enum AdmissionReason: String, Hashable, Sendable, CaseIterable {
  /// It changes a record that exists only in another scope.
  case foreignIdentifier = "foreign-identifier"
  /// It gives a record a reference of another site, or one that is not a reference.
  case foreignReference = "foreign-reference"
  /// It names another kind than the record has.
  case otherKind = "other-kind"
  /// It speaks in the name of another entry, and that entry is not known here or says otherwise.
  case unprovenOrigin = "unproven-origin"
  /// The entry that founded its record, or one that it supersedes, is not merged here.
  case restsOnWaiting = "rests-on-waiting"

  /// All of them, as SQL lists values.
  static let sqlList = allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

  /// Whether a person may release such an entry. A kind never changes, so that one of another kind is
  /// kept out or waits.
  public var mayBeReleased: Bool { self != .otherKind }
}

/// Which entries are judged for what they say, beyond who wrote them.
public enum EntryRules: Hashable, Sendable {
  /// Each one: at the centre, and at a site for what another store of the site brings on a stick.
  case checked
  /// None: the centre has judged them, and a site follows it.
  case judged
}

/// What became of judging an entry.
enum EntryVerdict: Hashable {
  case authorised
  /// - Parameter on: the entry it waits for; `nil` where it waits for the one that founds its record,
  ///   or for a person.
  case waits(AdmissionReason, on: EntryPlace?)
}
