import Foundation
import TestSupport
import Testing

/// A reporter using the centre's pages in Chromium, while the network and the session end.
@Suite("Logging at the centre in a real browser")
struct ReporterBrowserTests {
  private static let password = "correct horse battery staple"

  let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  @Test(.enabled(if: BrowserTests.canRun, "`make test` installs Chromium, Playwright and axe-core"))
  func `what is typed outlives the network and the session, and is logged`() throws {
    let made = try programs.run(
      "candour-server",
      [
        "user", "add", "--data", programs.work.path("centre"), "--email", "reporter@example.test",
        "--role", "reporter", "--site", "RBD07",
      ], input: Self.password + "\n")
    #expect(made.code == 0, "\(made.errors)")

    let browsing = try programs.run(
      BrowserTests.python,
      [Programs.repository.appending(path: "Tests/EndToEnd/Browser/reporter.py").path],
      environment: ["CANDOUR_URL": trust.url, "CANDOUR_PASSWORD": Self.password])

    #expect(browsing.code == 0, "\(browsing.output)\(browsing.errors)")
    #expect(browsing.output.contains("logged 4 times"))
    let verified = try programs.centre("verify")
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func `a reporter without a site, and a site for somebody else, are refused`() throws {
    for arguments in [["--role", "reporter"], ["--role", "mpe", "--site", "RBD07"]] {
      let refused = try programs.run(
        "candour-server",
        [
          "user", "add", "--data", programs.work.path("centre"), "--email", "r@example.test",
        ] + arguments, input: Self.password + "\n")
      #expect(refused.code == 2)
    }
  }
}
