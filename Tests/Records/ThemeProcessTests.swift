import IRMER
import Records
import Replication
import Testing

@Suite("The clock of a theme")
struct ThemeProcessTests {
  private static func document(_ changes: [String: JSONValue] = [:]) -> JSONValue {
    let members: [(String, JSONValue)] = [
      ("title", "Collimator"), ("status", "confirmed"), ("identifiedOn", "2026-02-20"),
      ("confirmedBy", "governance"), ("reason", "one motor"), ("incidents", ["a", "b"]),
      ("complementary", ["M4.2b"]),
    ]
    var object = JSONObject(members)
    for (key, value) in changes { object[key] = value }
    return .object(object)
  }

  private static func confirmed() throws -> Author {
    var author = Author("governance", kind: .theme)
    try author.log(document())
    return author
  }

  @Test func `a theme has the nation of its site unless another is given, and keeps one`() throws {
    var author = Author(kind: .theme)
    author.nation = .wales
    try author.log(["title": "MLC fault"])
    #expect(ThemeView(author.snapshot).nation == .wales)

    try author.set("nation=scotland")
    #expect(ThemeView(author.snapshot).nation == .scotland)
    #expect(validationError { try author.set("nation=") }?.field == "nation")
  }

  @Test func `a theme without a nation says whose rules are assumed, until it has one`() throws {
    var author = try Self.confirmed()
    #expect(ThemeView(author.snapshot).assumptions.isEmpty)

    let nation = try #require(
      author.state.live.first { $0.path == FieldPath(literal: "nation") })
    author.write([
      Operation(path: nation.path, value: .redacted, supersedes: [nation.id])
    ])

    let assumed =
      "The nation of the theme is not recorded: England's rules are used until it is recorded"
    #expect(ThemeView(author.snapshot).nation == .england)
    #expect(ThemeView(author.snapshot).assumptions == [assumed])
    #expect(author.rows.notification?.reasonSentences.last == assumed)
  }

  @Test(arguments: ["confirmedBy", "reason", "identifiedOn", "incidents"])
  func `a confirmed theme records its judgement, however it is confirmed`(field: String) throws {
    var author = Author("governance", kind: .theme)
    let error = validationError { try author.log(Self.document([field: .null])) }
    #expect(error?.code == "required" && error?.field == field)

    try author.log(Self.document([field: .null, "status": "proposed"]))
    #expect(validationError { try author.set("status=confirmed") }?.field == field)
    #expect(
      validationError { try author.set("status=confirmed", why: "agreed") }?.field == field)

    var other = try Self.confirmed()
    #expect(validationError { try other.set("\(field)=", why: "typed wrongly") } != nil)
  }

  @Test(arguments: [
    "identifiedOn=2026-02-26", "identifiedOn=2026-02-10", "status=rejected", "status=proposed",
    "notification/submittedOn=2026-02-27",
  ])
  func `a clock is moved, ended or rejected with a reason`(change: String) throws {
    var author = try Self.confirmed()

    #expect(validationError { try author.set(change) }?.code == "reason-required")
    #expect(validationError { try author.set(change, why: ".") }?.code == "reason-required")
    try author.set(change, why: "the minutes of the meeting")
  }

  @Test func `a notification with the authority's reference needs none, and stays`() throws {
    var author = try Self.confirmed()

    try author.set("notification/submittedOn=2026-02-27", "notification/reference=SAUE-1")

    #expect(author.rows.notification?.step == .notified)
    for change in ["notification/reference=", "notification/submittedOn="] {
      #expect(validationError { try author.set(change) }?.code == "reason-required")
    }
  }

  @Test func `a theme is not shown as notified to an authority that was never told`() throws {
    var author = try Self.confirmed()
    try author.set("notification/submittedOn=2026-02-27", "notification/reference=SAUE-1")

    try author.set("nation=wales", why: "both sites are in Wales")

    let row = try #require(author.rows.notification)
    #expect(row.authority == .hiw && row.step == NotificationStep.none && row.submittedOn == nil)
    #expect(row.reasons.contains("CQC was notified, and the authority is now HIW"))
    try author.set("notification/submittedOn=2026-02-28", "notification/reference=H1")
    #expect(author.rows.notification?.step == .notified)
  }

  @Test(arguments: ["identifiedOn", "notification/submittedOn"])
  func `no step of a theme is in the future`(field: String) throws {
    var author = try Self.confirmed()

    let error = validationError {
      try author.set("\(field)=2026-03-03", "notification/reference=1", why: "planned")
    }

    #expect(error?.code == "in-the-future" && error?.field == field)
  }

  @Test func `a theme shows its codes, its authority and its last days`() throws {
    let author = try Self.confirmed()

    let shown = author.snapshot.document(on: author.today)["notification"]

    #expect(shown?["authority"] == "CQC" && shown?["complementary"] == ["M4.2b"])
    #expect(shown?["notifyBy"] == "2026-03-06" && shown?["reportBy"] == "2026-05-15")
  }
}
