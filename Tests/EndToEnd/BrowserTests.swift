import Foundation
import TestSupport
import Testing

/// The pages in Chromium, at the width of a desktop and of a phone.
///
/// `make pictures` runs this suite with `CANDOUR_PICTURES`, a folder for pictures of every page.
@Suite("The pages in a real browser")
struct BrowserTests {
  /// Chromium from Debian; Playwright and axe-core as `prepare.sh` installs them.
  static let python = Programs.repository.appending(path: ".build-browser/bin/python").path
  static let canRun =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")
    && FileManager.default.fileExists(atPath: python)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"
  private static let password = "correct horse battery staple"

  let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  @Test(.enabled(if: canRun, "`make test` installs Chromium, Playwright and axe-core"))
  func `people settle, record, confirm, revoke, and meet no broken page`() throws {
    try fill()

    let browsing = try programs.run(
      Self.python,
      [Programs.repository.appending(path: "Tests/EndToEnd/Browser/browse.py").path],
      environment: ["CANDOUR_URL": trust.url, "CANDOUR_PASSWORD": Self.password])

    #expect(browsing.code == 0, "\(browsing.output)\(browsing.errors)")
    #expect(browsing.output.contains("followed"))
    let verified = try programs.centre("verify")
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
  }

  /// A year of computed tomography with too high a dose, one line for each incident.
  private static func year(from first: Int) -> String {
    (0..<14).map { number in
      let month = number % 12 + 1
      let day = first + number % 5
      let date = "2025-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
      return """
        {"discoveredOn": "\(date)", "modality": "ct", "clinicallySignificant": "no", \
        "room": "CT \(number)", "individuals": [{"kind": "patient", "exposure": "unintended", \
        "ageAtExposure": 61, "effectiveDose": {"intended": "10", "total": "\(18 + number)"}}]}
        """
    }.joined(separator: "\n")
  }

  /// A trust with something on every page: clocks, a conflict, a theme, a duplicate, quarantine,
  /// audits, a silent site.
  private func fill() throws {
    for (store, site) in [
      ("general", "RBD01"), ("harbour", "RBD02"), ("desk", "RBD02"), ("moor", "RBD03"),
    ] {
      try trust.enrol(store, site: site)
    }
    try trust.enrol("visitor", site: "RBD03", role: "reader")
    for role in ["governance", "employer", "mpe", "reader"] {
      let made = try programs.run(
        "candour-server",
        [
          "user", "add", "--data", programs.work.path("centre"), "--email", "\(role)@example.test",
          "--role", role,
        ], input: Self.password + "\n")
      #expect(made.code == 0, "\(made.errors)")
    }
    for (store, example) in [
      ("general", "1-set-up-error"), ("general", "4-wrong-tracer"), ("moor", "4-wrong-tracer"),
      ("general", "2-sabr-immobilisation"), ("harbour", "2-sabr-immobilisation"),
      ("moor", "3-collimator-fault"), ("visitor", "1-set-up-error"),
    ] {
      try programs.site(store, "incident", "log", "--from", trust.example(example))
    }
    // The dose is not known, and its last day passed longest ago: it comes first on the first page.
    try programs.site(
      "general", "incident", "log", "--from", "-",
      input: """
        {"discoveredOn": "2025-01-01", "modality": "ct", "clinicallySignificant": "no", \
        "individuals": [{"kind": "patient", "exposure": "unintended", "ageAtExposure": 61}]}
        """)
    for (index, store) in ["general", "harbour", "moor"].enumerated() {
      try programs.site(
        store, "incident", "log", "--lines", "--from", "-", input: Self.year(from: index * 9 + 1))
      let planned = try programs.site(
        store, "audit", "plan", "--json", "--from", trust.example("5-audit-clinical-evaluation"))
      let id = try planned.object()["id"] as? String ?? ""
      for (standard, numerator) in [("S1", "188"), ("S2", "200")] {
        try programs.site(
          store, "audit", "result", id, "--standard", standard, "--numerator", numerator,
          "--denominator", "200")
      }
      try programs.site(store, "audit", "data", id, "S1=yes", "S2=no", "scanner=CT \(index + 1)")
      try programs.site(store, "audit", "data", id, "S1=yes", "S2=n/a")
    }
    for store in ["general", "harbour", "moor", "visitor", "desk"] {
      try programs.site(store, "sync")
    }
    let listed = try programs.site("harbour", "incident", "list", "--json").array()
    let id = try #require(listed.first?["id"] as? String)
    try programs.site("harbour", "incident", "set", id, "individuals/0/ageAtExposure=55")
    try programs.site("desk", "incident", "set", id, "individuals/0/ageAtExposure=45")
    for store in ["harbour", "desk"] { try programs.site(store, "sync") }
  }
}
