import Foundation
import TestSupport

/// The built programs, run as a person or a script runs them.
struct Programs: Sendable {
  struct Finished: Sendable {
    let code: Int32
    let output: String
    let errors: String

    /// The JSON document on standard output.
    func json() throws -> Any {
      try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
    }

    func object() throws -> [String: Any] { try json() as? [String: Any] ?? [:] }
    func array() throws -> [[String: Any]] { try json() as? [[String: Any]] ?? [] }
  }

  /// The programs are in the folder of the test's own executable.
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let work: TemporaryFolder
  var now = "2026-02-09T09:00:00+00:00"

  init() throws { work = try TemporaryFolder() }

  /// Runs a program to its end.
  func run(
    _ program: String, _ arguments: [String], input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Finished {
    let process = try start(program, arguments, input: input, environment: environment)
    process.process.waitUntilExit()
    return process.finished()
  }

  /// Runs `candour` on a store of this test.
  @discardableResult
  func site(_ store: String, _ arguments: String..., input: String? = nil) throws -> Finished {
    try run("candour", arguments + ["--store", work.path(store)], input: input)
  }

  @discardableResult
  func centre(_ command: String, _ arguments: String...) throws -> Finished {
    try run("candour-server", [command, "--data", work.path("centre")] + arguments)
  }

  struct Running: @unchecked Sendable {
    // Process is only used by the test that started it.
    let process: Process
    let outputPath: String
    let errorPath: String

    func finished() -> Finished {
      Finished(
        code: process.terminationStatus,
        output: (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "",
        errors: (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "")
    }

    func kill() {
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    func terminate() -> Int32 {
      process.terminate()
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  func start(
    _ program: String, _ arguments: [String], input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    let name = work.path(UUID().uuidString)
    for suffix in [".out", ".err", ".in"] {
      let contents = Data((suffix == ".in" ? input ?? "" : "").utf8)
      try contents.write(to: URL(filePath: name + suffix))
    }
    let process = Process()
    process.executableURL =
      program.hasPrefix("/") ? URL(filePath: program) : Self.folder.appending(path: program)
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    variables["CANDOUR_NOW"] = now
    variables["NO_COLOR"] = "1"
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: name + ".in")
    process.standardOutput = FileHandle(forWritingAtPath: name + ".out")
    process.standardError = FileHandle(forWritingAtPath: name + ".err")
    try process.run()
    return Running(process: process, outputPath: name + ".out", errorPath: name + ".err")
  }
}
