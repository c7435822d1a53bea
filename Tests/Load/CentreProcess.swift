import Foundation

/// A real `candour-server`, which is killed and started again on its former port.
final class CentreProcess {
  let data: String
  private let program: URL
  private(set) var url = ""
  private var process: Process?

  struct NotReady: Error {}

  init(data: String) throws {
    self.data = data
    program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "candour-server")
    guard try run(["init", "--trust", "RBD"]) == 0 else { throw NotReady() }
  }

  deinit { kill() }

  var authority: String { data + "/tls/ca.pem" }

  /// Runs a command to its end.
  func run(_ command: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = program
    process.arguments = command + ["--data", data]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  func start() throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = program
    let address = url.isEmpty ? "127.0.0.1:0" : String(url.dropFirst("https://".count))
    process.arguments = ["serve", "--data", data, "--address", address, "--log-level", "critical"]
    // All sites of a run come from one address.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["CANDOUR_LIMITS_CONNECTIONS_PER_ADDRESS": "2000"]) { $1 }
    process.standardOutput = output
    try process.run()
    self.process = process
    var line = Data()
    while line.last != 10 {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw NotReady() }
      line += more
    }
    url = String(decoding: line.dropLast(), as: UTF8.self)
      .replacingOccurrences(of: "listening on ", with: "")
  }

  /// Like a power cut, as far as a process can experience one.
  func kill() {
    guard let process else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    self.process = nil
  }

  /// - Returns: the exit code of a graceful stop.
  func stop() -> Int32 {
    process?.terminate()
    process?.waitUntilExit()
    defer { process = nil }
    return process?.terminationStatus ?? 0
  }

  /// The most memory that the running server has held since it started or `usage` reset it, in MiB.
  var peakMemory: Int { statusNumber("VmHWM") / 1024 }

  /// What the running server has used: milliseconds of processors, and KiB of memory.
  struct Usage {
    let milliseconds: Int
    let resident: Int
    let peak: Int
  }

  /// - Parameter resettingPeak: whether the peak of memory is counted from now on.
  func usage(resettingPeak: Bool) -> Usage {
    let id = process?.processIdentifier ?? 0
    // Resets the kernel's peak to the present resident size.
    if resettingPeak {
      try? "5".write(toFile: "/proc/\(id)/clear_refs", atomically: false, encoding: .utf8)
    }
    let stat = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
    // After the name, which ends with a bracket: user and system time are the 12th and 13th.
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
    return Usage(
      milliseconds: ticks * 1000 / sysconf(Int32(_SC_CLK_TCK)), resident: statusNumber("VmRSS"),
      peak: statusNumber("VmHWM"))
  }

  private func statusNumber(_ name: String) -> Int {
    let path = "/proc/\(process?.processIdentifier ?? 0)/status"
    let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    return Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
  }
}
