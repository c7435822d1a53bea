import Foundation
import TestSupport
import Testing

@Suite("Synchronising from the screen, with a real centre")
struct ScreenSyncTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
  }

  private func log() throws {
    let logged = try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    #expect(logged.code == 0, "\(logged.errors)")
  }

  /// The value that the page shows beside a name.
  private func value(_ name: String, _ page: String) throws -> String {
    let parts = page.split(separator: "<dt>\(name)</dt><dd>", maxSplits: 1)
    return String(try #require(parts.count == 2 ? parts[1] : nil, "\(page)").prefix { $0 != "<" })
  }

  /// Presses the button and waits for the end, by the page's own reload.
  private func synchronise(_ screen: ScreenVisitor) throws -> String {
    try ended(screen, from: try screen.post("/sync", from: "/sync"))
  }

  private func ended(_ screen: ScreenVisitor, from first: String) throws -> String {
    var page = first
    while page.contains("data-reload"), screen.running.process.isRunning {
      usleep(10_000)
      page = try screen.get("/sync")
    }
    return page
  }

  @Test func `what is pending, since when and why is shown, and a press sends it`() throws {
    try log()
    let screen = try ScreenVisitor(programs, "clinic")

    let before = try screen.get("/sync")
    let done = try synchronise(screen)

    #expect(try value("Waiting to be sent", before) == "1")
    #expect(before.contains("Why something waits") && before.contains("Since 9 February 2026"))
    #expect(done.contains("Up to date. Sent 1 change, received 0 changes."), "\(done)")
    #expect(try value("Waiting to be sent", done) == "0")
    #expect(try value("Received by the centre", done) == "1")
    #expect(done.contains("Nothing is waiting."))
    #expect(try value("Centre", done) == trust.url)
    let coverage = try programs.site("clinic", "status", "--json").object()
    #expect(coverage["pending"] as? Int == 0)
  }

  @Test func `while it runs the page says so, offers no second press, and shows the end`() throws {
    try log()
    let screen = try ScreenVisitor(programs, "clinic")
    let server = try #require(trust.processIdentifier)
    #expect(kill(server, SIGSTOP) == 0)

    let running = try screen.post("/sync", from: "/sync")
    #expect(kill(server, SIGCONT) == 0)
    let done = try ended(screen, from: running)

    #expect(running.contains("Synchronising") && running.contains("data-reload"))
    #expect(running.contains("Connecting to the centre.") || running.contains("Sent 0 of 1"))
    #expect(!running.contains("Synchronise now</button>"))
    #expect(done.contains("Up to date.") && done.contains("Synchronise now</button>"))
  }

  @Test func `a centre that is down or that refuses is said in words, and nothing is lost`() throws
  {
    try log()
    let screen = try ScreenVisitor(programs, "clinic")
    #expect(trust.stop() == 0)

    let down = try synchronise(screen)
    try trust.start()
    let back = try synchronise(screen)
    let centre = ["--data", programs.work.path("centre")]
    let devices = try programs.run("candour-server", ["device", "list", "--json"] + centre).array()
    let device = try #require(devices.first?["id"] as? String)
    let gone = try programs.run(
      "candour-server", ["device", "revoke", device, "--why", "given back"] + centre)
    #expect(gone.code == 0, "\(gone.errors)")
    try log()
    let revoked = try synchronise(screen)

    #expect(down.contains("role=\"alert\"") && down.contains("safe"), "\(down)")
    #expect(try value("Waiting to be sent", down) == "1")
    #expect(back.contains("Up to date. Sent 1 change"), "\(back)")
    #expect(revoked.contains("no longer accepts this device"), "\(revoked)")
    for page in [down, revoked] {
      #expect(!page.contains("SiteError") && !page.contains("curl"), "\(page)")
    }
    #expect(try programs.site("clinic", "verify").code == 0)
  }
}
