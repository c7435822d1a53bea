import TestSupport
import Testing

@testable import SiteClient

@Suite("Trying again")
struct RetryPolicyTests {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `waits double up to the longest, and half of each is chance`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let policy = RetryPolicy(retriesMax: 9, first: .seconds(1), longest: .seconds(60))

    for retry in 0..<70 {
      let whole = Duration.seconds(min(60, retry < 6 ? 1 << retry : 60))
      let wait = policy.delay(before: retry, using: &random)
      #expect(wait >= whole / 2 && wait <= whole)
    }
  }
}
