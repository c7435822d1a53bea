import RecordStore
import SiteClient

/// Synchronises again and again: for a site that is on line now and then.
///
/// What only a person can change (a revoked device, an untrusted certificate, a damaged store) ends
/// it; a centre that is away does not.
struct SyncWatch {
  let client: SiteClient
  let every: Duration
  let report: (SyncReport) -> Void
  /// Why it did not come about this time, and how long until the next attempt.
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
