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
  /// What day it is: the clock's, where nothing speaks against it.
  public var today: DeviceDate
  /// Whether a key that the schema does not have is kept, as a later version's file may hold it; it is
  /// refused unless somebody says so, for it would mean nothing.
  public var keepsUnknownFields = false
  /// What happens to words that name somebody.
  public var names: NameRules.Handling
  /// Those whom the author's own list names; it never leaves their device.
  public var people: [KnownPerson] = []

  /// - Parameter today: What the device takes for today; by `now` unless given.
  public init(
    role: String, site: Scope, nation: Nation, now: Moment, today: DeviceDate? = nil,
    names: NameRules.Handling = .warning
  ) {
    (self.role, self.site, self.nation, self.now) = (role, site, nation, now)
    self.today = today ?? DeviceDate(clock: now)
    self.names = names
  }

  /// Refuses a role that names somebody: it stands in the header of every entry, which no redaction
  /// reaches.
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
