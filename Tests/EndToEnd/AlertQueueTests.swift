import Foundation
import TestSupport
import Testing

@Suite("Telling people, with real processes")
struct AlertQueueTests {
  private let trust: Trust
  private let mail: TestReceiver
  private var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    mail = try TestReceiver(.smtp)
    trust.environment = [
      "CANDOUR_SMTP_HOST": "localhost", "CANDOUR_SMTP_PORT": "\(mail.port)",
      "CANDOUR_SMTP_FROM": "candour@trust.example", "CANDOUR_SMTP_USER": "candour",
      "CANDOUR_SMTP_PASSWORD": "a secret", "CANDOUR_SMTP_AUTHORITY": mail.authorityPath,
      "CANDOUR_ALERTS_RETRY_FIRST_SECONDS": "1", "CANDOUR_ALERTS_RETRY_LONGEST_SECONDS": "2",
      "CANDOUR_ALERTS_ATTEMPT_SECONDS": "5",
      "CANDOUR_PUBLIC_URL": "https://candour.trust.example/",
    ]
  }

  private func outbox(_ state: String) throws -> [[String: Any]] {
    try programs.centre("outbox", "--json", "--state", state).array()
  }

  /// Checks repeatedly, for a minute at most.
  private func wait(until isSo: () throws -> Bool) throws -> Bool {
    for _ in 0..<3000 {
      if try isSo() { return true }
      usleep(20_000)
    }
    return false
  }

  private var identifiers: [String] {
    mail.accepted().compactMap { letter in
      (letter["text"] as? String)?.split(separator: "\r\n").map(String.init)
        .first { $0.hasPrefix("Message-ID: ") }
    }
  }

  @Test func `through a relay that drops and a server that is killed, nothing is lost or doubled`()
    throws
  {
    let added = try programs.run(
      "candour-server",
      [
        "notify", "add", "--data", programs.work.path("centre"), "--role", "governance",
        "--email", "lead@trust.example",
      ])
    #expect(added.code == 0, "\(added.errors)")
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
    let example = try String(
      contentsOfFile: trust.example("2-sabr-immobilisation"), encoding: .utf8
    ).replacingOccurrences(of: "\n", with: " ")
    try programs.site(
      "clinic", "incident", "log", "--lines", "--from", "-",
      input: String(repeating: example + "\n", count: 20))
    let faults = [
      "", "drop-after-dot", "", "lose-after-dot", "drop-in-data", "", "no-service", "", "rcpt-451",
    ]
    try mail.fail(faults)
    #expect(try programs.site("clinic", "sync").code == 0)

    for count in [2, 6, 12] {
      #expect(try wait { mail.accepted().count >= count })
      trust.kill()
      try trust.start()
    }
    #expect(try wait { try outbox("waiting").isEmpty })

    // Twenty incidents that are due, and the digest of the day.
    #expect(try outbox("sent").count == 21 && outbox("failed").isEmpty)
    #expect(Set(identifiers).count == 21)
    // Only messages whose answer was lost arrive twice: one fault, and at most one per kill.
    #expect(identifiers.count <= 21 + 1 + 3)
    let letters = mail.accepted().compactMap { $0["text"] as? String }
    #expect(letters.allSatisfy { !$0.contains("immobilisation") })
    #expect(trust.stop() == 0)
    #expect(try programs.centre("verify").code == 0)
  }

  @Test func `metrics and the outbox show what cannot be sent`() throws {
    trust.environment = [:]
    _ = try programs.run(
      "candour-server",
      [
        "notify", "add", "--data", programs.work.path("centre"), "--role", "reader", "--email",
        "lead@trust.example",
      ])
    try trust.start()

    #expect(
      try wait {
        try trust.get("/metrics", token: nil).body.contains(
          #"candour_messages{state="waiting"} 1"#)
      })
    #expect(try wait { try outbox("waiting").first?["failure"] is String })
    let message = try #require(try outbox("waiting").first)
    #expect(message["kind"] as? String == "digest")
    #expect((message["failure"] as? String)?.contains("smtp.host") == true)
  }
}
