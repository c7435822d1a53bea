import Foundation
import TestSupport

/// Several trusts in one `candour-server`, as a real process over HTTPS on loopback.
final class HostedTrusts {
  let programs: Programs
  private var server: Programs.Running?
  private(set) var port = 0

  var folder: String { programs.work.path("trusts") }

  /// - Parameter database: where the trusts' stores are; `nil` for the folder.
  init(_ trusts: String..., database: String? = nil) throws {
    programs = try Programs()
    let place = database.map { ["--store", $0] } ?? []
    for trust in trusts {
      let made = try programs.run(
        "candour-server", ["trust", "add", "--trust", trust, "--data", folder] + place)
      guard made.code == 0 else { throw Trust.NotReady(errors: made.errors) }
    }
  }

  deinit { server?.kill() }

  /// Runs `candour-server` on the folder of trusts.
  @discardableResult
  func run(_ arguments: String...) throws -> Programs.Finished {
    try programs.run("candour-server", arguments + ["--data", folder])
  }

  func start() throws {
    let running = try programs.start(
      "candour-server", ["serve", "--data", folder, "--address", "127.0.0.1:\(port)"])
    server = running
    for _ in 0..<3000 {
      if let line = running.finishedOutput().split(separator: "\n").first(where: {
        $0.hasPrefix("listening on https://")
      }) {
        port = Int(line.split(separator: ":").last ?? "") ?? 0
        return
      }
      guard running.process.isRunning else { break }
      usleep(10_000)
    }
    throw Trust.NotReady(errors: running.finishedErrors())
  }

  /// - Returns: the exit code.
  func stop() -> Int32 {
    defer { server = nil }
    return server?.terminate() ?? -1
  }

  var processIdentifier: Int32 { server?.process.processIdentifier ?? 0 }
  var log: String { server?.finishedErrors() ?? "" }

  func host(_ trust: String) -> String { "\(trust.lowercased()).localhost" }
  func authority(_ trust: String) -> String { "\(folder)/\(trust)/tls/ca.pem" }

  /// Creates a site's store and enrols it.
  func enrol(_ store: String, site: String, of trust: String) throws -> Programs.Finished {
    try programs.site(store, "init", "--site", site, "--trust", trust, "--nation", "england")
    let code = try run("enrolment-code", "--site", site, "--trust", trust)
    return try programs.site(
      store, "enrol", "--server", "https://\(host(trust)):\(port)", "--ca", authority(trust),
      "--code", code.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// GET with curl under a trust's name, trusting only that trust's authority.
  func get(
    _ path: String, of trust: String, host: String? = nil, token: String? = nil
  ) throws -> (status: String, body: String) {
    let name = host ?? self.host(trust)
    var arguments = [
      "-sS", "--cacert", authority(trust), "--resolve", "\(name):\(port):127.0.0.1",
      "-w", "\n%{http_code}", "https://\(name):\(port)\(path)",
    ]
    if let token { arguments += ["-H", "Authorization: Bearer \(token)"] }
    let answer = try programs.run("/usr/bin/curl", arguments)
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
  }

  /// Checks repeatedly until something is true, for at most ten seconds.
  func wait(until isSo: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<1000 {
      if try isSo() { return true }
      usleep(10_000)
    }
    return false
  }
}
