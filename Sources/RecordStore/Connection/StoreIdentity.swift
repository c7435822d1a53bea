public import Replication
internal import Storage

/// The identity of a store.
public struct StoreIdentity: Hashable, Sendable {
  /// A site's store writes its own site's scope; the centre's writes every scope of the trust.
  public enum Side: String, Hashable, Sendable {
    case site
    case centre

    /// Whose store a database is; `nil` where it does not say.
    init?(_ db: Connection) throws {
      guard try db.hasTable("identity"),
        let name = try db.value("SELECT side FROM identity", as: String.self)
      else { return nil }
      self.init(rawValue: name)
    }
  }

  /// Site or centre.
  public let side: Side
  /// The hash of the public key.
  public let replica: ReplicaID
  /// The Ed25519 key, 32 bytes.
  public let publicKey: [UInt8]
  /// The site, or the trust at the centre.
  public let scope: Scope
  /// Named at `init` or learned at enrolment.
  public var trust: Scope?
  /// `england`, `scotland`, `wales` or `northern-ireland`: where the exposures happen.
  public let nation: String
  /// The device's name, for people.
  public let name: String
  /// The role recorded for what is written when no other is given.
  public let author: String
}

/// The settings of a new store.
public struct NewStoreOptions: Sendable {
  /// Site or centre.
  public var side: StoreIdentity.Side
  /// The scope in which the store writes.
  public var scope: Scope
  /// The trust that the site belongs to; nil where none was given.
  public var trust: Scope?
  /// The nation of the site.
  public var nation: String
  /// The device's name, for people.
  public var name: String
  /// The author's role unless another is given.
  public var author: String

  /// Settings from their parts; nothing is checked here.
  public init(
    side: StoreIdentity.Side, scope: Scope, trust: Scope? = nil, nation: String,
    name: String = "", author: String = "operator"
  ) {
    self.side = side
    self.scope = scope
    self.trust = trust
    self.nation = nation
    self.name = name
    self.author = author
  }
}

/// A site's store's enrolment at its centre.
public struct Enrolment: Hashable, Sendable {
  /// `https://host:port`
  public var server: String
  /// PEM of the certificate authority that the centre's certificate is checked against; `nil`: the
  /// system's.
  public var authority: String?
  /// `site` or `reader`.
  public var role: String
  /// The key by which the store recognises its centre.
  public var centrePublicKey: [UInt8]
  /// Milliseconds since 1970.
  public var enrolledAt: Int64

  /// An enrolment from its parts; nothing is checked here.
  public init(
    server: String, authority: String?, role: String, centrePublicKey: [UInt8], enrolledAt: Int64
  ) {
    self.server = server
    self.authority = authority
    self.role = role
    self.centrePublicKey = centrePublicKey
    self.enrolledAt = enrolledAt
  }
}
