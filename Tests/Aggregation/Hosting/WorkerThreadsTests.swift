import Foundation
import Synchronization
import Testing

@testable import Aggregation

@Suite("Threads shared by all stores")
struct WorkerThreadsTests {
  private struct Counts: Sendable {
    var running = 0
    var runningMost = 0
    var order: [Int] = []
  }

  private final class Load: Sendable {
    private let counts = Mutex(Counts())
    func withLock<T: Sendable>(_ body: @Sendable (inout Counts) -> T) -> T {
      counts.withLock { body(&$0) }
    }
  }

  /// Two hundred stores that all have work at the same time.
  @Test func `many stores never use more threads than there are`() async throws {
    let threads = WorkerThreads(count: 4)
    let load = Load()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        let executor = StoreExecutor(threads: threads, readsMax: 4)
        for _ in 0..<5 {
          group.addTask { try await executor.read { Self.work(load) } }
          group.addTask { try await executor.write { Self.work(load) } }
        }
      }
      try await group.waitForAll()
    }

    let seen = load.withLock { $0 }
    #expect(seen.order.count == 2000)
    #expect(seen.runningMost <= 4, "\(seen.runningMost)")
  }

  @Test func `writes of one store run one at a time, in the order asked for`() async throws {
    let executor = StoreExecutor(threads: WorkerThreads(count: 8), readsMax: 4)
    let load = Load()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<300 { group.addTask { try await executor.write { Self.work(load) } } }
      try await group.waitForAll()
    }

    #expect(load.withLock { $0.runningMost } == 1)
    #expect(load.withLock { $0.order.count } == 300)
  }

  @Test func `reads of one store leave threads to the others`() async throws {
    let threads = WorkerThreads(count: 8)
    let busy = StoreExecutor(threads: threads, readsMax: 4)
    let load = Load()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<300 { group.addTask { try await busy.read { Self.work(load) } } }
      try await group.waitForAll()
    }

    #expect(load.withLock { $0.runningMost } <= 4)
  }

  /// Neither ends before the other has started.
  @Test func `reads run beside a write`() async throws {
    let executor = StoreExecutor(threads: WorkerThreads(count: 2), readsMax: 4)
    let (hasRead, hasWritten) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

    async let read = executor.read {
      hasRead.signal()
      return hasWritten.wait(timeout: .now() + 60)
    }
    async let written = executor.write {
      hasWritten.signal()
      return hasRead.wait(timeout: .now() + 60)
    }

    let outcomes = try await [read, written]
    #expect(outcomes == [.success, .success])
  }

  @Test func `an error comes back to who asked, and the work after it goes on`() async throws {
    struct Failed: Error {}
    let executor = StoreExecutor(threads: WorkerThreads(count: 1), readsMax: 1)

    await #expect(throws: Failed.self) { try await executor.write { throw Failed() } }
    #expect(try await executor.write { 7 } == 7)
    #expect(try await executor.read { 8 } == 8)
  }

  @Test func `a queue gives back what it took, in that order`() {
    var queue = FirstInFirstOut<Int>()
    var taken: [Int] = []

    for number in 0..<100 {
      queue.append(number)
      if number % 3 == 0, let first = queue.popFirst() { taken.append(first) }
    }
    while let first = queue.popFirst() { taken.append(first) }

    #expect(taken == Array(0..<100))
  }

  /// Some work on a thread: long enough for others to run beside it.
  private static func work(_ load: Load) {
    load.withLock {
      $0.running += 1
      $0.runningMost = max($0.runningMost, $0.running)
    }
    let sum: Int = (0..<20_000).reduce(0) { $0 &+ $1 &* $1 }
    load.withLock {
      $0.running -= 1
      $0.order.append(sum & 1)
    }
  }
}
