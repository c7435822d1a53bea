import Foundation
import TestSupport
import Testing

extension Programs {
  /// Starts the screen of a store, and returns the file that opens it.
  func openScreen(
    _ store: String, _ arguments: String...
  ) throws -> (running: Programs.Running, file: String) {
    let running = try start(
      "candour", ["open", "--no-browser", "--json", "--store", work.path(store)] + arguments)
    var line: String?
    for _ in 0..<6000 where line == nil && running.process.isRunning {
      let text = try String(contentsOfFile: running.outputPath, encoding: .utf8)
      line = text.split(separator: "\n").first.map(String.init)
      usleep(10_000)
    }
    let json = try #require(line, "\(running.finished().errors)")
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: String]
    return (running, try #require(object?["file"]))
  }
}

/// Somebody at the site's screen, over HTTP: what a browser sends, by `curl`.
final class ScreenVisitor {
  let programs: Programs
  let running: Programs.Running
  private let url: String
  private let jar: String

  /// Starts the screen of a store and opens it.
  init(_ programs: Programs, _ store: String) throws {
    self.programs = programs
    let (running, file) = try programs.openScreen(store)
    self.running = running
    let html = try String(contentsOfFile: file, encoding: .utf8)
    let address = try #require(html.firstMatch(of: /action="(http:\/\/127\.0\.0\.1:[0-9]+)\/open"/))
    let token = try #require(html.firstMatch(of: /name="token" value="([0-9a-f]+)"/))
    url = String(address.1)
    jar = programs.work.path("\(store)-cookies")
    _ = try curl(
      "-H", "Origin: null", "-H", "Sec-Fetch-Site: cross-site", "-d", "token=\(token.1)",
      "\(url)/open")
    _ = try post("/role", "role=radiographer", from: "/role")
  }

  deinit { _ = running.terminate() }

  private func curl(_ arguments: String...) throws -> String {
    let done = try programs.run(
      "/usr/bin/curl", ["-sS", "--noproxy", "*", "-b", jar, "-c", jar] + arguments)
    #expect(done.code == 0, "\(done.errors)")
    return done.output
  }

  func get(_ path: String) throws -> String {
    try curl("-H", "Sec-Fetch-Site: same-origin", url + path)
  }

  /// Sends a form of a page, and follows to the page that shows the result.
  @discardableResult
  func post(_ path: String, _ fields: String = "", from page: String) throws -> String {
    let html = try get(page)
    let token = try #require(
      html.firstMatch(of: /name="form-token" value="([0-9a-f]+)"/), "\(html)")
    return try curl(
      "-L", "-H", "Sec-Fetch-Site: same-origin", "-H", "Origin: \(url)",
      "-d", "form-token=\(token.1)&\(fields)", url + path)
  }
}
