/// What a store reports to its centre, so that the centre notices when an older state of the store,
/// with all its files, was restored.
///
/// A line is the store's history from one restore to the next; its token is renewed by the first
/// exchange after the store wrote entries. A copy that is used beside the original starts a line of
/// its own once it was noticed.
public struct LineClaim: Hashable, Sendable {
  /// A random number.
  public var line: UInt32
  /// The token that the centre has, as far as the store knows: the upper half counts tokens, the
  /// lower half is random. 0: none.
  public var acknowledged: UInt64
  /// The token to use from now on. 0: none; the centre keeps its own.
  public var offered: UInt64

  /// A claim as it is sent or was received.
  public init(line: UInt32, acknowledged: UInt64, offered: UInt64) {
    (self.line, self.acknowledged, self.offered) = (line, acknowledged, offered)
  }

  /// Whether the centre knows a later state of the store than this one.
  ///
  /// - Parameter known: The token that the centre has kept of this line; 0, where it has none, is never
  ///   later.
  /// A centre that was restored from an older backup knows fewer tokens than the store; that is no
  /// sign of a restored store.
  public func isBehind(_ known: UInt64) -> Bool {
    known != 0 && known != acknowledged && known != offered && known >> 32 >= acknowledged >> 32
  }

  /// The token that the centre keeps.
  public var kept: UInt64 { offered == 0 ? acknowledged : offered }
}
