internal import CentreStore
package import RecordStore
package import Replication
internal import SyncProtocol

extension Centre {
  /// Ingests a bundle from a stick, with the same checks and the same admission as over HTTPS.
  ///
  /// - Throws: as ``CentreBundle/import(from:by:admission:)``.
  package func importBundle(from path: String) async throws -> CentreBundle.Report {
    let now = now()
    return try await writing { centre in
      let rules = AdmissionRules(
        centre: centre.store.identity.replica, try centre.administration.deviceStatuses())
      let report = try CentreBundle(store: centre.store).import(
        from: path, admission: rules.admission)
      if let writer = report.writer {
        try centre.administration.noteSync(of: writer, announcing: Frontier(), at: now)
      }
      return report
    }
  }

  /// Ingests a bundle that a device relays for others and sends with its synchronisation.
  ///
  /// - Returns: the SHA-256 of the bundle: the device then deletes its copy.
  /// - Throws: ``SyncRefusal``, ``CentreBundle/NotTaken``, `BundleError`.
  package func takeBundle(
    _ bytes: [UInt8], from caller: SyncExchange.Caller
  ) async throws -> [UInt8] {
    let now = now()
    return try await writing { centre in
      guard !caller.isRevoked else { throw SyncRefusal.notEnrolled }
      let relay = caller.replica.asRelay
      if let spent = try centre.allowanceSpent(by: relay, at: now) { throw spent }
      let file = try AtomicFileWriter(enclosedIn: centre.store.folder)
      try file.write(bytes)
      let rules = AdmissionRules(
        centre: centre.store.identity.replica, try centre.administration.deviceStatuses())
      // The file has no name: it exists only as long as its writer.
      try withExtendedLifetime(file) {
        _ = try CentreBundle(store: centre.store).import(
          from: file.temporaryPath, by: .network(relay), admission: rules.admission)
      }
      return Digest(of: bytes).bytes
    }
  }

  /// Writes what a site may read, and how much of the site's own logs has arrived.
  package func exportBundle(
    site: Scope, to path: String, existing: ExistingFile = .kept
  ) async throws -> CentreBundle.Report {
    let now = now()
    return try await writing {
      do {
        return try CentreBundle(store: $0.store).export(
          site: site, to: path, existing: existing, now: now,
          recipients: try $0.administration.recipients(of: site))
      } catch BundleError.altered(let what) {
        // What was just written is read back: what is wrong with it is wrong in the store.
        throw StoreError.damaged(detail: "\(what) that was to be exported")
      }
    }
  }
}
