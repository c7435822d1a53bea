internal import HTTPTypes
internal import Hummingbird
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient

/// What has reached the centre and what waits, since when and why; and whether the store is
/// undamaged.
struct SyncPages: Sendable {
  let pages: ScreenPages
  let desk: OperationsDesk

  func register(_ router: Router<ScreenContext>) {
    pages.get(router, "/sync") { try await show($0) }
    pages.post(router, "/sync") { _ in
      desk.beginSync()
      return ScreenRenderer.redirect(to: "/sync")
    }
    pages.get(router, "/verify") { showVerification($0) }
    pages.post(router, "/verify") { _ in
      try await desk.verify()
      return ScreenRenderer.redirect(to: "/verify")
    }
  }

  struct Cause {
    let displayText: String
    let since: String
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct Content {
    let pairs: [Pair]
    let causes: [Cause]
    let hasCauses: Bool
    let isRunning: Bool
    let progress: String
    let done: String?
    let problem: ScreenPages.ProblemContent?
    let isEnrolled: Bool
    let conflicts: String?
  }

  private func show(_ visit: Visit) async throws -> Response {
    let status = try await pages.client.status()
    let enrolment = try await pages.client.enrolment()
    var (progress, done, isRunning) = ("", String?.none, false)
    var problem: ScreenPages.ProblemContent?
    switch desk.sync {
    case .idle: break
    case .running(let seen):
      isRunning = true
      progress =
        seen.map { "Sent \($0.sent) of \($0.pending), received \($0.received) so far." }
        ?? "Connecting to the centre."
    case .done(let report): done = Self.displayText(report)
    case .failed(let failure):
      problem = ScreenPages.ProblemContent(heading: failure.heading, lines: failure.lines)
    }
    return pages.show(
      "sync", title: "Synchronise",
      Content(
        pairs: Self.pairs(status, enrolment), causes: status.causes.map(Self.cause),
        hasCauses: !status.causes.isEmpty, isRunning: isRunning, progress: progress, done: done,
        problem: problem, isEnrolled: enrolment != nil,
        conflicts: status.conflicts > 0
          ? Wording.count(status.conflicts, "value") + " in conflict: a person has to decide" : nil),
      at: visit.path)
  }

  private static func pairs(_ status: SiteStatus, _ enrolment: Enrolment?) -> [Pair] {
    [
      Pair(name: "Centre", value: enrolment?.server ?? "Not joined yet"),
      Pair(name: "Last synchronisation", value: Wording.moment(status.lastSync).capitalisedFirst),
      Pair(name: "Changes made here", value: "\(status.written)"),
      Pair(name: "Received by the centre", value: "\(status.acknowledged)"),
      Pair(name: "Waiting to be sent", value: "\(status.pending)"),
      Pair(name: "Held until somebody decides", value: "\(status.quarantined)"),
    ]
  }

  private static func cause(_ blocker: SyncBlocker) -> Cause {
    let prefix = "\(blocker.code): "
    let words =
      blocker.text.hasPrefix(prefix) ? String(blocker.text.dropFirst(prefix.count)) : blocker.text
    return Cause(displayText: words.capitalisedFirst, since: Wording.moment(blocker.since))
  }

  private static func displayText(_ report: SyncReport) -> String {
    let moved =
      "Sent \(Wording.count(report.sent, "change")), received \(Wording.count(report.received, "change"))."
    if report.upToDate { return "Up to date. \(moved)" }
    return report.quarantined == 0 && !report.notTaken.isEmpty
      ? "\(moved) The centre does not take all that other devices wrote."
      : "\(moved) A person is needed for the rest."
  }

  // MARK: Verifying

  struct VerifyContent {
    let isDone: Bool
    let isSound: Bool
    let summary: String
    let problems: [String]
  }

  private func showVerification(_ visit: Visit) -> Response {
    let result = desk.verification
    let summary = result.map { result in
      result.isSound
        ? "\(Wording.count(result.entries, "entry", "entries")) and "
          + "\(Wording.count(result.records, "record")): every hash, signature and row was checked."
        : "\(Wording.count(result.problems.count, "problem")). Nothing was changed. The centre and "
          + "other devices hold what was sent. Tell IT."
    }
    return pages.show(
      "verify", title: "Verify",
      VerifyContent(
        isDone: result != nil, isSound: result?.isSound ?? false, summary: summary ?? "",
        problems: result?.problems.map { "\($0.code) at \($0.place): \($0.text)" } ?? []),
      at: visit.path)
  }
}
