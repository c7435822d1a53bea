import Foundation

/// What happens beside a run.
protocol Harm {
  func begin() throws
  /// Waits until it is over, and returns how it ended.
  func end() throws -> String
}

/// Malicious clients; see `Tests/Support/hostile.py`.
final class Attack: Harm {
  private let process = Process()
  private let output = Pipe()

  init(_ centre: CentreProcess, each count: Int, seconds: Int) {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Support/hostile.py").path
    let port = centre.url.split(separator: ":").last.map(String.init) ?? ""
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", script, "127.0.0.1", port, centre.authority, "\(count)", "\(seconds)",
    ]
    process.standardOutput = output
  }

  func begin() throws {
    try process.run()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.first ?? 10 != 10 {}
  }

  func end() throws -> String {
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, !text.contains("held") else {
      throw Crew.Failed(text: "a hostile client was held for ever: \(text)")
    }
    return "hostile clients ended: " + text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// Kills the server at random instants, and starts it again.
final class Cuts: Harm, @unchecked Sendable {
  // Only the thread that kills uses the server until `done` is signalled.
  private let centre: CentreProcess
  private let count: Int
  private let done = DispatchSemaphore(value: 0)
  private var failure: (any Error)?

  init(_ centre: CentreProcess, count: Int) { (self.centre, self.count) = (centre, count) }

  func begin() throws {
    Thread.detachNewThread { [self] in
      do {
        for _ in 0..<count {
          usleep(UInt32.random(in: 50_000...900_000))
          centre.kill()
          try centre.start()
        }
      } catch {
        failure = error
      }
      done.signal()
    }
  }

  func end() throws -> String {
    done.wait()
    if let failure { throw failure }
    return "killed and started again \(count) times"
  }
}
