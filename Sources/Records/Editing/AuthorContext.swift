public import Deidentification
public import IRMER
public import Replication

/// Who writes, where and when.
public struct AuthorContext: Sendable {
  /// The author's role, never a name.
  public var role: String
  /// The site that writes.
  public var site: Scope
  /// The nation of that site.
  public var nation: Nation
  /// The device's clock.
  public var now: Moment
  /// Today's date: the clock's, unless there is reason to doubt it.
  public var today: DeviceDate
  /// Whether a key that the schema does not have is kept, as a later version's file may hold it; it
  /// is refused unless requested, because it would have no effect.
  public var keepsUnknownFields = false
  /// The author's reason for a new record: it confirms what would be refused without one. An edit
  /// is given its reason with its values.
  public var why = ""
  /// What happens to text that names somebody.
  public var names: NameRules.Handling
  /// The people on the author's own list; the list never leaves their device.
  public var people: [KnownPerson] = []
  /// Why that list could not be read: nothing is written then that would have to be checked by it.
  public var peopleFailure: ValidationError?

  /// - Parameter today: What the device takes as today's date; from `now` unless given.
  public init(
    role: String, site: Scope, nation: Nation, now: Moment, today: DeviceDate? = nil,
    names: NameRules.Handling = .warning
  ) {
    (self.role, self.site, self.nation, self.now) = (role, site, nation, now)
    self.today = today ?? DeviceDate(clock: now)
    self.names = names
  }

  /// Refuses a role that names somebody: it is in the header of every entry, which no redaction can
  /// change.
  public static func checkRole(_ role: String) throws(ValidationError) {
    guard role.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("required", "needs a role, such as radiographer", field: "as")
    }
    let findings = (try? finder.findings(in: role)) ?? []
    guard findings.isEmpty else {
      throw ValidationError(
        "names-a-person",
        "takes a role, never a name (e.g. radiographer): it is kept for ever and cannot be redacted",
        field: "as")
    }
  }

  private static let finder = IdentifierFinder()
}
