package import Foundation

/// A server of a test, in Python: a script that prints the port that the system chose and serves
/// until it is released.
package final class PythonServer {
  package let port: Int
  private let process = Process()
  private let input = Pipe()

  package struct NotReady: Error {}

  /// - Parameter folder: its working directory; the test's own, if there is none.
  package init(
    script: String, _ arguments: [String] = [], in folder: URL? = nil
  ) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.currentDirectoryURL = folder
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([0x0a]) {
      guard !byte.isEmpty else { break }
      line += byte
    }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else { throw NotReady() }
    self.port = port
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Sends the script a line to read.
  package func tell(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// The environment for a program to use it as a proxy, whatever the machine's own environment
  /// contains.
  package var proxyEnvironment: [String: String] {
    let url = "http://127.0.0.1:\(port)"
    return [
      "https_proxy": url, "HTTPS_PROXY": url, "no_proxy": "", "NO_PROXY": "", "all_proxy": "",
      "ALL_PROXY": "",
    ]
  }
}
