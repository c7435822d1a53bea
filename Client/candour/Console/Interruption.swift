import Dispatch
import Foundation

/// Turns Ctrl-C and SIGTERM into cancellation of the running work, so that it ends at a point from
/// which it can continue.
enum Interruption {
  /// Runs work that waits for a person, and on Ctrl-C reports what was saved before it ends.
  static func saying<T>(_ words: String, _ work: () throws -> T) rethrows -> T {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      LineReader.restore()
      StandardError.write("\n\(words)\n")
      endProcess(CommandFailure.Exit.failed.rawValue)
    }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try work()
  }

  /// Runs work that waits for another program; Ctrl-C and SIGTERM remove a file and end the process.
  static func removing<Failure: Error>(
    _ path: String, _ work: () throws(Failure) -> Void
  ) throws(Failure) {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        unlink(path)
        endProcess(0)
      }
      source.resume()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
    try work()
  }

  static func cancelling(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    try await task.value
  }
}
