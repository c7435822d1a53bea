internal import IRMER
public import RecordStore
internal import Records

public import protocol Foundation.LocalizedError

extension SiteError {
  /// What an error means to a person: what happened, what was kept, and what to do next.
  public struct Explanation: Hashable, Sendable {
    /// The kinds of failure, each with its exit code at the command line.
    public enum Kind: Hashable, Sendable {
      /// The work failed; what was saved before is kept.
      case failed
      /// Checks the records of one event in several nations, each linked to the others.
      case unusable
      /// The centre could not be reached.
      case unreachable
      /// Joins records of one event into the first, in one transaction; the others are withdrawn.
      case refused
      /// The store is damaged or was altered.
      case damaged
    }

    public let kind: Kind
    /// In kebab-case.
    public let code: String
    public let message: String
    /// The field that it is about.
    public var field: String?
  }

  /// The sentence that the command line prints, with its code.
  public var explanation: Explanation { Explanation(self) }
}

extension SiteError: CustomStringConvertible, LocalizedError {
  public var description: String { explanation.message }
  public var errorDescription: String? { description }
}

extension SiteError.Explanation {
  private init(_ kind: Kind, _ code: String, _ message: String, field: String? = nil) {
    (self.kind, self.code, self.message, self.field) = (kind, code, message, field)
  }

  /// The kinds that have a `show` of their own. A record may be of any kind: somebody else chose it.
  private static let shown: Set<RecordKind> = [
    .incident, .audit, .procedure, .theme, .equipment, .licence, .margin,
  ]

  init(_ error: ValidationError) {
    self.init(.unusable, error.code, error.message, field: error.field)
  }

  init(_ error: SiteError) {
    switch error {
    case .store(let error): self.init(error)
    case .invalid(let error): self.init(error)
    case .otherKind(let identifier, let found, _):
      let advice = Self.shown.contains(found) ? ": candour \(found) show \(identifier)" : "."
      self.init(.unusable, "unknown-identifier", "\(identifier) is \(found.withArticle)\(advice)")
    case .address(let flaw): self.init(.unusable, "bad-address", flaw.rawValue)
    case .transport(let error):
      self.init(.unreachable, error.code.rawValue, "\(error). \(Self.queued)")
    case .unavailable(let status):
      self.init(.unreachable, "unavailable", Self.cannotAnswer(status))
    case .startingAgain: self.init(.unreachable, "unavailable", Self.startingAgain)
    case .refused(let refusal):
      self.init(.refused, refusal.code, "the centre refused: \(refusal.sentence) \(Self.safe)")
    case .incompatible(let version):
      self.init(
        .refused, "incompatible-version",
        "the centre speaks version \(version) of the protocol, which this one does not. \(Self.safe)"
      )
    case .notTheCentre(let status):
      self.init(
        .unreachable, "not-the-centre",
        "what answered (HTTP \(status)) is not a Candour centre: a proxy or a guest network's sign-in "
          + "page answered instead. \(Self.queued)")
    case .bundle(let refusal):
      self.init(.unusable, refusal.code, "\(refusal.text). Nothing was written.")
    case .unproven(let logs):
      let names = logs.map { "\($0.key) (\($0.value))" }.sorted().joined(separator: ", ")
      self.init(
        .failed, "unproven",
        "the centre sent logs that could not be verified: \(names). Nothing of them was kept. "
          + "Send this to IT.")
    case .stuck:
      self.init(
        .failed, "stuck",
        "Sync made no progress. \(Self.safe) Send the output of `candour status --why` to IT.")
    case .notEnrolled:
      self.init(
        .refused, "not-enrolled",
        "this store has not joined a centre: `candour enrol --server URL --code CODE`. \(Self.safe)"
      )
    case .revoked:
      self.init(
        .refused, "revoked",
        "the centre no longer accepts this device. What was waiting was delivered and is in quarantine there "
          + "until somebody accepts or rejects it; everything stays on this computer.")
    case .syncInProgress:
      self.init(
        .failed, "sync-in-progress", "another sync of this store is running; wait for it to end.")
    case .otherSite(let code):
      self.init(.unusable, "other-site", "the store in this folder belongs to the site \(code).")
    case .cancelled:
      self.init(
        .failed, "interrupted",
        "interrupted. What was exchanged so far is kept; the next sync goes on from there.")
    }
  }

  private static let safe = "All local work is safe."
  private static let queued = "All local work is safe and queued."
  private static let startingAgain = "the centre is starting again. \(queued)"

  private static func cannotAnswer(_ status: Int) -> String {
    "the centre cannot answer at present (HTTP \(status)). \(queued)"
  }

  /// The meaning of an error of the store.
  public init(_ error: StoreError) {
    switch error {
    case .absent(let folder):
      self.init(
        .unusable, "no-store",
        "there is no store in \(folder). Make one: `candour init --site CODE --nation NATION`.")
    case .present(let folder):
      self.init(.unusable, "store-exists", "there is a store in \(folder) already.")
    case .damaged(let detail):
      self.init(
        .damaged, "damaged",
        "the store is damaged or was altered (\(detail)). Nothing was written. "
          + "`candour verify` says where; the centre and other devices hold what was sent.")
    case .full:
      self.init(
        .failed, "no-room", "there is no room left on this disk. Nothing of this step was written.")
    case .noRoom(let detail):
      self.init(
        .failed, "no-room",
        "there is no room left for \(detail). Nothing of this step was written.")
    case .notOverwritten(let detail):
      self.init(.unusable, "not-overwritten", "\(detail). Nothing was written.")
    case .networkDisk(let detail):
      self.init(
        .unusable, "network-disk",
        "\(detail). Two machines would overwrite each other's entries there; use a disk of this "
          + "machine. Nothing was written.")
    case .busy:
      self.init(.failed, "store-busy", "another program holds the store; try again.")
    case .uncertain:
      self.init(
        .failed, "uncertain",
        "it is not known whether this was stored. Look at the record before you repeat it.")
    case .unreachable(let detail), .inaccessible(let detail):
      self.init(.failed, "store-inaccessible", "\(detail).")
    case .notDurable(let detail):
      self.init(
        .failed, "not-durable",
        "the store cannot be written safely: SQLite's \(detail). Nothing was written. "
          + "Install SQLite as your system ships it.")
    case .tooNew(let version):
      self.init(
        .failed, "store-too-new",
        "the store was written by a later version of Candour (\(version)). Nothing was changed.")
    case .unknown(let identifier):
      self.init(
        .unusable, "unknown-identifier",
        "No record “\(identifier)” at this site. `candour incident list` shows the incidents, "
          + "`candour audit list` the audits.")
    case .ambiguous(let identifier, let records):
      self.init(
        .unusable, "ambiguous-identifier",
        "\(identifier) names more than one record: "
          + "\(RecordKey.names(of: records).joined(separator: ", ")). Use one of these.")
    case .reasonRequired(let path):
      self.init(
        .unusable, "reason-required", "Settling a conflict needs a reason (--why).", field: path)
    case .tooLarge(let detail): self.init(.unusable, "too-large", "\(detail).")
    }
  }
}
