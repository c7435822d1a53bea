internal import IRMER
package import RecordStore
package import Replication
internal import Synchronization

/// The centre of one trust: its store, who may do what there, and what it makes of the records.
///
/// It is a replica like any other and merges with the same code. It adds admission (who may write
/// what), the tables of people and devices, and views over all sites. Calls do not block: work on
/// the store runs on threads of its own, one for writing and a few for reading.
package final class Centre: Sendable {
  package let store: RecordStore
  private let environment: StoreEnvironment
  /// When this centre was opened. Request tokens dated before are refused: a power cut may have taken
  /// the note that they were used.
  let openedAt: Int64
  private let executor = StoreExecutor(readers: 4)
  /// How long it is kept who read or did what; see ``accessKeptDaysStandard``.
  let accessKeptMilliseconds: Int64
  let sessionUses = SessionUses()
  let unwrittenAccesses = Mutex<[Administration.Access]>([])
  let cachedRows = VersionedCache<StoreVersion, TrustRows>()
  let cachedEmployer = VersionedCache<DayVersion, EmployerReport>()
  let menu = Mutex<(key: DayVersion, at: Int64, report: TodayReport)?>(nil)
  let cachedProposals = Mutex<(key: DayVersion, at: Int64, counts: ProposedCounts)?>(nil)

  /// Six years: as long as a claim may be brought on what somebody saw or did (Limitation Act 1980,
  /// section 5).
  package static let accessKeptDaysStandard = 2192

  package init(
    store: RecordStore, environment: StoreEnvironment,
    accessKeptDays: Int = Centre.accessKeptDaysStandard
  ) {
    accessKeptMilliseconds = Int64(accessKeptDays) * 86_400_000
    self.store = store
    self.environment = environment
    openedAt = environment.now()
  }

  /// Makes a centre's data folder.
  ///
  /// - Parameter nation: where the trust is; each site names its own.
  package static func create(
    in folder: String, trust: Scope, nation: String, environment: StoreEnvironment
  ) throws(StoreError) -> Centre {
    let founding = NewStoreOptions(
      side: .centre, scope: trust, trust: trust, nation: nation, name: trust.code,
      author: Role.governance.rawValue)
    let store = try RecordStore.create(in: folder, founding, environment: environment)
    return Centre(store: store, environment: environment)
  }

  package static func open(
    in folder: String, for access: StoreAccess = .writing, environment: StoreEnvironment,
    accessKeptDays: Int = Centre.accessKeptDaysStandard
  ) throws(StoreError) -> Centre {
    Centre(
      store: try RecordStore.open(in: folder, for: access, environment: environment),
      environment: environment, accessKeptDays: accessKeptDays)
  }

  package var trust: Scope { store.identity.scope }
  package var administration: Administration { Administration(store) }

  /// The centre's now, in milliseconds since 1970: the system's clock, or `CANDOUR_NOW`.
  package func now() -> Int64 { environment.now() }

  /// A random identifier for something of the centre's own: a person, a token.
  func newIdentifier() -> String {
    let words = (environment.random(), environment.random())
    return RecordID(high: words.0, low: words.1).description
  }

  func reading<T: Sendable>(_ body: @escaping @Sendable (Centre) throws -> T) async throws -> T {
    try await executor.read { try body(self) }
  }

  func writing<T: Sendable>(_ body: @escaping @Sendable (Centre) throws -> T) async throws -> T {
    try await executor.write { try body(self) }
  }
}
