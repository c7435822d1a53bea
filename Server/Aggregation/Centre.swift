package import CentreStore
internal import IRMER
package import RecordStore
package import Replication
internal import Synchronization

/// The centre of one trust: its store, who may do what there, and its views of the records.
///
/// It is a replica like any other and merges with the same code. It adds admission (who may write
/// what), the tables of people and devices, and views over all sites. Calls do not block: work on
/// the store runs on the process's ``WorkerThreads``, one write and a few reads at a time.
package final class Centre: Sendable {
  package let store: RecordStore
  private let environment: StoreEnvironment
  /// When this centre was opened. Request tokens dated before that are refused: a power cut may
  /// have lost the record that they were used.
  let openedAt: Int64
  private let executor: StoreExecutor
  /// How long the access log is kept; see ``accessKeptDaysStandard``.
  let accessKeptMilliseconds: Int64
  let sessionUses = SessionUses()
  let knownDevices = Mutex<[ReplicaID: KnownDevice]>([:])
  let unwrittenAccesses = Mutex<[Administration.Access]>([])
  let cachedEmployer = VersionedCache<DayVersion, EmployerReport>()
  let menu = Mutex<(key: DayVersion, at: Int64, report: TodayReport)?>(nil)
  /// The last state of the records of which every text was prepared for the search.
  let searchableVersion = Mutex<StoreVersion?>(nil)
  /// How far each log had come when its segments were last packed.
  let keptOf = Mutex<[LogID: KeptProgress]>([:])
  let cachedProposals = Mutex<(key: DayVersion, at: Int64, counts: ProposedCounts)?>(nil)

  /// Six years: the period within which a claim may be brought about what somebody saw or did
  /// (Limitation Act 1980, section 5).
  package static let accessKeptDaysStandard = 2192

  /// - Parameters:
  ///   - openedAt: when this process first opened the store, where it has closed it since: its notes of
  ///     used tokens were not lost. `nil`: now.
  ///   - threads: where the work on the store runs.
  package init(
    store: RecordStore, environment: StoreEnvironment,
    accessKeptDays: Int = Centre.accessKeptDaysStandard, openedAt: Int64? = nil,
    threads: WorkerThreads = .shared
  ) {
    accessKeptMilliseconds = Int64(accessKeptDays) * 86_400_000
    self.store = store
    self.environment = environment
    self.openedAt = openedAt ?? environment.now()
    executor = StoreExecutor(threads: threads, readsMax: Self.readsMax)
  }

  /// Reads of one store at a time.
  private static let readsMax = 4

  /// Creates a centre's data folder.
  ///
  /// - Parameter nation: the trust's nation; each site names its own.
  package static func create(
    in folder: String, trust: Scope, nation: String, environment: StoreEnvironment
  ) throws(StoreError) -> Centre {
    let founding = NewStoreOptions(
      side: .centre, scope: trust, trust: trust, nation: nation, name: trust.code,
      author: Role.governance.rawValue)
    let store = try RecordStore.create(
      in: folder, founding, environment: environment.forCentre)
    // Where it cannot be written, the next start makes it: the centre is there by now.
    store.prepareSealingKey()
    return Centre(store: store, environment: environment)
  }

  package static func open(
    in folder: String, for access: StoreAccess = .writing, environment: StoreEnvironment,
    accessKeptDays: Int = Centre.accessKeptDaysStandard, openedAt: Int64? = nil,
    threads: WorkerThreads = .shared
  ) throws(StoreError) -> Centre {
    let store = try RecordStore.open(
      in: folder, for: access, environment: environment.forCentre)
    // An earlier version made it when it was first needed.
    store.prepareSealingKey()
    return Centre(
      store: store, environment: environment, accessKeptDays: accessKeptDays,
      openedAt: openedAt, threads: threads)
  }

  package var trust: Scope { store.identity.scope }
  package var administration: Administration { Administration(store) }

  /// The centre's current time, in milliseconds since 1970: the system's clock, or `CANDOUR_NOW`.
  package func now() -> Int64 { environment.now() }

  /// A random identifier for something of the centre's own: a person, a token.
  package func newIdentifier() -> String {
    let words = (environment.random(), environment.random())
    return RecordID(high: words.0, low: words.1).description
  }

  func reading<T: Sendable>(_ body: @escaping @Sendable (Centre) throws -> T) async throws -> T {
    try await executor.read { try body(self) }
  }

  func writing<T: Sendable>(_ body: @escaping @Sendable (Centre) throws -> T) async throws -> T {
    try await executor.write { try body(self) }
  }

  // MARK: Closing and memory

  /// Closes the store once the work under way has ended. Nothing may be called afterwards.
  func close() async {
    // A connection that is still in use keeps the file open, and closes it when it is done.
    try? await writing { try $0.store.close() }
  }

  /// Whether rows are in memory.
  var holdsRows: Bool { cachedEmployer.isKept }

  /// Lets go of the rows; the next page reads them again.
  func forgetRows() { cachedEmployer.forget() }
}
