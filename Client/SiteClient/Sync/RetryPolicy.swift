/// When to try again, and after how long.
///
///     delay(n) = random between half and all of min(first × 2ⁿ, longest)
///
/// Half of the delay is random, so that sites that lost the centre at the same moment do not all
/// return at the same moment.
public struct RetryPolicy: Hashable, Sendable {
  /// How often a request is repeated before the error is reported.
  public var retriesMax: Int
  /// The wait before the first repetition.
  public var first: Duration
  /// The longest wait.
  public var longest: Duration

  /// - Parameter retriesMax: How often a request is repeated.
  public init(retriesMax: Int, first: Duration, longest: Duration) {
    (self.retriesMax, self.first, self.longest) = (retriesMax, first, longest)
  }

  /// For a person who waits: a short interruption is bridged, an absent centre is reported at once.
  public static let attended = RetryPolicy(
    retriesMax: 2, first: .milliseconds(300), longest: .seconds(2))

  /// For `sync --watch`: continues for as long as it runs.
  public static let watching = RetryPolicy(
    retriesMax: .max, first: .seconds(5), longest: .seconds(900))

  /// The wait before the retry of this number, counted from 0.
  public func delay(before retry: Int, using generator: inout some RandomNumberGenerator)
    -> Duration
  {
    var whole = first
    for _ in 0..<min(max(retry, 0), 32) where whole < longest { whole *= 2 }
    let milliseconds = min(whole, longest) / .milliseconds(1)
    return .milliseconds(Double.random(in: milliseconds / 2...milliseconds, using: &generator))
  }
}
