public import Replication

/// What a site sends in one round.
public struct SyncRequest: Hashable, Sendable {
  /// How far the site has each log it holds.
  public var frontier: Frontier
  /// What it believes the centre lacks.
  public var segments: [LogSegment]
  /// The answer may have packed segments.
  public var readsPacked: Bool
  /// Which state of itself the store is; `nil` from one that does not say.
  public var line: LineClaim?
  /// What the answer may hold; `nil` from a site that takes a first version's batch.
  public var answerBudget: BatchBudget?

  /// - Parameter readsPacked: Whether the sender reads packed segments.
  public init(
    frontier: Frontier, segments: [LogSegment] = [], readsPacked: Bool = false,
    line: LineClaim? = nil
  ) {
    (self.frontier, self.segments, self.readsPacked) = (frontier, segments, readsPacked)
    self.line = line
  }
}

/// What a message may hold, by the side that has to take it.
public struct BatchBudget: Hashable, Sendable {
  /// Entries of all segments.
  public let entries: Int
  /// Millions of bytes that the entries have before they are packed.
  public let megabytes: Int

  /// Within what any message may hold.
  public init(entries: Int, megabytes: Int) {
    self.entries = min(max(entries, 1), ProtocolLimits.entriesMax)
    self.megabytes = min(max(megabytes, 1), ProtocolLimits.megabytesMax)
  }

  /// As much as any message may hold.
  public static let largest = BatchBudget(
    entries: ProtocolLimits.entriesMax, megabytes: ProtocolLimits.megabytesMax)
}

/// What the centre answers.
public struct SyncResponse: Hashable, Sendable {
  /// Entries that the centre keeps apart.
  public struct Held: Hashable, Sendable {
    /// The log that holds the entries.
    public let log: LogID
    /// The first entry of the range.
    public let first: UInt64
    /// The last entry of the range.
    public let last: UInt64
    /// Why the centre holds them back, as a code.
    public let reason: String
    /// Milliseconds since 1970.
    public let since: Int64
    /// In a bundle: of a scope that the receiver may read, so that it lacks them.
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

  /// How far the centre has the logs that the site may read or named, after it took in the request.
  public var frontier: Frontier
  /// Entries that the site lacks.
  public var segments: [LogSegment]
  /// Entries of the site that wait for a decision at the centre.
  public var held: [Held]
  /// Logs of which the centre has another line of entries than the site.
  public var forked: [LogID]
  /// Entries remain to be fetched.
  public var more: Bool
  /// The replica may deliver, and receives nothing.
  public var revoked: Bool
  /// The centre has heard of a later state of this store: it was put back, or a copy of it lives on.
  public var isBehind: Bool
  /// What the next request may hold; `nil` where a first version's batch is all that is taken or wanted.
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
  /// The store has never joined a centre.
  public var isFirst = false
  /// By the replica's key over ``signedMessage(code:)``: it has the key that it names.
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

  /// The bytes that the replica signs to show that the key is its own.
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
