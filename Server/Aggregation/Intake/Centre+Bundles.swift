package import RecordStore
package import Replication

extension Centre {
  /// Takes in a bundle from a stick, with the same checks and the same admission as over HTTPS.
  ///
  /// - Throws: `BundleError` where the file does not prove itself; nothing was written then.
  package func importBundle(from path: String) async throws -> CentreBundle.Report {
    let now = now()
    return try await writing { centre in
      let rules = AdmissionRules(
        centre: centre.store.identity.replica, try centre.administration.standings())
      let report = try CentreBundle(store: centre.store).import(
        from: path, admission: rules.admission)
      if let writer = report.writer {
        try centre.administration.noteSync(of: writer, announcing: Frontier(), at: now)
      }
      return report
    }
  }

  /// Writes what a site may read, and how much of its own has arrived.
  package func exportBundle(
    site: Scope, to path: String, existing: ExistingFile = .kept
  ) async throws -> CentreBundle.Report {
    let now = now()
    return try await writing {
      try CentreBundle(store: $0.store).export(
        site: site, to: path, existing: existing, now: now,
        recipients: try $0.administration.recipients(of: site))
    }
  }
}
