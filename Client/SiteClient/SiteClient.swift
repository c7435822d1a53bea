internal import IRMER
public import RecordStore
internal import Replication
internal import SyncProtocol

/// A site's records: logged, edited and settled here, with or without a network, and synchronised
/// with the trust's centre.
///
///     let site = Site("RBD01", nation: .england, role: "radiographer")
///     let client = try await SiteClient.open(at: folder, site)
///     let report = try await client.sync()
///
/// When a call returns, what it wrote is on the disk and is never lost. A synchronisation may run
/// beside edits; it sends what was written when it read the store.
public actor SiteClient {
  nonisolated let store: RecordStore
  nonisolated let environment: SiteEnvironment
  let broadcast = ChangeBroadcast()
  let executor = StoreExecutor()
  /// The transport of the last request; its connection may still be open.
  var lastLink: CentreLink?
  /// Calls wait for the disk on a separate thread, and hold up no other task.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// The store's identity: its replica, its site, its nation.
  public nonisolated var identity: StoreIdentity { store.identity }
  /// The folder of the store.
  public nonisolated let folder: String

  private init(store: RecordStore, environment: SiteEnvironment) {
    self.store = store
    self.environment = environment
    folder = store.folder
  }

  /// Creates a store in a folder and this replica's key.
  ///
  /// - Throws: ``SiteError/store(_:)`` with `.present` where there is one already.
  public static func create(
    in folder: String, _ founding: NewStoreOptions, environment: SiteEnvironment = SiteEnvironment()
  ) throws(SiteError) -> SiteClient {
    let store = try storing { () throws(StoreError) in
      try RecordStore.create(in: folder, founding, environment: environment.store)
    }
    return SiteClient(store: store, environment: environment)
  }

  /// Opens the store in a folder.
  ///
  /// - Parameter access: for reading only, the folder needs no free space and no permission to
  ///   write.
  public static func open(
    in folder: String, for access: StoreAccess = .writing,
    environment: SiteEnvironment = SiteEnvironment()
  ) throws(SiteError) -> SiteClient {
    let store = try storing { () throws(StoreError) in
      try RecordStore.open(in: folder, for: access, environment: environment.store)
    }
    return SiteClient(store: store, environment: environment)
  }

  /// Whether the store's tables were of another version of this program.
  ///
  /// A client that was opened for reading has then made them for itself, which takes seconds at tens
  /// of thousands of records. It does so at each opening until one for writing keeps them.
  public nonisolated var hasRemadeTables: Bool { store.isRemade }

  /// Opens the store in a folder, or creates one where there is none.
  public static func openOrCreate(
    in folder: String, _ founding: NewStoreOptions, environment: SiteEnvironment = SiteEnvironment()
  ) throws(SiteError) -> SiteClient {
    do throws(SiteError) {
      return try open(in: folder, environment: environment)
    } catch {
      guard case .store(.absent) = error else { throw error }
      return try create(in: folder, founding, environment: environment)
    }
  }

  /// The centre that this store joined; `nil` before it did.
  public func enrolment() throws(SiteError) -> Enrolment? {
    try storing { () throws(StoreError) in try store.enrolment() }
  }
}
