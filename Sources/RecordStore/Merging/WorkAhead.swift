internal import Dispatch
internal import Foundation
internal import Synchronization

/// What follows from each of some pieces alone, made by every core a few pieces ahead of the thread that
/// uses the results in their order. That thread alone has the transaction; where no result is ready, it
/// makes one itself, so that it never waits for a core that is not there.
///
///     other cores   make 3 │ make 4 │ make 5
///     this thread   use 1  │ use 2  │ use 3
struct WorkAhead<Piece: Sendable, Made: Sendable>: Sequence {
  let pieces: [Piece]
  /// How many results there may be at a time that are not used yet: they are in memory.
  let ahead: Int
  /// How many threads help at most.
  let helpers: Int
  let make: @Sendable (Piece) -> Made

  init(
    _ pieces: [Piece], ahead: Int, helpers: Int = otherCores,
    make: @escaping @Sendable (Piece) -> Made
  ) {
    (self.pieces, self.ahead, self.helpers, self.make) = (pieces, ahead, helpers, make)
  }

  func makeIterator() -> Iterator { Iterator(WorkAheadQueue(self)) }

  /// Ends the work where the loop ends, at its end or before.
  final class Iterator: IteratorProtocol {
    private let queue: WorkAheadQueue<Piece, Made>
    private var index = 0

    fileprivate init(_ queue: WorkAheadQueue<Piece, Made>) { self.queue = queue }

    deinit { queue.end() }

    func next() -> Made? {
      guard index < queue.work.pieces.count else { return nil }
      defer { index += 1 }
      return queue.take(index)
    }
  }
}

/// Cores beside that of the thread that uses the results; more than three would make more than it can use.
private let otherCores = min(3, ProcessInfo.processInfo.activeProcessorCount - 1)

/// Which pieces were begun and which results wait.
private final class WorkAheadQueue<Piece: Sendable, Made: Sendable>: Sendable {
  let work: WorkAhead<Piece, Made>
  private let state = Mutex(State())
  /// Signalled for each result of a helper.
  private let isReady = DispatchSemaphore(value: 0)

  private struct State {
    var begun = 0
    /// Pieces from here on are not begun yet.
    var end = 0
    var made: [Int: Made] = [:]
    var helpers = 0

    mutating func begin() -> Int? {
      guard begun < end else { return nil }
      begun += 1
      return begun - 1
    }
  }

  init(_ work: WorkAhead<Piece, Made>) { self.work = work }

  /// The result of a piece: the next one that is used.
  func take(_ index: Int) -> Made {
    startHelpers(from: index)
    while true {
      let (made, begun) = state.withLock { state -> (Made?, Int?) in
        if let made = state.made.removeValue(forKey: index) { return (made, nil) }
        return (nil, state.begin())
      }
      if let made { return made }
      if let begun {
        let made = work.make(work.pieces[begun])
        if begun == index { return made }
        state.withLock { $0.made[begun] = made }
      } else {
        isReady.wait()
      }
    }
  }

  /// No further piece is begun.
  func end() { state.withLock { $0.end = 0 } }

  private func startHelpers(from index: Int) {
    let missing = state.withLock { state in
      state.end = min(work.pieces.count, index + work.ahead)
      // The piece that is used now is this thread's to make, unless it was begun.
      let wanted = min(work.helpers, state.end - max(state.begun, index + 1))
      let missing = max(0, wanted - state.helpers)
      state.helpers += missing
      return missing
    }
    for _ in 0..<missing { DispatchQueue.global(qos: .userInitiated).async { self.help() } }
  }

  private func help() {
    while let begun = begin() {
      let made = work.make(work.pieces[begun])
      state.withLock { $0.made[begun] = made }
      isReady.signal()
    }
  }

  private func begin() -> Int? {
    state.withLock { state in
      let begun = state.begin()
      if begun == nil { state.helpers -= 1 }
      return begun
    }
  }
}
