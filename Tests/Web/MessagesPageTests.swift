import Aggregation
import Testing

@testable import Web

@Suite("The page of messages")
struct MessagesPageTests {
  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let token: String

  init() async throws {
    harness = try WebHarness()
    session = try await harness.session(.governance)
    let page = await harness.get("/messages", as: session)
    token = try #require(page.hidden("form-token"))
  }

  private func post(_ path: String, _ fields: [String: String] = [:]) async -> WebHarness.Answer {
    await harness.post(path, fields.merging(["form-token": token]) { $1 }, as: session)
  }

  private func subscribe(
    _ channel: String, _ address: String, role: String = "mpe", site: String = ""
  ) async -> WebHarness.Answer {
    await post(
      "/subscriptions", ["channel": channel, "address": address, "role": role, "site": site])
  }

  @Test func `an address is added, tried and ended`() async throws {
    #expect(await subscribe("email", "physics@trust.example", site: "rbd01").status == 303)
    let made = try #require(try await harness.centre.summaries().first)
    #expect(made.site == "RBD01" && made.role == "mpe")

    #expect(await post("/subscriptions/\(made.id)/test").status == 303)
    let page = await harness.get("/messages", as: session).body
    #expect(page.contains("physics@trust.example") && page.contains("Test<br>"))

    #expect(await post("/subscriptions/\(made.id)/end").status == 303)
    #expect(try await harness.centre.summaries().isEmpty)
    let after = await harness.get("/messages?state=failed", as: session).body
    #expect(after.contains("no longer subscribed"))
  }

  @Test func `a webhook's secret is shown once`() async throws {
    let answer = await subscribe("webhook", "https://hooks.trust.example/candour")

    #expect(answer.status == 200 && answer.body.contains("whsec_"))
    #expect(await !harness.get("/messages", as: session).body.contains("whsec_"))
  }

  @Test(arguments: ["email", "webhook", "card"])
  func `a form that is sent twice subscribes once`(channel: String) async throws {
    let address = channel == "email" ? "a@trust.example" : "https://hooks.trust.example/candour"
    let page = await harness.get("/messages", as: session)
    let fields = [
      "channel": channel, "address": address, "role": "mpe", "site": "",
      "once": try #require(page.hidden("once")),
    ]

    let first = await post("/subscriptions", fields)
    let again = await post("/subscriptions", fields)

    #expect(first.status == (channel == "webhook" ? 200 : 303))
    #expect(again.status == 409 && again.body.contains("subscribed already"))
    #expect(!again.body.contains("whsec_"))
    #expect(try await harness.centre.summaries().count == 1)
  }

  @Test func `a card has no secret, and is named`() async throws {
    let address = "https://teams.example/workflows/1"
    #expect(await subscribe("card", address).status == 303)

    let made = try #require(try await harness.centre.summaries().first)
    #expect(made.channel == .card && made.secret == nil)
    #expect(await harness.get("/messages", as: session).body.contains("Card"))
  }

  @Test(arguments: [
    ("email", "nobody", "mpe", ""), ("webhook", "http://plain.example", "mpe", ""),
    ("pigeon", "a@b.example", "mpe", ""), ("email", "a@b.example", "chief", ""),
    ("email", "a@b.example", "mpe", "not a site"), ("email", "", "mpe", ""),
  ])
  func `what cannot be told is refused with its reason`(
    channel: String, address: String, role: String, site: String
  ) async throws {
    let answer = await subscribe(channel, address, role: role, site: site)

    #expect(answer.status == 422 && answer.body.contains("There is a problem"))
    #expect(try await harness.centre.summaries().isEmpty)
  }

  @Test func `what is not there is not ended, tried or sent again`() async throws {
    for path in [
      "subscriptions/x/end", "subscriptions/x/test", "messages/7/retry", "messages/x/retry",
    ] {
      #expect(await post("/" + path).status == 404)
    }
  }
}
