import Foundation
import TestSupport

/// A real `candour-server` process with a trust of its own, on a port that the system chooses.
///
/// Sendable, because one test creates it and one step of that test at a time uses it.
final class RunningCentre: @unchecked Sendable {
  let folder: TemporaryFolder
  private(set) var address = ""
  private let now: String
  private var process: Process?

  /// - Parameter now: the centre's clock, RFC 3339.
  init(now: String) throws {
    folder = try TemporaryFolder()
    self.now = now
    let data = folder.path("centre")
    _ = try Shell.run(
      ["candour-server", "init", "--data", data, "--trust", "RBD"], environment: [:])
    try start()
  }

  /// Starts serving, at its former address.
  func start() throws {
    let output = Pipe()
    let server = Process()
    server.executableURL = Shell.binaries.appendingPathComponent("candour-server")
    let port = address.split(separator: ":").last ?? "0"
    server.arguments = [
      "serve", "--data", folder.path("centre"), "--address", "127.0.0.1:\(port)",
    ]
    server.environment = ProcessInfo.processInfo.environment.merging(["CANDOUR_NOW": now]) { $1 }
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    process = server
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
      byte != Data([0x0a])
    {
      line += byte
    }
    address = String(decoding: line, as: UTF8.self).replacing("listening on ", with: "")
  }

  /// What a script needs to end it and to start it again.
  var processIdentifier: Int32 { process?.processIdentifier ?? 0 }
  var data: String { folder.path("centre") }

  var authority: String { folder.path("centre") + "/tls/ca.pem" }

  func enrolmentCode(site: String) throws -> String {
    let run = try Shell.run(
      ["candour-server", "enrolment-code", "--data", folder.path("centre"), "--site", site],
      environment: ["CANDOUR_NOW": now])
    return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Ends the process as a power cut would.
  func kill() {
    guard let process else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    self.process = nil
  }

  deinit { kill() }
}

/// Runs programs that were built with the tests.
enum Shell {
  struct Run {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Where `candour` and `candour-server` were built: beside the tests.
  static var binaries: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  static func run(
    _ command: [String], environment: [String: String], in folder: String? = nil
  ) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    var variables = ProcessInfo.processInfo.environment
    variables["PATH"] = binaries.path + ":" + (variables["PATH"] ?? "/usr/bin:/bin")
    process.environment = variables.merging(environment) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Two pipes: one is read on a thread, so that neither fills while the other is waited for.
    let text = BackgroundReader(errors.fileHandleForReading)
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
      errors: text.text())
  }
}

/// Reads a pipe to its end on a thread of its own.
private final class BackgroundReader: @unchecked Sendable {
  // Written on the thread before `done` is signalled, read after it was waited for.
  private var data = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    Thread.detachNewThread {
      self.data = handle.readDataToEndOfFile()
      self.done.signal()
    }
  }

  func text() -> String {
    done.wait()
    return String(decoding: data, as: UTF8.self)
  }
}
