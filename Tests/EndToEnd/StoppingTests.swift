import Foundation
import TestSupport
import Testing

/// A server that is stopped as its unit stops it, by SIGTERM, while somebody talks to it.
@Suite("Stopping a server, with real processes")
struct StoppingTests {
  private let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws { trust = try Trust() }

  @Test(arguments: ["--http1.1", "--http2"])
  func `what is in progress is answered in full`(version: String) throws {
    try trust.start()
    let body = programs.work.path("body")
    try Data(repeating: UInt8(ascii: "a"), count: 8000).write(to: URL(filePath: body))
    // A form that arrives over some seconds.
    let slow = try programs.start(
      "/usr/bin/curl",
      [
        "-sS", version, "--cacert", trust.authority, "--limit-rate", "2k", "-H", "Expect:",
        "--data-binary", "@" + body, "-o", "/dev/null", "-w", "%{http_code}",
        trust.url + "/sign-in",
      ])
    // The question itself is in progress, too.
    while slow.process.isRunning,
      try !trust.get("/metrics", token: nil).body.contains("candour_http_in_progress 2")
    {
      usleep(10_000)
    }

    let code = trust.stop()
    slow.process.waitUntilExit()

    #expect(code == 0)
    #expect(slow.process.terminationStatus == 0, "\(slow.finishedErrors())")
    #expect(slow.finishedOutput() == "403", "the form shows no token")
  }

  @Test func `it says that it is not ready while it still accepts connections`() throws {
    trust.environment = ["CANDOUR_LIMITS_NOTICE_SECONDS": "600"]
    try trust.start()
    #expect(try trust.get("/readyz", token: nil).status == "200")

    kill(try #require(trust.processIdentifier), SIGTERM)
    var ready = ("", "")
    for _ in 0..<1000 where ready.0 != "503" {
      ready = try trust.get("/readyz", token: nil)
      usleep(10_000)
    }
    let page = try programs.run(
      "/usr/bin/curl",
      ["-sS", "--http1.1", "-D", "-", "--cacert", trust.authority, trust.url + "/sign-in"])
    let twice = try programs.run(
      "/usr/bin/curl",
      ["-sS", "--http2", "--cacert", trust.authority, "-o", "/dev/null", "-o", "/dev/null"]
        + ["-w", "%{http_code}", trust.url + "/sign-in", trust.url + "/sign-in"])

    #expect(ready.0 == "503" && ready.1.contains("stopping"))
    #expect(page.output.hasPrefix("HTTP/1.1 200") && page.output.contains("password"))
    #expect(page.output.lowercased().contains("connection: close"))
    #expect(twice.code == 0 && twice.output == "200200", "\(twice.errors)")
    #expect(trust.isRunning)
  }
}
