import Dispatch
import Foundation
import Synchronization
import Testing

@testable import RecordStore

/// What is made ahead of the thread that uses it: in order, once, and never much of it.
@Suite("Work ahead")
struct WorkAheadTests {
  /// Counts what is made and used.
  private final class Counts: Sendable {
    struct State {
      var made = [Int](repeating: 0, count: 500)
      var unused = 0
      var unusedMost = 0
      var threads: Set<ObjectIdentifier> = []
    }
    private let state = Mutex(State())

    func make(_ piece: Int) -> Int {
      state.withLock { state in
        state.made[piece] += 1
        state.unused += 1
        state.unusedMost = max(state.unusedMost, state.unused)
        state.threads.insert(ObjectIdentifier(Thread.current))
      }
      return piece * piece
    }

    func noteUsed() { state.withLock { $0.unused -= 1 } }
    func read<T: Sendable>(_ body: (State) -> T) -> T { state.withLock { body($0) } }
  }

  @Test("results come in the order of the pieces, each made once, at most some of them ahead")
  func ordered() {
    let counts = Counts()
    var results: [Int] = []
    for result in WorkAhead(Array(0..<500), ahead: 4, helpers: 3, make: { counts.make($0) }) {
      counts.noteUsed()
      results.append(result)
    }
    #expect(results == (0..<500).map { $0 * $0 })
    #expect(counts.read { $0.made.allSatisfy { $0 == 1 } })
    #expect(counts.read { $0.unusedMost } <= 4)
  }

  @Test("while a piece is used, another thread makes the next one")
  func ahead() throws {
    let made = (0..<20).map { _ in DispatchSemaphore(value: 0) }
    let work = WorkAhead(Array(0..<20), ahead: 2, helpers: 1) { piece in
      made[piece].signal()
      return piece
    }
    for piece in work where piece + 1 < 20 {
      try #require(made[piece + 1].wait(timeout: .now() + 60) == .success, "\(piece + 1)")
    }
  }

  @Test("without helpers, the calling thread makes everything")
  func alone() {
    let counts = Counts()
    let work = WorkAhead(Array(0..<500), ahead: 4, helpers: 0) { counts.make($0) }
    #expect(Array(work) == (0..<500).map { $0 * $0 })
    #expect(counts.read { $0.threads } == [ObjectIdentifier(Thread.current)])
  }

  @Test("after a loop that was left, nothing further is begun")
  func left() {
    let counts = Counts()
    for result in WorkAhead(Array(0..<500), ahead: 4, helpers: 3, make: { counts.make($0) })
    where result == 100 { break }
    // The one of ten was the last that was used: four from it on may have been begun.
    #expect(counts.read { $0.made[14...].allSatisfy { $0 == 0 } })
  }

  @Test("no piece, no work")
  func none() {
    #expect(Array(WorkAhead([Int](), ahead: 4) { $0 }) == [])
  }
}
