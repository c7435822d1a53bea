public import Replication

/// The exchange on a USB stick: the same segments as over HTTPS, in a file that can be verified by
/// itself.
///
///     bundle = magic ‖ frame(H, header) ‖ frame(B, batch)* ‖ frame(T, trailer)
///     frame  = kind (1 byte) ‖ length (4 bytes, big-endian) ‖ body
///
/// Header and trailer are messages of `candour.proto`, a batch is one compressed with Zstandard.
/// The trailer holds the number of entries, the SHA-256 of every byte before its frame and the
/// writer's signature. Nothing follows it.
///
/// Version 2 is sealed: a frame R after the header holds the key of the batches, sealed to each
/// receiver by HPKE, and the batches are encrypted under it. Header, trailer and signature stay
/// readable, so that anybody can check who wrote it and forward it unchanged.
public enum Bundle {
  /// The first line of a bundle that is not sealed.
  public static let magic = Array("candour bundle 1\n".utf8)
  /// The first line of a sealed bundle.
  public static let sealedMagic = Array("candour bundle 2\n".utf8)

  /// The most batches of one bundle.
  public static let batchesMax = 1_000_000
  static let frameHeadBytes = 5
  static let headerBytesMax = 1024 * 1024
  static let trailerBytesMax = 128
  /// The most bundles that one may enclose.
  static let enclosedMax = 1024
  /// The most pieces of all the bundles that one encloses: pieces may be small, and each is
  /// remembered while its bundle is read.
  static let enclosedPiecesMax = 16_384
  /// A piece of an enclosed bundle, and whether it is the last of that bundle.
  static let enclosedBytesMax = 1 + enclosedPieceBytes
  static let enclosedPieceBytes = 1024 * 1024

  enum FrameKind: UInt8 {
    case header = 0x48
    case receivers = 0x52
    case batch = 0x42
    /// A piece of a bundle that is sealed to others and forwarded unchanged.
    case enclosed = 0x45
    case trailer = 0x54

    /// The most bytes of a frame's body, checked before it is read.
    var bytesMax: Int {
      switch self {
      case .header: headerBytesMax
      case .receivers: BundleSeal.bytesMax
      case .enclosed: enclosedBytesMax
      case .batch: ProtocolLimits.bodyBytesMax + SealedStream.tagBytes
      case .trailer: trailerBytesMax
      }
    }
  }

  /// What the writer signs: the bundle's first line ‖ entries (8, big-endian) ‖ digest (32).
  public static func signedMessage(
    entries: UInt64, digest: Digest, isSealed: Bool = false
  ) -> [UInt8] {
    (isSealed ? sealedMagic : magic)
      + (0..<8).map { UInt8(truncatingIfNeeded: entries >> (56 - 8 * $0)) } + digest.bytes
  }

  static func frame(_ kind: FrameKind, _ body: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) }
    return [kind.rawValue] + length + body
  }
}

/// Who wrote a bundle, for whom, and how much of each log the writer had.
public struct BundleHeader: Hashable, Sendable {
  /// The writer's Ed25519 key. It signs the trailer.
  public var publicKey: [UInt8]
  /// The writer's site, or the site that a centre wrote it for.
  public var site: Scope
  /// The trust, where the writer knows it.
  public var trust: Scope?
  /// Milliseconds since 1970 by the writer's clock.
  public var writtenAt: Int64
  /// Whether the centre wrote it; such a bundle also acknowledges what it shows.
  public var isFromCentre: Bool
  /// How much of each log the writer had when it began. With it a centre acknowledges what it
  /// received.
  public var frontier: Frontier
  /// Entries among these that a centre has in quarantine.
  public var held: [SyncResponse.Held]

  /// The parts of a header; nothing is checked here.
  public init(
    publicKey: [UInt8], site: Scope, trust: Scope?, writtenAt: Int64, isFromCentre: Bool,
    frontier: Frontier, held: [SyncResponse.Held] = []
  ) {
    self.publicKey = publicKey
    self.site = site
    self.trust = trust
    self.writtenAt = writtenAt
    self.isFromCentre = isFromCentre
    self.frontier = frontier
    self.held = held
  }

  /// The replica that wrote the bundle.
  public var replica: ReplicaID { ReplicaID(publicKey: publicKey) }

  /// Refuses a bundle that names another trust than the reader's, where both are known. A bundle that
  /// cannot be read here is relayed, whoever wrote it.
  ///
  /// - Parameter trust: the reader's; `nil` where it knows none.
  /// - Throws: `BundleError.otherTrust`.
  public func check(isFor trust: Scope?) throws(BundleError) {
    guard let trust, let own = self.trust, own != trust else { return }
    throw .otherTrust(own)
  }
}

/// Why a bundle is refused. Nothing of it was stored, unless it changed while it was read: what was
/// read before that stays.
public enum BundleError: Error, Hashable, Sendable {
  case notABundle
  /// Written for a version of the protocol that this side does not speak.
  case version(UInt32)
  case cutShort
  /// Damaged, or changed by somebody other than its writer.
  case altered(String)
  case tooLarge(String)
  /// The file cannot be read.
  case unreadable(String)
  /// Written in this trust, which is not the reader's.
  case otherTrust(Scope)

  init(_ violation: ProtocolViolation) {
    switch violation {
    case .malformed(let what): self = .altered(what)
    case .tooLarge(let what): self = .tooLarge(what)
    case .version(let version): self = .version(version)
    }
  }

  /// In kebab-case, for machines.
  public var code: String {
    switch self {
    case .notABundle: "not-a-bundle"
    case .version: "incompatible-version"
    case .cutShort: "bundle-cut-short"
    case .altered: "bundle-altered"
    case .tooLarge: "bundle-too-large"
    case .unreadable: "bundle-unreadable"
    case .otherTrust: "other-trust"
    }
  }
}

extension BundleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notABundle: "the file is not a bundle of Candour"
    case .version(let version):
      "the bundle is of version \(version) of the protocol, which this one does not read"
    case .cutShort: "the bundle is cut short"
    case .altered(let what): "the bundle is damaged or was altered (\(what))"
    case .tooLarge(let what): "the bundle holds more than a bundle may (\(what))"
    case .unreadable(let detail): "the bundle cannot be read: \(detail)"
    case .otherTrust(let trust): "the bundle is of another trust, \(trust)"
    }
  }
}
