/// When an entry was written, by the wall clock of the replica that wrote it. A counter
/// distinguishes entries of one millisecond and orders each after what its author had seen.
///
/// It labels entries for people and orders them for display. It never decides a merge: that depends
/// on what an operation supersedes. 48 bits of milliseconds since 1970 and 16 bits of counter.
public struct HybridTime: Hashable, Comparable, Sendable {
  /// 48 bits of milliseconds since 1970, then 16 bits of a counter.
  public let bits: UInt64

  /// A time from its 64 bits.
  public init(bits: UInt64) { self.bits = bits }

  /// - Parameter milliseconds: Since 1970; negative ones count as 0.
  public init(milliseconds: Int64, counter: UInt16 = 0) {
    let clamped = UInt64(min(max(milliseconds, 0), (1 << 48) - 1))
    bits = clamped << 16 | UInt64(counter)
  }

  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64 { Int64(bits >> 16) }
  /// Orders entries of one millisecond.
  public var counter: UInt16 { UInt16(bits & 0xffff) }

  public static func < (left: HybridTime, right: HybridTime) -> Bool { left.bits < right.bits }
}

/// Hands out hybrid times for one replica.
///
/// A time is later than everything the author had in front of them, as long as that is at most
/// ``toleranceMilliseconds`` ahead of the wall clock. A peer's clock that runs further ahead is
/// noted beside what it wrote and never followed, so that one clock set to 2030 cannot move the
/// whole trust's (Kulkarni et al., "Logical Physical Clocks", 2014, bounds the same drift).
public struct HybridClock: Sendable {
  /// One hour: how far a laptop's clock may be wrong without a warning.
  public static let toleranceMilliseconds: Int64 = 3_600_000

  /// The latest time that was given out or seen.
  public private(set) var latest: HybridTime

  /// A clock that never goes behind `latest`.
  public init(latest: HybridTime = HybridTime(bits: 0)) { self.latest = latest }

  /// The time for a new entry.
  ///
  /// - Parameters:
  ///   - wallMilliseconds: the system clock.
  ///   - seen: the latest time among the operations that the author's edit is based on.
  public mutating func next(wallMilliseconds: Int64, after seen: HybridTime? = nil) -> HybridTime {
    let wall = HybridTime(milliseconds: wallMilliseconds)
    let limit = HybridTime(milliseconds: wallMilliseconds + Self.toleranceMilliseconds)
    let known = [latest, seen ?? latest].filter { $0 <= limit }.max() ?? wall
    latest = known < wall ? wall : HybridTime(bits: known.bits &+ 1)
    return latest
  }

  /// How far an entry's time was ahead of the receiver's clock, where that is more than the
  /// tolerance.
  public static func skewMilliseconds(of time: HybridTime, receivedAt wall: Int64) -> Int64? {
    let ahead = time.milliseconds.milliseconds(since: wall)
    return ahead > toleranceMilliseconds ? ahead : nil
  }
}
