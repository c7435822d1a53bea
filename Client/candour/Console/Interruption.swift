import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and SIGTERM into cancellation of the running work, so that it ends at a point from
/// which it can continue.
enum Interruption {
  /// Runs work that waits for a person, and on Ctrl-C reports what was saved before it ends.
  static func saying<T>(_ words: String, _ work: () throws -> T) rethrows -> T {
    let watch = SignalWatch([SIGINT]) {
      LineReader.restore()
      StandardError.write("\n\(words)\n")
      endProcess(CommandFailure.Exit.failed.rawValue)
    }
    defer { watch.end() }
    return try work()
  }

  /// Runs work that waits for another program; Ctrl-C and SIGTERM remove a file and end the process.
  static func removing<Failure: Error>(
    _ path: String, _ work: () throws(Failure) -> Void
  ) throws(Failure) {
    let watch = SignalWatch([SIGINT, SIGTERM]) {
      unlink(path)
      endProcess(0)
    }
    defer { watch.end() }
    try work()
  }

  static func cancelling(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
    let watch = SignalWatch([SIGINT, SIGTERM]) { continuation.yield() }
    let task = Task { try await work() }
    let canceller = Task { for await _ in signals { task.cancel() } }
    defer {
      watch.end()
      canceller.cancel()
    }
    try await task.value
  }
}

/// Handles signals from its creation until ``end()``. A signal before or after that ends the process as
/// usual. Only one watch may exist at a time.
///
/// The signal handler writes a byte to a pipe, and a dispatch source reads it. A dispatch source for
/// signals would not do: it is registered asynchronously, and a signal before that would be lost.
private struct SignalWatch {
  private static let inlet = Atomic<Int32>(-1)

  private let numbers: [Int32]
  private let pipe = Pipe()
  private let source: any DispatchSourceRead

  init(_ numbers: [Int32], handler: @escaping @Sendable () -> Void) {
    self.numbers = numbers
    let outlet = pipe.fileHandleForReading.fileDescriptor
    source = DispatchSource.makeReadSource(fileDescriptor: outlet, queue: .global())
    source.setEventHandler {
      var byte: UInt8 = 0
      if read(outlet, &byte, 1) == 1 { handler() }
    }
    source.resume()
    Self.inlet.store(pipe.fileHandleForWriting.fileDescriptor, ordering: .sequentiallyConsistent)
    for number in numbers {
      signal(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SignalWatch.inlet.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = before
      }
    }
  }

  func end() {
    for number in numbers { signal(number, SIG_DFL) }
    // The pipe closes when the source lets go of it.
    source.setCancelHandler { [pipe] in try? pipe.fileHandleForReading.close() }
    source.cancel()
  }
}
