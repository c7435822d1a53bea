/// What a store reports to its centre, so that a state of it that was put back as a whole, with everything
/// beside it, is noticed there.
///
/// A line is one store's life from one such incident to the next; its token is renewed by the first
/// exchange after the store wrote entries. A copy of a store that lives on beside it begins a line of
/// its own, once it was noticed.
public struct LineClaim: Hashable, Sendable {
  /// A random number.
  public var line: UInt32
  /// The token that the centre has, as far as the store knows: in the upper half how many there were,
  /// in the lower a random number. 0: none.
  public var acknowledged: UInt64
  /// The token to go on with. 0: none, the centre's stays.
  public var offered: UInt64

  public init(line: UInt32, acknowledged: UInt64, offered: UInt64) {
    (self.line, self.acknowledged, self.offered) = (line, acknowledged, offered)
  }

  /// Whether the centre has heard of a later state of the store than this one.
  ///
  /// A centre that was restored from an older backup knows fewer tokens than the store: that is no
  /// sign.
  public func isBehind(_ known: UInt64) -> Bool {
    known != acknowledged && known != offered && known >> 32 >= acknowledged >> 32
  }

  /// The token that the centre keeps.
  public var kept: UInt64 { offered == 0 ? acknowledged : offered }
}
