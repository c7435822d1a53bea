internal import Dispatch
internal import Synchronization

/// The threads on which all the stores of a process work, however many stores there are.
///
/// A job that finds every thread busy waits; the one that has waited longest is next.
package final class WorkerThreads: Sendable {
  typealias Job = @Sendable () -> Void

  /// Sixteen: the work waits for the disk as often as for a processor, and one trust uses at most
  /// five of them (``StoreExecutor``).
  package static let shared = WorkerThreads(count: 16)

  private struct State {
    var idle: [Int]
    var waiting = FirstInFirstOut<Job>()
  }

  private let threads: [DispatchQueue]
  private let state: Mutex<State>

  package init(count: Int) {
    precondition(count > 0, "work needs a thread")
    threads = (0..<count).map { DispatchQueue(label: "candour.worker.\($0)") }
    state = Mutex(State(idle: Array(0..<count)))
  }

  func run(_ job: @escaping Job) {
    let free = state.withLock { state -> Int? in
      if let free = state.idle.popLast() { return free }
      state.waiting.append(job)
      return nil
    }
    if let free { threads[free].async { self.work(from: job, on: free) } }
  }

  private func work(from first: @escaping Job, on thread: Int) {
    var job = first
    while true {
      job()
      let next = state.withLock { state -> Job? in
        if let next = state.waiting.popFirst() { return next }
        state.idle.append(thread)
        return nil
      }
      guard let next else { return }
      job = next
    }
  }
}

/// A queue whose two ends cost the same however long it is.
struct FirstInFirstOut<Element> {
  private var incoming: [Element] = []
  private var outgoing: [Element] = []

  mutating func append(_ element: Element) { incoming.append(element) }

  mutating func popFirst() -> Element? {
    if outgoing.isEmpty { swap(&outgoing, &incoming); outgoing.reverse() }
    return outgoing.popLast()
  }
}
