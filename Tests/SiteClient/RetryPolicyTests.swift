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

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000 as Int64?),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2028 23:59:60 GMT", 1_835_481_600_000),
    ("Sun, 31 Feb 2026 00:00:00 GMT", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    ("Sun, 06 Nov 1994 08:49:37 UTC", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("", nil),
  ])
  func `a Date header is read, or not at all`(text: String, milliseconds: Int64?) {
    #expect(HTTPDate.milliseconds(text) == milliseconds)
  }
}
