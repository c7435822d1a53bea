import Foundation
import TestSupport
import Testing

@Suite("A centre with another name, with real processes")
struct CentreMovedTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  private func port(of url: String) -> String { String(url.split(separator: ":").last ?? "") }

  private func reach(_ name: String) throws -> Programs.Finished {
    let port = port(of: trust.url)
    return try programs.run(
      "/usr/bin/curl",
      [
        "-sS", "--cacert", trust.authority, "--noproxy", "*", "--resolve",
        "\(name):\(port):127.0.0.1", "https://\(name):\(port)/metrics",
      ])
  }

  @Test func `a name that is added is served after a hangup, by the same process`() throws {
    let process = try #require(trust.processIdentifier)
    #expect(try reach("candour.example").code != 0)

    let added = try programs.centre("tls", "--host", "candour.example", "--json")
    kill(process, SIGHUP)
    var answer = try reach("candour.example")
    while answer.code != 0, trust.processIdentifier != nil {
      usleep(20_000)
      answer = try reach("candour.example")
    }

    #expect(added.code == 0, "\(added.errors)")
    #expect(
      try added.object()["hosts"] as? [String] == [
        "localhost", "127.0.0.1", "::1", "candour.example",
      ])
    #expect(answer.output.contains("candour_certificate_expiry_seconds "))
    #expect(trust.processIdentifier == process)
  }

  @Test func `where to report a weakness is said where the settings name it`() throws {
    #expect(try trust.get("/.well-known/security.txt", token: nil).status == "404")

    let other = try Trust()
    other.environment["CANDOUR_SECURITY_CONTACT"] = "mailto:security@trust.example"
    try other.start()
    let answer = try other.get("/.well-known/security.txt", token: nil)

    #expect(answer.status == "200")
    #expect(answer.body.hasPrefix("Contact: mailto:security@trust.example\nExpires: 2026-08-"))
  }

  @Test func `an enrolled store follows its centre without a code, and sends nothing twice`() throws
  {
    try trust.enrol("clinic", site: "RBD02")
    try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    #expect(try programs.site("clinic", "sync").code == 0)
    let elsewhere = "https://localhost:\(port(of: trust.url))"

    let followed = try programs.site("clinic", "enrol", "--server", elsewhere, "--json")
    let synced = try programs.site("clinic", "sync", "--json").object()
    let status = try programs.site("clinic", "status", "--json").object()

    #expect(followed.code == 0, "\(followed.errors)")
    #expect(status["server"] as? String == elsewhere)
    #expect(synced["sent"] as? Int == 0 && synced["upToDate"] as? Bool == true)
  }

  @Test func `it does not follow another centre`() throws {
    try trust.enrol("clinic", site: "RBD02")
    let other = try Trust()
    try other.start()

    let followed = try programs.site(
      "clinic", "enrol", "--server", other.url, "--ca", other.authority, "--json")
    let status = try programs.site("clinic", "status", "--json").object()

    #expect(followed.code == 4, "\(followed.errors)")
    #expect(status["server"] as? String == trust.url)
  }

  @Test func `a code comes from standard input, and nobody is asked where nobody is`() throws {
    try programs.site("clinic", "init", "--site", "RBD02", "--nation", "england")
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output

    let none = try programs.site(
      "clinic", "enrol", "--server", trust.url, "--ca", trust.authority)
    let read = try programs.site(
      "clinic", "enrol", "--server", trust.url, "--ca", trust.authority, "--code", "-",
      input: code)

    #expect(none.code == 2 && none.errors.contains("--code"), "\(none.errors)")
    #expect(read.code == 0, "\(read.errors)")
  }

  @Test func `a code is good again for the device that used it, until it is revoked`() throws {
    for store in ["clinic", "desk"] {
      try programs.site(store, "init", "--site", "RBD02", "--nation", "england")
    }
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    func enrol(_ store: String) throws -> Programs.Finished {
      try programs.site(
        store, "enrol", "--server", trust.url, "--ca", trust.authority, "--code", code, "--json")
    }

    let (first, again, other) = (try enrol("clinic"), try enrol("clinic"), try enrol("desk"))
    let replica = try first.object()["replica"] as? String ?? ""
    let revoked = try programs.run(
      "candour-server",
      [
        "device", "revoke", "--data", programs.work.path("centre"), replica, "--why", "lost",
      ])
    let later = try enrol("clinic")

    #expect(first.code == 0 && again.code == 0, "\(again.errors)")
    #expect(first.output == again.output)
    #expect(other.code == 4 && revoked.code == 0 && later.code == 4, "\(revoked.errors)")
  }
}
