extension SiteClient {
  /// Writes a bundle: the exchange with the centre, or with another store of the site, by a file.
  ///
  /// - Throws: `StoreError` where the file cannot be written; nothing is left of it then.
  public func export(
    to path: String, _ contents: BundleContents = .everything
  ) throws -> BundleReport {
    try SiteBundle(store: store).export(to: path, contents, now: environment.now())
  }

  /// Takes in a bundle, after it has proved itself as a whole.
  ///
  /// - Throws: `BundleError` where it does not, and nothing was written; ``SiteError`` with
  ///   `.syncInProgress` while the store is being synchronised; `StoreError`.
  public func importBundle(from path: String) throws -> BundleReport {
    let lock = try SyncLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let report = try SiteBundle(store: store).import(from: path)
    announce(Array(report.records))
    return report
  }
}
