import Foundation
import TestSupport

/// A centre and its sites, as real processes over HTTPS on loopback.
final class Trust {
  struct NotReady: Error { let errors: String }

  let programs: Programs
  /// The name of this server's data folder.
  private let folder: String
  /// Where the store is, if not in the folder.
  private let database: String?
  private var server: Programs.Running?
  private(set) var url = ""
  /// Settings of the server.
  var environment: [String: String] = [:]

  /// - Parameter database: the store's; `nil`: it is in the folder.
  init(database: String? = nil) throws {
    programs = try Programs()
    (folder, self.database) = ("centre", database)
    let store = database.map { ["--store", $0] } ?? []
    let made = try programs.run(
      "candour-server",
      ["init", "--trust", "RBD", "--data", programs.work.path("centre")] + store)
    guard made.code == 0 else { throw NotReady(errors: made.errors) }
  }

  /// Another server of the same centre, whose store is in a database.
  init(beside first: Trust, database: String) {
    programs = first.programs
    (folder, self.database) = ("second", database)
  }

  deinit { server?.kill() }

  var authority: String { programs.work.path(folder) + "/tls/ca.pem" }

  /// Starts the server on its former port, or one that the system chooses.
  func start() throws {
    let address = url.isEmpty ? "127.0.0.1:0" : String(url.dropFirst("https://".count))
    let running = try programs.start(
      "candour-server",
      ["serve", "--data", programs.work.path(folder), "--address", address]
        + (database.map { ["--store", $0] } ?? []),
      environment: environment)
    server = running
    let prefix = "listening on "
    for _ in 0..<3000 {
      let output = running.finishedOutput()
      if let line = output.split(separator: "\n").first(where: { $0.hasPrefix(prefix) }) {
        url = String(line.dropFirst(prefix.count))
        return
      }
      guard running.process.isRunning else { break }
      usleep(10_000)
    }
    throw NotReady(errors: running.finishedErrors())
  }

  /// Lets the next start use the address of another server.
  func moveTo(_ url: String) { self.url = url }

  @discardableResult
  func stop() -> Int32 {
    defer { server = nil }
    return server?.terminate() ?? 0
  }

  func kill() {
    server?.kill()
    server = nil
  }

  /// Whether the server's process has not ended by itself.
  var isRunning: Bool { server?.process.isRunning ?? false }

  /// Of a server that has ended by itself.
  var exitCode: Int32? {
    server.flatMap { $0.process.isRunning ? nil : $0.process.terminationStatus }
  }

  /// The server's, while it runs.
  var processIdentifier: Int32? { server?.process.processIdentifier }

  func enrol(_ store: String, site: String, role: String = "site") throws {
    let made = try programs.site(
      store, "init", "--site", site, "--trust", "RBD", "--nation", "england")
    guard made.code == 0 else { throw NotReady(errors: made.errors) }
    let code = try programs.centre("enrolment-code", "--site", site, "--role", role)
    let joined = try programs.site(
      store, "enrol", "--server", url, "--ca", authority, "--code",
      code.output.trimmingCharacters(in: .whitespacesAndNewlines))
    guard joined.code == 0 else { throw NotReady(errors: code.errors + joined.errors) }
  }

  func example(_ name: String) -> String {
    Programs.repository.appending(path: "Docs/examples/\(name).json").path
  }

  /// GET with curl, as a person's script does it.
  func get(_ path: String, token: String?) throws -> (status: String, body: String) {
    var arguments = ["-sS", "--cacert", authority, "-w", "\n%{http_code}", url + path]
    if let token { arguments += ["-H", "Authorization: Bearer \(token)"] }
    let answer = try programs.run("/usr/bin/curl", arguments)
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
  }

  func items(_ path: String, token: String) throws -> [[String: Any]] {
    let body = try get(path, token: token).body
    let value = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
    return value?["items"] as? [[String: Any]] ?? []
  }
}

extension Programs.Running {
  func finishedOutput() -> String {
    (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
  }

  func finishedErrors() -> String {
    (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
  }
}
