internal import Dispatch
internal import Synchronization

/// Threads for work that blocks, so that it does not hold up the threads that serve requests.
///
/// SQLite has one writer: one lane for it, and requests wait here in order instead of in SQLite's
/// busy loop.
struct StoreExecutor: Sendable {
  private let writer = DispatchQueue(label: "candour.writer")
  private let readers: [DispatchQueue]
  private let turn = Turn()

  init(readers count: Int) {
    readers = (0..<max(1, count)).map { DispatchQueue(label: "candour.reader.\($0)") }
  }

  func read<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await Self.run(on: readers[turn.next() % readers.count], body)
  }

  func write<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await Self.run(on: writer, body)
  }

  private static func run<T: Sendable>(
    on queue: DispatchQueue, _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: body)) }
    }
  }

  private final class Turn: Sendable {
    private let counter = Atomic<UInt32>(0)
    func next() -> Int { Int(counter.wrappingAdd(1, ordering: .relaxed).newValue) }
  }
}
