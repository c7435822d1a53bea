internal import Foundation
internal import RecordStore
internal import RecordTables

/// What a site's client needs from outside: time, randomness, the connection to the centre.
public struct SiteEnvironment: Sendable {
  /// Milliseconds since 1970 by this device's clock.
  public var now: @Sendable () -> Int64
  /// Today's date as a person stated it, where this device's clock is wrong.
  public var statedToday: CalendarDate?
  /// Random bits; the system's unless a test supplies others.
  public var random: @Sendable () -> UInt64
  /// The clock for waits between attempts.
  public var clock: any Clock<Duration>
  /// When a failed request is tried again.
  public var retry: RetryPolicy
  /// Makes the connection to a centre; the bytes are the certificate authority to trust, in PEM.
  public var transport: @Sendable (CentreAddress, _ authority: [UInt8]?) -> any Transport

  /// The system's clock and randomness unless given.
  public init(
    now: @escaping @Sendable () -> Int64 = SiteEnvironment.systemTime,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) },
    clock: any Clock<Duration> = ContinuousClock(),
    retry: RetryPolicy = .attended,
    transport: @escaping @Sendable (CentreAddress, [UInt8]?) -> any Transport = {
      CurlTransport(address: $0, authority: $1)
    }
  ) {
    self.now = now
    self.random = random
    self.clock = clock
    self.retry = retry
    self.transport = transport
  }

  /// Milliseconds since 1970 by the system's clock.
  @Sendable public static func systemTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  var store: StoreEnvironment { StoreEnvironment(now: now, random: random) }
}
