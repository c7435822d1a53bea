import CentreStore
import RecordStore
import RecordTables
import TestSupport

/// One store's clock and randomness.
final class NodeEnvironment: @unchecked Sendable {
  // A world runs on one thread at a time: stores are called one after the other, and block.
  private let time: WorldTime
  private var random: SeededGenerator
  /// How far this clock is wrong.
  var offset: Int64 = 0

  init(time: WorldTime, seed: UInt64) {
    self.time = time
    random = SeededGenerator(seed: seed)
  }

  var store: StoreEnvironment {
    StoreEnvironment(
      now: { [self] in time.advance() + offset },
      random: { [self] in random.next() }
    ).forCentre
  }
}

/// Milliseconds since 1970 that advance as the world's stores ask for them.
final class WorldTime: @unchecked Sendable {
  // As above.
  private(set) var milliseconds: Int64 = 1_770_000_000_000

  func advance() -> Int64 {
    milliseconds += 7
    return milliseconds
  }
}
