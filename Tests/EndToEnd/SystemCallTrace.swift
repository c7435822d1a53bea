import Foundation

/// Calls of a running process to the system, by default its flushes, as strace sees them.
final class SystemCallTrace {
  struct NotAttached: Error {}

  private let process: Process
  private let path: String

  /// Watches a process from now on.
  init(of identifier: Int32, in path: String, calls: String = "fsync,fdatasync") throws {
    self.path = path
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/strace")
    process.arguments = [
      "-f", "-y", "-e", "trace=\(calls)", "-o", path, "-p", "\(identifier)",
    ]
    let errors = path + ".err"
    try Data().write(to: URL(filePath: errors))
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    while process.isRunning {
      if try String(contentsOfFile: errors, encoding: .utf8).contains("attached") { return }
      usleep(10_000)
    }
    throw NotAttached()
  }

  deinit { stop() }

  /// Ends the trace. strace starts with the test's blocked signals, so that only this ends it; the
  /// kernel then detaches it from the traced process.
  private func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Detaches from the process.
  ///
  /// - Returns: one line per call.
  func finish() throws -> [Substring] {
    stop()
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
  }
}
