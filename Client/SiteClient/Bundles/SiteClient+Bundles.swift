public import RecordStore
internal import SyncProtocol

extension SiteClient {
  /// Writes a bundle: the exchange with the centre, or with another store of the site, by file.
  ///
  /// - Throws: ``SiteError/store(_:)`` where the file cannot be written; no part of it is left
  ///   then.
  public func export(
    to path: String, _ contents: BundleContents = .everything, existing: ExistingFile = .kept
  ) throws(SiteError) -> BundleReport {
    try bundling {
      do {
        return try SiteBundle(store: store).export(
          to: path, contents, existing: existing, now: environment.now())
      } catch BundleError.altered(let what) {
        // What was just written is read back: what is wrong with it is wrong in the store.
        throw StoreError.damaged(detail: "\(what) that was to be exported")
      }
    }
  }

  /// Ingests a bundle, after all of it was verified, and then each bundle that it encloses.
  ///
  /// An enclosed bundle that is not taken in stops nothing: it is in
  /// ``BundleReport/enclosedRefused``.
  ///
  /// - Throws: ``SiteError/bundle(_:)`` where verification of the file itself fails: nothing was
  ///   written then. Where the file is changed while it is read, what was read before that is stored.
  ///   ``SiteError/syncInProgress`` while the store is being synchronised.
  public func importBundle(from path: String) throws(SiteError) -> BundleReport {
    let lock = try SyncLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let report = try bundling { try SiteBundle(store: store).import(from: path) }
    if report.isAcknowledgement {
      try storing { () throws(StoreError) in try store.noteBundle(at: environment.now()) }
    }
    announce(Array(report.records))
    return report
  }

  private func bundling(_ body: () throws -> BundleReport) throws(SiteError) -> BundleReport {
    do {
      return try body()
    } catch let error as StoreError {
      throw .store(error)
    } catch let error as BundleError {
      throw .bundle(BundleRefusal(error))
    } catch let error as SiteError {
      throw error
    } catch {
      throw .store(.inaccessible(detail: "the bundle cannot be read or written"))
    }
  }
}
