internal import Foundation

/// A PostgreSQL cluster of its own for tests, which is stopped and removed when the test process
/// ends, however it ends.
package final class ScratchCluster: Sendable {
  /// One for all tests that change no setting of the server. Each uses schemas of its own.
  package static let shared = Result { try ScratchCluster() }

  /// The folder of its socket.
  package let folder: String
  // Kept open: the script behind it stops the cluster when its input ends.
  private let input: FileHandle
  private let output: FileHandle

  package struct NotStarted: Error {}

  /// - Parameter settings: options of `postgres`.
  package init(settings: String = "") throws {
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "postgres.sh").path(),
      settings,
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    folder = try Self.line(of: output.fileHandleForReading)
    self.input = input.fileHandleForWriting
    self.output = output.fileHandleForReading
  }

  private static func line(of handle: FileHandle) throws -> String {
    var line = Data()
    while let byte = try handle.read(upToCount: 1), byte != Data([0x0a]) {
      guard !byte.isEmpty else { throw NotStarted() }
      line += byte
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// Stops the server at once, as a crash does, until ``startAgain()``. Only for a cluster of one test.
  package func stop() throws { try have("stop") }

  package func startAgain() throws { try have("start") }

  private func have(_ command: String) throws {
    try input.write(contentsOf: Data("\(command)\n".utf8))
    guard try Self.line(of: output) == command else { throw NotStarted() }
  }

  deinit { try? input.close() }

  /// - Parameters:
  ///   - schema: the trust's.
  ///   - user: `candour` may do everything.
  package func url(schema: String? = nil, user: String = "candour") -> String {
    "postgres://\(user)@/postgres?host=\(folder)" + (schema.map { "&schema=\($0)" } ?? "")
  }
}
