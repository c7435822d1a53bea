package import RecordStore
internal import Replication

/// How the centres of a folder of trusts are opened.
package struct Hosting: Sendable {
  package let folder: TrustFolder
  package var limits = HostingLimits()
  /// How long the access log is kept.
  package var accessKeptDays = Centre.accessKeptDaysStandard
  /// What the stores are opened for.
  package var access: StoreAccess = .writing
  private let environment: StoreEnvironment

  package init(folder: TrustFolder, environment: StoreEnvironment) {
    (self.folder, self.environment) = (folder, environment)
  }

  /// The centres' current time, in milliseconds since 1970.
  package func now() -> Int64 { environment.now() }

  /// Opens the centre of a trust. Blocks.
  ///
  /// - Throws: ``StoreError/inaccessible(detail:)`` where the folder holds another trust's centre.
  func open(
    _ trust: Scope, openedAt: Int64, threads: WorkerThreads
  ) throws(StoreError) -> Centre {
    let data = folder.folder(of: trust)
    let centre = try Centre.open(
      in: data, for: access, environment: environment, accessKeptDays: accessKeptDays,
      openedAt: openedAt,
      threads: threads)
    guard centre.trust == trust else {
      throw .inaccessible(
        detail: "\(data) holds the centre of \(centre.trust): name the folder so")
    }
    return centre
  }
}

/// The limits of a set of centres on the machine.
package struct HostingLimits: Sendable {
  /// Centres open at a time. One takes some MiB of memory and up to eleven file descriptors.
  package var openMax = 256
  /// A centre that was unused for this time is closed: as long as failures to sign in are
  /// remembered.
  package var idle: Duration = .seconds(900)
  /// Trusts whose lists stay in memory: those of the others are read again when a page asks.
  package var rowsKeptMax = 32
  /// How long to wait before a trust that could not be opened is tried again.
  package var retryAfter: Duration = .seconds(30)

  package init() {}
}
