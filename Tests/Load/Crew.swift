import Foundation

/// The worker processes.
final class Crew {
  private struct Member {
    let process: Process
    let input: FileHandle
    let output: FileHandle
  }

  private var members: [Member] = []

  struct Failed: Error { let text: String }

  init(size: Int, folder: String) throws {
    for number in 0..<size {
      let process = Process()
      let (input, output) = (Pipe(), Pipe())
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      let share = folder + "/worker\(number)"
      try FileManager.default.createDirectory(atPath: share, withIntermediateDirectories: true)
      process.arguments = ["--worker", share]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      members.append(
        Member(
          process: process, input: input.fileHandleForWriting,
          output: output.fileHandleForReading))
    }
  }

  deinit { for member in members { member.process.terminate() } }

  var size: Int { members.count }

  func begin(_ line: (Int) -> String) {
    for (number, member) in members.enumerated() {
      member.input.write(Data((line(number) + "\n").utf8))
    }
  }

  /// Waits until every worker has answered.
  func finish() throws -> Worker.Answer {
    var total = Worker.Answer()
    for member in members {
      let answer = try JSONDecoder().decode(Worker.Answer.self, from: Self.line(of: member.output))
      if let error = answer.error { throw Failed(text: error) }
      total.latencies += answer.latencies
      total.failures += answer.failures
      total.written += answer.written
      total.acknowledged += answer.acknowledged
      total.logs.merge(answer.logs) { $1 }
    }
    return total
  }

  func perform(_ line: String) throws -> Worker.Answer {
    begin { _ in line }
    return try finish()
  }

  private static func line(of handle: FileHandle) throws -> Data {
    var data = Data()
    while data.last != 10 {
      let more = handle.availableData
      guard !more.isEmpty else { throw Failed(text: "a worker ended") }
      data += more
    }
    return data
  }
}
