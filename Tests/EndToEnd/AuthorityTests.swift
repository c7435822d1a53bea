import Foundation
import TestSupport
import Testing

@Suite("Which authority is trusted, with real processes")
struct AuthorityTests {
  /// An intermediary, with a certificate of an authority that the machine trusts.
  private let stranger: TestReceiver
  private let machine: TrustingMachine
  private let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws {
    stranger = try TestReceiver(.https)
    machine = try TrustingMachine(trusting: stranger.authorityPath)
    trust = try Trust()
  }

  private func enrol(_ arguments: [String]) throws -> Programs.Finished {
    try programs.run(
      "/usr/bin/unshare",
      machine.command(
        "candour",
        [
          "enrol", "--server", "https://localhost:\(stranger.port)", "--code", "ABCD-EFGH",
          "--store", programs.work.path("clinic"), "--json",
        ] + arguments))
  }

  @Test func `a site trusts the authority it was given, and not one of the machine's folder`()
    throws
  {
    try programs.site("clinic", "init", "--site", "RBD02", "--nation", "england")

    let given = try enrol(["--ca", trust.authority])
    let notGiven = try enrol([])

    #expect(given.code == 3 && given.errors.contains("untrusted-certificate"), "\(given.errors)")
    // Without one the machine's authorities are trusted: the folder was in force, and the request
    // was sent.
    #expect(
      notGiven.code == 3 && !notGiven.errors.contains("certificate"), "\(notGiven.errors)")
    #expect(stranger.seen > 0)
  }

  /// The result of the first message that a server on the machine tried to send.
  private func failure(
    _ subscription: [String], _ settings: [String: String]
  ) throws -> String? {
    _ = try programs.run(
      "candour-server",
      ["notify", "add", "--data", programs.work.path("centre"), "--role", "governance"]
        + subscription)
    let server = try programs.start(
      "/usr/bin/unshare",
      machine.command(
        "candour-server",
        ["serve", "--data", programs.work.path("centre"), "--address", "127.0.0.1:0"]),
      environment: settings)
    defer { server.kill() }
    while server.process.isRunning {
      let waiting = try programs.centre("outbox", "--json", "--state", "waiting").array()
      if let text = waiting.lazy.compactMap({ $0["failure"] as? String }).first { return text }
      if try !programs.centre("outbox", "--json", "--state", "sent").array().isEmpty { return nil }
      usleep(20_000)
    }
    return server.finishedErrors()
  }

  @Test func `a webhook is sent under the authority of the settings alone`() throws {
    let failure = try failure(
      ["--webhook", "https://localhost:\(stranger.port)/hook"],
      ["CANDOUR_WEBHOOK_AUTHORITY": trust.authority, "CANDOUR_WEBHOOK_ALLOW": "localhost"])

    #expect(failure?.contains("certificate") == true, "\(failure ?? "sent")")
    #expect(stranger.accepted().isEmpty)
  }

  @Test func `mail is sent under the authority of the settings alone`() throws {
    let relay = try TestReceiver(.smtp)
    let machine = try TrustingMachine(trusting: relay.authorityPath)
    let settings = [
      "CANDOUR_SMTP_HOST": "localhost", "CANDOUR_SMTP_PORT": "\(relay.port)",
      "CANDOUR_SMTP_FROM": "candour@trust.example", "CANDOUR_SMTP_AUTHORITY": trust.authority,
    ]

    let failure = try AuthorityTests(stranger: stranger, machine: machine, trust: trust)
      .failure(["--email", "lead@trust.example"], settings)

    #expect(failure?.contains("certificate") == true, "\(failure ?? "sent")")
    #expect(relay.accepted().isEmpty)
  }

  private init(stranger: TestReceiver, machine: TrustingMachine, trust: Trust) {
    (self.stranger, self.machine, self.trust) = (stranger, machine, trust)
  }
}
