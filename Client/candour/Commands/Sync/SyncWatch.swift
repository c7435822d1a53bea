import SiteClient

/// Synchronises repeatedly: for a site that is online from time to time.
///
/// Errors that only a person can resolve (a revoked device, an untrusted certificate, a damaged
/// store) end it; an unreachable centre does not.
struct SyncWatch {
  let client: SiteClient
  let every: Duration
  let report: (SyncReport) -> Void
  /// Why this attempt failed, and how long until the next one.
  var failed: (CommandFailure, Duration) -> Void = { _, _ in }
  var policy = RetryPolicy.watching
  var clock: any Clock<Duration> = ContinuousClock()

  func run() async throws {
    var failures = 0
    while true {
      var wait = every
      do throws(SiteError) {
        report(try await client.sync())
        failures = 0
      } catch {
        guard error.isTransient else { throw error }
        var generator = SystemRandomNumberGenerator()
        wait = policy.delay(before: failures, using: &generator)
        failures += 1
        failed(CommandFailure(error), wait)
      }
      do { try await clock.sleep(for: wait) } catch { throw SiteError.cancelled }
    }
  }
}
