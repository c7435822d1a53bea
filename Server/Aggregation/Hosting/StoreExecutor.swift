internal import Synchronization

/// Runs the work of one store on shared threads, so that it does not hold up the threads that serve
/// requests.
///
/// SQLite has one writer: writes run one at a time, in the order in which they were requested, and
/// wait here instead of in SQLite's busy loop. Reads run beside them, a few at a time, so that no
/// store occupies every thread.
struct StoreExecutor: Sendable {
  private let writes: Queue
  private let reads: Queue

  /// - Parameter readsMax: as many as the store has connections for reading; a further one would
  ///   block a thread while it waits for a connection.
  init(threads: WorkerThreads, readsMax: Int) {
    writes = Queue(threads: threads, runningMax: 1)
    reads = Queue(threads: threads, runningMax: readsMax)
  }

  func read<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await Self.run(on: reads, body)
  }

  func write<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await Self.run(on: writes, body)
  }

  private static func run<T: Sendable>(
    on queue: Queue, _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.run { continuation.resume(with: Result(catching: body)) }
    }
  }

  /// Jobs of which a limited number run at a time.
  private final class Queue: Sendable {
    private struct State {
      var running = 0
      var waiting = FirstInFirstOut<WorkerThreads.Job>()
    }

    private let threads: WorkerThreads
    private let runningMax: Int
    private let state = Mutex(State())

    init(threads: WorkerThreads, runningMax: Int) {
      (self.threads, self.runningMax) = (threads, runningMax)
    }

    func run(_ job: @escaping WorkerThreads.Job) {
      let mayStart = state.withLock { state in
        guard state.running < runningMax else {
          state.waiting.append(job)
          return false
        }
        state.running += 1
        return true
      }
      if mayStart { start(job) }
    }

    /// After each job the next one queues for a thread again, behind the jobs of other stores.
    private func start(_ job: @escaping WorkerThreads.Job) {
      threads.run {
        job()
        let next = self.state.withLock { state -> WorkerThreads.Job? in
          if let next = state.waiting.popFirst() { return next }
          state.running -= 1
          return nil
        }
        if let next { self.start(next) }
      }
    }
  }
}
