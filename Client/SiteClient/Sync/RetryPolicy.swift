internal import SyncProtocol

/// When to try again, and after how long: each wait is twice the one before, up to the longest, and
/// half of it is random.
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
    Backoff(first: first, longest: longest).delay(before: retry, using: &generator)
  }
}
