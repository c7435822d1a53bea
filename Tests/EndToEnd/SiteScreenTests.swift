import Foundation
import TestSupport
import Testing

/// The site's own screen in Chromium, with the built program, with the network disabled.
///
/// `make pictures` runs this suite with `CANDOUR_PICTURES`, a folder for pictures of every page.
@Suite("The site's screen in a real browser")
struct SiteScreenTests {
  private static let python = Programs.repository.appending(path: ".build-browser/bin/python").path
  private static let canRun =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")
    && FileManager.default.fileExists(atPath: python)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"

  let programs: Programs

  init() throws { programs = try Programs() }

  private func made(_ store: String) throws {
    let made = try programs.site(store, "init", "--site", "RBD01", "--nation", "england")
    try #require(made.code == 0, "\(made.errors)")
  }

  @Test(.enabled(if: canRun, "`make test` installs Chromium, Playwright and axe-core"))
  func `a radiographer logs, finds, edits, settles and reports with no network`() throws {
    try made("clinic")
    try conflict(in: "clinic")
    let (running, file) = try programs.openScreen("clinic")
    defer { _ = running.terminate() }

    let browsing = try programs.run(
      Self.python,
      [Programs.repository.appending(path: "Tests/EndToEnd/Browser/site.py").path],
      environment: ["CANDOUR_OPENING": file])

    #expect(browsing.code == 0, "\(browsing.output)\(browsing.errors)")
    #expect(browsing.output.contains("checked"))
    #expect(!FileManager.default.fileExists(atPath: file))
    let verified = try programs.site("clinic", "verify")
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
  }

  /// Some of the browser's deeds at a store's screen, which ends with them.
  private func browse(_ deeds: String, at store: String, of programs: Programs) throws {
    let (running, file) = try programs.openScreen(store)
    defer { _ = running.terminate() }
    let browsing = try programs.run(
      Self.python,
      [Programs.repository.appending(path: "Tests/EndToEnd/Browser/site.py").path],
      environment: ["CANDOUR_OPENING": file, "CANDOUR_DEEDS": deeds])
    #expect(browsing.code == 0, "\(browsing.output)\(browsing.errors)")
  }

  @Test(.enabled(if: canRun, "`make test` installs Chromium, Playwright and axe-core"))
  func `what was logged without a centre is sent later, by a press on the screen`() throws {
    let trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
    trust.stop()
    try browse(
      "say_who_is_working,log_an_incident,synchronise_in_vain", at: "clinic", of: trust.programs)
    #expect(try trust.programs.site("clinic", "status", "--json").object()["pending"] as? Int == 1)

    try trust.start()
    try browse("say_who_is_working,synchronise", at: "clinic", of: trust.programs)

    #expect(try trust.programs.site("clinic", "status", "--json").object()["pending"] as? Int == 0)
    let overview = try trust.programs.centre("overview")
    #expect(overview.output.contains("RBD02") && overview.code == 0, "\(overview.output)")
  }

  /// An incident whose dose two devices of the site wrote without seeing each other.
  private func conflict(in store: String) throws {
    let logged = try programs.site(
      store, "incident", "log", "--json", "--from", "-",
      input: """
        {"discoveredOn": "2026-02-02", "modality": "plain-x-ray", "narrative": "The left knee was imaged.", \
        "individuals": [{"kind": "patient", "ageAtExposure": 61, "exposure": "accidental"}]}
        """)
    let id = try #require(try logged.object()["id"] as? String, "\(logged.errors)")
    let desk = programs.work.path("desk")
    try FileManager.default.copyItem(atPath: programs.work.path(store), toPath: desk)
    try programs.site(store, "incident", "set", id, "individuals/0/effectiveDose/total=9.6")
    try programs.site("desk", "incident", "set", id, "individuals/0/effectiveDose/total=0.2")
    let bundle = programs.work.path("desk.bundle")
    try programs.site("desk", "export", bundle)
    try programs.site(store, "import", bundle)
  }

  @Test func `the file that opens the screen is its owner's alone, and goes with the screen`()
    throws
  {
    try made("clinic")
    let (running, file) = try programs.openScreen("clinic")
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let html = try String(contentsOfFile: file, encoding: .utf8)
    let token = try #require(html.firstMatch(of: /name="token" value="([0-9a-f]{64})"/)).1
    // The token is neither an argument nor in the environment of the process.
    for name in ["cmdline", "environ"] {
      let path = "/proc/\(running.process.processIdentifier)/\(name)"
      let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      #expect(!text.contains(token))
    }
    #expect(running.terminate() == 0)
    #expect(!FileManager.default.fileExists(atPath: file))
  }
}
