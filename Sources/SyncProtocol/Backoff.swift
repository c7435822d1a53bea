/// How long to wait before something is tried again.
///
///     delay(n) = random between half and all of min(first × 2ⁿ, longest)
///
/// Half of it is random, so that those who were cut off at the same moment do not all return at the
/// same moment.
package struct Backoff: Hashable, Sendable {
  /// The wait before the first repetition.
  package var first: Duration
  /// The longest wait.
  package var longest: Duration

  package init(first: Duration, longest: Duration) { (self.first, self.longest) = (first, longest) }

  /// The wait before the retry of this number, counted from 0.
  package func delay(
    before retry: Int, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    var whole = first
    for _ in 0..<min(max(retry, 0), 32) where whole < longest { whole *= 2 }
    let milliseconds = min(whole, longest) / .milliseconds(1)
    return .milliseconds(Double.random(in: milliseconds / 2...milliseconds, using: &generator))
  }
}
