import RecordStore
import TestSupport

/// One store's clock and randomness, and the instant at which its power is cut.
final class NodeEnvironment: @unchecked Sendable {
  // A world runs on one thread at a time: stores are called one after the other, and block.
  private let time: WorldTime
  private var random: SeededGenerator
  /// By how much this clock is wrong.
  var offset: Int64 = 0
  /// Where the store stands, to take an image of its disk.
  var folder = ""
  private var callsBeforeCut: Int?
  private(set) var image: DiskImage?

  init(time: WorldTime, seed: UInt64) {
    self.time = time
    random = SeededGenerator(seed: seed)
  }

  var store: StoreEnvironment {
    StoreEnvironment(
      now: { [self] in
        tick()
        return time.advance() + offset
      },
      random: { [self] in
        tick()
        return random.next()
      })
  }

  /// Cuts the power at the given call for time or randomness: in the middle of a transaction.
  func cut(afterCalls calls: Int) { (callsBeforeCut, image) = (calls, nil) }

  /// The disk as it was when the power was cut, if it was.
  func takeImage() -> DiskImage? {
    defer { (callsBeforeCut, image) = (nil, nil) }
    return image
  }

  private func tick() {
    guard let calls = callsBeforeCut else { return }
    callsBeforeCut = calls - 1
    if calls == 0 { image = try? DiskImage(of: folder) }
  }
}

/// Milliseconds since 1970 that pass as the world's stores ask for them.
final class WorldTime: @unchecked Sendable {
  // As above.
  private(set) var milliseconds: Int64 = 1_770_000_000_000

  func advance() -> Int64 {
    milliseconds += 7
    return milliseconds
  }
}
