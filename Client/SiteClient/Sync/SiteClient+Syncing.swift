internal import RecordStore
internal import Replication
internal import SyncProtocol

extension SiteClient {
  /// Brings this store and its centre to the same state.
  ///
  /// Resumable: every round is stored on both sides, so a call after an interruption continues
  /// where it stopped. One at a time for a store, across processes. What other devices wrote and the
  /// centre does not take is in ``SyncReport/notTaken``, and keeps nothing else from being done.
  ///
  /// - Throws: ``SiteError``. The reason of a failure is stored, with the time since when, for
  ///   ``status()``.
  public func sync(
    onProgress: (@Sendable (SyncProgress) -> Void)? = nil
  ) async throws(SiteError) -> SyncReport {
    let lock = try SyncLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    do throws(SiteError) {
      return try await exchange(onProgress)
    } catch {
      try note(error)
      throw error
    }
  }

  private func exchange(
    _ onProgress: (@Sendable (SyncProgress) -> Void)?
  ) async throws(SiteError) -> SyncReport {
    guard let enrolment = try enrolment() else { throw .notEnrolled }
    guard !enrolment.server.isEmpty else { throw .address(.unknown) }
    let server: CentreAddress
    do throws(CentreAddress.VerificationFailure) {
      server = try CentreAddress(enrolment.server)
    } catch {
      throw .address(error)
    }
    let before = try storing { () throws(StoreError) in try store.syncBlockers() }
    let connection = connection(to: server, authority: enrolment.authority.map { Array($0.utf8) })
    var run = try SyncRun(store: store, connection: connection, onProgress: onProgress)
    defer { announce(Array(run.changed)) }
    let outcome = try await run.run()
    switch outcome.ending {
    case .agreed: break
    case .revoked: throw .revoked
    case .stuck: throw .stuck
    case .refused(let flaws):
      throw .unproven(
        Dictionary(uniqueKeysWithValues: flaws.map { ("\($0.key)", $0.value) }))
    }
    try storing { () throws(StoreError) in
      try store.noteSync(at: environment.now(), before: before)
    }
    await exchangeKeys(connection, check: run.recipientsCheck)
    var report = run.report
    report.forwarded = await forwardBundles(connection)
    return try completed(report)
  }

  private func completed(_ report: SyncReport) throws(SiteError) -> SyncReport {
    let status = try self.status()
    var report = report
    report.quarantined = status.quarantined
    report.conflicts = status.conflicts
    report.forks = status.forks
    report.notTaken = status.notTaken
    report.upToDate =
      status.pending == 0 && status.quarantined == 0 && status.notTaken.isEmpty
    return report
  }

  /// Stores why nothing is exchanged. An error that only concerns this call is not a cause.
  private func note(_ error: SiteError) throws(SiteError) {
    guard let cause = SyncBlockerCause(error) else { return }
    // The call's own error is reported, even where the disk has no space to store its cause.
    _ = try? store.noteSyncBlocker(code: cause.code, text: cause.text)
  }
}

/// The name of an error among the causes of `status`.
struct SyncBlockerCause {
  let code: String
  let text: String

  init?(_ error: SiteError) {
    switch error {
    case .transport(let error):
      (code, text) = (error.code.rawValue, "\(error)")
    case .unavailable(let status):
      (code, text) = ("unavailable", "the centre cannot answer at present (HTTP \(status))")
    case .startingAgain:
      (code, text) = ("unavailable", "the centre is starting again")
    case .refused(let refusal):
      (code, text) = (refusal.code, refusal.detail)
    case .revoked:
      (code, text) = (
        "revoked", "the centre revoked this device; what was pending is in quarantine there"
      )
    case .notTheCentre(let status):
      (code, text) = ("not-the-centre", "what answered (HTTP \(status)) is not a Candour centre")
    case .incompatible(let version):
      (code, text) = (
        "incompatible-version", "the centre speaks version \(version) of the protocol"
      )
    case .unproven:
      (code, text) = ("unproven", "the centre sent logs that could not be verified")
    case .stuck:
      (code, text) = (
        "stuck", "neither this device nor the centre got anything new in several rounds"
      )
    case .notEnrolled:
      (code, text) = ("not-enrolled", "this store has not joined a centre")
    case .store, .invalid, .otherKind, .address, .bundle, .otherSite, .syncInProgress, .cancelled:
      return nil
    }
  }
}
