import Aggregation
import CentreStore
import Delivery
import Foundation
import IRMER
import RecordStore
import TestSupport
import Testing

@Suite("The post office")
struct SMTPAndWebhookSenderTests {
  private let mail: TestReceiver
  private let hook: TestReceiver

  init() throws {
    mail = try TestReceiver(.smtp)
    hook = try TestReceiver(.https)
  }

  private func relay(_ security: Relay.Security = .startTLS) -> Relay {
    var relay = Relay(
      host: "localhost", port: mail.port, security: security, sender: "candour@trust.example")
    relay.authorityPath = mail.authorityPath
    return relay
  }

  private func office(_ relay: Relay?, secondsMax: Int = 20) -> SMTPAndWebhookSender {
    var settings = SMTPAndWebhookSender.Settings()
    settings.relay = relay
    settings.webhookAuthorityPath = hook.authorityPath
    settings.webhookHostsInside = ["localhost"]
    settings.secondsMax = secondsMax
    return SMTPAndWebhookSender(settings, now: { 1_770_000_000_000 })
  }

  private func notice(
    _ channel: Subscription.Channel = .email, host: String = "localhost", isSigned: Bool = true
  ) -> OutgoingMessage {
    let subscription = Subscription(
      id: "s1", role: "governance", site: nil, channel: channel,
      address: channel == .email
        ? "lead@trust.example" : "https://\(host):\(hook.port)/hooks/candour",
      secret: channel == .webhook && isSigned ? Array("a shared secret".utf8) : nil, createdAt: 0)
    var alert = Alert(
      .notification, site: "RBD01", record: "0197-uuid", reference: "RBD01-2026-0001",
      state: "overdue", previous: "due")
    (alert.deadline, alert.siteName) = ("2026-02-08", "West clinic")
    let message = Message(
      id: 1, key: "notification/RBD01/x/1/due/s1", subscription: subscription, isDigest: false,
      alert: [alert], createdAt: 1_770_627_600_000, attempts: 0, firstAttemptAt: nil,
      nextAttemptAt: 0,
      sentAt: nil, failedAt: nil, failure: nil)
    return OutgoingMessage(message, trust: "RBD", link: "https://candour.trust.example")
  }

  private func outcome(_ office: SMTPAndWebhookSender, _ notice: OutgoingMessage) async
    -> DeliveryFailure.Code?
  {
    do throws(DeliveryFailure) {
      try await office.deliver(notice)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a letter goes out under TLS and a login, and says site, state, day and link alone`()
    async throws
  {
    var relay = relay()
    (relay.user, relay.password) = ("candour", "a secret")

    try await office(relay).deliver(notice())

    let subject =
      "[Candour RBD] RBD01-2026-0001 (West clinic): overdue, to notify by 8 February 2026 (before: due)"
    let taken = try #require(mail.accepted().first)
    #expect(taken["secure"] as? Bool == true && taken["login"] as? String == "candour")
    #expect(taken["from"] as? String == "<candour@trust.example>")
    #expect(taken["to"] as? [String] == ["<lead@trust.example>"])
    #expect(
      (taken["text"] as? String)?.replacing("\r\n", with: "\n") == """
        Date: Mon, 09 Feb 2026 09:00:00 +0000
        From: Candour <candour@trust.example>
        To: <lead@trust.example>
        Message-ID: <\(notice().identifier)@trust.example>
        Subject: \(subject)
        Auto-Submitted: auto-generated
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii
        Content-Transfer-Encoding: 7bit

        RBD01-2026-0001 (West clinic): overdue, to notify by 8 February 2026 (before: due).
        Whose part: governance notifies.
        https://candour.trust.example/incidents/RBD01:0197-uuid

        You receive this as governance for every site.

        """)
  }

  @Test func `a local relay without TLS or login takes a letter, and is never sent a password`()
    async throws
  {
    var relay = relay(.none)
    (relay.user, relay.password) = ("candour", "a secret")

    try await office(relay).deliver(notice())

    let taken = try #require(mail.accepted().first)
    #expect(taken["secure"] as? Bool == false && taken["login"] is NSNull)
  }

  @Test(arguments: [
    ("no-service", DeliveryFailure.Code.closed), ("drop-on-greeting", .notNow),
    ("no-starttls", .closed), ("drop-at-mail", .notNow), ("drop-at-rcpt", .notNow),
    ("drop-at-data", .notNow), ("drop-in-data", .notNow), ("lose-after-dot", .notNow),
    ("mail-451", .notNow), ("rcpt-450", .notNow), ("data-452", .notNow), ("rcpt-550", .refused),
    ("data-554", .refused),
  ])
  func `a failure of the relay is told for what it is`(
    fault: String, code: DeliveryFailure.Code
  ) async throws {
    try mail.fail([fault])

    #expect(await outcome(office(relay()), notice()) == code)
    #expect(mail.accepted().isEmpty)
    #expect(await outcome(office(relay()), notice()) == nil)
    #expect(mail.accepted().count == 1)
  }

  @Test func `a letter that was taken while the answer was lost comes again as the same letter`()
    async throws
  {
    try mail.fail(["drop-after-dot"])

    #expect(await outcome(office(relay()), notice()) == .notNow)
    #expect(await outcome(office(relay()), notice()) == nil)

    let texts = mail.accepted().compactMap { $0["text"] as? String }
    #expect(texts.count == 2 && texts[0] == texts[1])
  }

  @Test func `a wrong password, a strange certificate, nobody there: the way is closed`()
    async throws
  {
    var wrong = relay()
    (wrong.user, wrong.password) = ("candour", "guessed")
    var strange = relay()
    strange.authorityPath = hook.authorityPath
    var nobody = relay()
    nobody.port = 1

    for relay in [wrong, strange, nobody] {
      #expect(await outcome(office(relay), notice()) == .closed)
    }
    #expect(await outcome(office(nil), notice()) == .closed)
    #expect(mail.accepted().isEmpty)
  }

  @Test func `a card is the message that Teams shows, unsigned, with its link`() async throws {
    let card = notice(.webhook, isSigned: false)

    try await office(nil).deliver(card)

    let taken = try #require(hook.accepted().first)
    let headers = try #require(taken["headers"] as? [String: String])
    let body = try JSONValue(parsing: try #require(taken["body"] as? String))
    let attachment = body["attachments"]?.array?.first
    #expect(headers["webhook-signature"] == nil && body["type"] == "message")
    #expect(attachment?["contentType"] == "application/vnd.microsoft.card.adaptive")
    #expect(attachment?["content"]?["type"] == "AdaptiveCard")
    let words = (attachment?["content"]?["body"]?.array ?? []).compactMap { $0["text"]?.string }
    #expect(words.count == 2 && words[0].hasPrefix("[Candour RBD] RBD01-2026-0001"))
    #expect(words[1].contains("](https://candour.trust.example/incidents/"))
  }

  @Test func `a webhook is signed so that any Standard Webhooks library can check it`()
    async throws
  {
    try await office(nil).deliver(notice(.webhook))

    let taken = try #require(hook.accepted().first)
    let headers = try #require(taken["headers"] as? [String: String])
    let body = try #require(taken["body"] as? String)
    #expect(taken["path"] as? String == "/hooks/candour")
    #expect(headers["webhook-id"] == "msg_\(notice().identifier)")
    #expect(headers["webhook-timestamp"] == "1770000000")
    #expect(try JSONValue(parsing: body) == notice(.webhook).document)
    let independent = Process()
    let output = Pipe()
    independent.executableURL = URL(filePath: "/usr/bin/env")
    independent.arguments = [
      "python3", "-c",
      """
      import base64, hashlib, hmac, sys
      text = ".".join(sys.argv[1:4]).encode()
      print("v1," + base64.b64encode(hmac.digest(b"a shared secret", text, "sha256")).decode())
      """, headers["webhook-id"] ?? "", headers["webhook-timestamp"] ?? "", body,
    ]
    independent.standardOutput = output
    try independent.run()
    let expected = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(headers["webhook-signature"].map { $0 + "\n" } == expected)
  }

  @Test(arguments: [
    ("500", DeliveryFailure.Code.notNow), ("429", .notNow), ("404", .notNow), ("302", .notNow),
    ("410", .refused), ("drop", .notNow), ("drop-after", .notNow),
  ])
  func `a webhook that fails is told for what it is`(
    fault: String, code: DeliveryFailure.Code
  ) async throws {
    try hook.fail([fault])

    #expect(await outcome(office(nil), notice(.webhook)) == code)
    #expect(await outcome(office(nil), notice(.webhook)) == nil)
    let identifiers = hook.accepted().compactMap {
      ($0["headers"] as? [String: String])?["webhook-id"]
    }
    #expect(Set(identifiers).count == 1)
  }

  @Test(arguments: ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1"])
  func `a webhook reaches nothing inside that is not allowed by name`(host: String) async throws {
    var settings = SMTPAndWebhookSender.Settings()
    settings.webhookAuthorityPath = hook.authorityPath
    settings.connectSecondsMax = 1
    settings.webhookHostsInside = ["hooks.trust.example"]
    let office = SMTPAndWebhookSender(settings, now: { 1_770_000_000_000 })

    let outcome = await outcome(office, notice(.webhook, host: host))

    #expect(outcome == .closed)
    #expect(hook.seen == 0)
  }

  @Test func `a webhook that takes a message and never answers is left, and tried again`()
    async throws
  {
    try hook.fail(["hang"])

    #expect(await outcome(office(nil, secondsMax: 1), notice(.webhook)) == .notNow)
    #expect(await outcome(office(nil), notice(.webhook)) == nil)
    #expect(hook.accepted().count == 1)
  }

  @Test func `a reference that no centre made is not repeated`() {
    let notice = OutgoingMessage(
      Message(
        id: 1, key: "k",
        subscription: Subscription(
          id: "s", role: "mpe", site: "RBD01", channel: .email, address: "a@b", secret: nil,
          createdAt: 0), isDigest: false,
        alert: [
          Alert(
            .conflict, site: "RBD01", record: "uuid", reference: "x\r\nBcc: all@trust.example",
            state: "in-conflict")
        ], createdAt: 0, attempts: 0, firstAttemptAt: nil, nextAttemptAt: 0, sentAt: nil,
        failedAt: nil, failure: nil), trust: "RBD", link: "https://c")

    #expect(notice.subject == "[Candour RBD] record uuid: in conflict")
    #expect(!notice.text.contains("Bcc") && !notice.document.serialized().contains("Bcc"))
  }
}
