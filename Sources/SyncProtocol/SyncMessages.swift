public import Replication

/// What a site sends in one round.
public struct SyncRequest: Hashable, Sendable {
  /// How much of each log the site holds.
  public var frontier: Frontier
  /// What it believes the centre lacks.
  public var segments: [LogSegment]
  /// Whether the answer may have packed segments.
  public var readsPacked: Bool
  /// Whether the answer's segments may be packed with references across logs.
  public var readsAcross = false
  /// Whether the answer may have portable segments, which assume that the sender has what it claims.
  public var readsPortable = false
  /// Which state of itself the store is in; `nil` from one that does not report it.
  public var line: LineClaim?
  /// The most bytes of the entries of the answer, lowered where transfers broke off. Beyond a million the
  /// sender takes up to ``ProtocolLimits/entriesMax`` entries; otherwise, and for `nil`, 1,000.
  public var answerBytes: Int?

  /// - Parameter readsPacked: Whether the sender reads packed segments.
  public init(
    frontier: Frontier, segments: [LogSegment] = [], readsPacked: Bool = false,
    line: LineClaim? = nil
  ) {
    (self.frontier, self.segments, self.readsPacked) = (frontier, segments, readsPacked)
    self.line = line
  }
}

/// The limits of a message, stated by the side that receives it.
public struct BatchBudget: Hashable, Sendable {
  /// Entries of all segments.
  public let entries: Int
  /// Bytes of these entries before they are packed.
  public let bytes: Int

  /// Lowered to the limits of any message.
  public init(entries: Int, bytes: Int) {
    self.entries = min(max(entries, 1), ProtocolLimits.entriesMax)
    self.bytes = min(max(bytes, 1), ProtocolLimits.batchBytesMax)
  }
}

/// What the centre answers.
public struct SyncResponse: Hashable, Sendable {
  /// Entries that the centre holds in quarantine.
  public struct Held: Hashable, Sendable {
    /// The log that holds the entries.
    public let log: LogID
    /// The first entry of the range.
    public let first: UInt64
    /// The last entry of the range.
    public let last: UInt64
    /// Why the centre quarantines them, as a code.
    public let reason: String
    /// Milliseconds since 1970.
    public let since: Int64
    /// In a bundle: of a scope that the receiver may read, so that the receiver lacks them.
    public let isReadable: Bool

    /// - Parameter since: Milliseconds since 1970.
    public init(
      log: LogID, first: UInt64, last: UInt64, reason: String, since: Int64,
      isReadable: Bool = false
    ) {
      self.isReadable = isReadable
      self.log = log
      self.first = first
      self.last = last
      self.reason = reason
      self.since = since
    }
  }

  /// How much the centre has, after this request, of the logs that the site may read or named.
  public var frontier: Frontier
  /// Entries that the site lacks.
  public var segments: [LogSegment]
  /// More of them, in the form in which a centre keeps them: of one log in their order, after those in
  /// ``segments`` that begin earlier.
  public var portable: [PortableSegment] = []
  /// Entries of the site that wait for a decision at the centre.
  public var held: [Held]
  /// Logs of which the centre has another line of entries than the site.
  public var forked: [LogID]
  /// Whether entries remain to be fetched.
  public var more: Bool
  /// The replica was revoked: it may deliver, but receives nothing.
  public var revoked: Bool
  /// The centre knows a later state of this store: an older one was restored, or a copy is in use.
  public var isBehind: Bool
  /// Whether the next request's segments may be packed with references across logs.
  public var readsAcross = false
  /// The limits of the next request; `nil`: 1,000 entries and a million bytes.
  public var requestBudget: BatchBudget?

  /// The parts of the message; nothing is checked here.
  public init(
    frontier: Frontier = Frontier(), segments: [LogSegment] = [], held: [Held] = [],
    forked: [LogID] = [], more: Bool = false, revoked: Bool = false, isBehind: Bool = false
  ) {
    self.isBehind = isBehind
    self.frontier = frontier
    self.segments = segments
    self.held = held
    self.forked = forked
    self.more = more
    self.revoked = revoked
  }
}

/// What a site sends to join a centre, with a code that a person gave it.
public struct EnrolmentRequest: Hashable, Sendable {
  /// The single-use code that the centre gave out.
  public var code: String
  /// The replica's Ed25519 key, 32 bytes.
  public var publicKey: [UInt8]
  /// The site that the replica writes for.
  public var site: Scope
  /// The device's name, for people at the centre.
  public var name: String
  /// The trust that the store was made for; `nil` where it names none.
  public var trust: Scope?
  /// Whether the store has never joined a centre.
  public var isFirst = false
  /// Bytes that the store drew when it first sent the request and repeats until it has its answer:
  /// a copy of the store draws others. Empty from versions that did not send them, and by stick.
  public var attempt: [UInt8] = []
  /// The replica key's signature over ``signedMessage(code:)``: proves that it has the key that it
  /// names.
  public var signature: [UInt8]

  /// The parts of the message; nothing is checked here.
  public init(
    code: String, publicKey: [UInt8], site: Scope, name: String, signature: [UInt8]
  ) {
    self.code = code
    self.publicKey = publicKey
    self.site = site
    self.name = name
    self.signature = signature
  }

  /// The bytes that the replica signs to prove that the key is its own.
  public static func signedMessage(code: String) -> [UInt8] {
    Array("candour enrolment 1\n".utf8) + Array(code.utf8)
  }

  /// A request signed by the replica.
  public static func signed(
    code: String, site: Scope, name: String, by key: ReplicaKey
  ) throws -> EnrolmentRequest {
    EnrolmentRequest(
      code: code, publicKey: key.publicBytes, site: site, name: name,
      signature: try key.signature(for: signedMessage(code: code)))
  }

  /// Whether the key it names signed it.
  public var isSignedByItsKey: Bool {
    ReplicaKey.isValid(
      signature: signature, for: Self.signedMessage(code: code), by: publicKey)
  }
}

/// What a replica learns when it joins the centre.
public struct EnrolmentResponse: Hashable, Sendable {
  /// The site that the replica writes for.
  public var site: Scope
  /// `site` or `reader`.
  public var role: String
  /// The trust that the centre serves.
  public var trust: Scope
  /// The key by which the replica knows the centre from now on.
  public var centrePublicKey: [UInt8]

  /// The parts of the message; nothing is checked here.
  public init(site: Scope, role: String, trust: Scope, centrePublicKey: [UInt8]) {
    self.site = site
    self.role = role
    self.trust = trust
    self.centrePublicKey = centrePublicKey
  }
}
