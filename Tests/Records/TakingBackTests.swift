import IRMER
import Records
import Replication
import Testing

@Suite("What ended a clock, and what a person decided, is not taken back without a reason")
struct TakingBackTests {
  private static func incident(
    significance: JSONValue = "no", total: JSONValue = "4", exposure: JSONValue = "accidental"
  ) throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": significance,
      "individuals": [
        [
          "ageAtExposure": 50, "exposure": exposure,
          "effectiveDose": ["intended": "0", "total": total],
        ]
      ],
    ])
    return author
  }

  // MARK: Steps

  @Test(arguments: [
    ["notification/reference=", "notification/submittedOn="], ["notification/reference="],
    ["notification/submittedOn="], ["notification="],
  ])
  func `the day and the reference of a notification are taken back with a reason`(
    changes: [String]
  ) throws {
    var author = try Self.incident()
    try author.set("status=notified", "notification/reference=C1")

    let error = validationError { try author.set(all: changes) }

    #expect(error?.code == "reason-required")
    #expect(error?.message.contains("ended a deadline") == true)
  }

  @Test func `where nothing but the status shows the notification, its clock runs again`() throws {
    var author = try Self.incident()
    try author.set("status=notified", "notification/reference=C1")

    try author.set("notification=", why: "the authority never received it")

    #expect(author.rows.notification?.step == NotificationStep.none)
    #expect(author.rows.notification?.daysLeft(on: author.today) == 13)
    try author.confirmReading()
    #expect(validationError { try author.set("status=report-sent") }?.code == "not-notified")
  }

  @Test func `a report that is taken back leaves the notification, and its clock runs again`()
    throws
  {
    var author = try Self.incident()
    try author.set("status=notified", "notification/reference=C1")
    try author.confirmReading()
    try author.set("status=report-sent")
    #expect(author.rows.notification?.step == .reportSent)

    #expect(validationError { try author.set("report/sentOn=") }?.code == "reason-required")
    try author.set("report/sentOn=", why: "it came back undelivered")

    #expect(author.rows.notification?.step == .notified)
  }

  // MARK: Clinical significance

  @Test func `undecided becomes no by a named decision, or for a reason`() throws {
    var author = try Self.incident(significance: "undecided", total: "2")
    var other = author.forked("governance", log: 2)

    let error = validationError { try author.set("clinicallySignificant=no") }

    #expect(error?.field == "classification/significanceDecidedBy")
    #expect(error?.message.contains("--why") == true)
    #expect(
      validationError { try author.set("clinicallySignificant=no", why: " . ") }?.code
        == "required")
    try author.set("clinicallySignificant=no", why: "below the level of the guidance")
    try other.set(
      "clinicallySignificant=no", "classification/significanceDecidedBy=Lead radiologist",
      "classification/significanceGuidance=RCR, IPEM, SCoR, BIR",
      "classification/significanceReason=No harm is expected")
    #expect(author.rows.incident?.outcome == .notNotifiable)
    #expect(other.rows.incident?.outcome == .notNotifiable)
  }

  @Test(arguments: ["yes", "undecided"])
  func `removing a decision first does not get around it`(earlier: String) throws {
    var author = try Self.incident(significance: .string(earlier), total: "2")
    try author.set("clinicallySignificant=", why: "typed in the wrong record")

    let error = validationError {
      try author.set("clinicallySignificant=no", why: "typed in the wrong record")
    }

    #expect(error?.code == "required" && error?.field == "classification/significanceDecidedBy")
  }

  @Test func `no is recorded freely where nothing was, and of a near miss`() throws {
    var author = try Self.incident(significance: .null, total: "2")
    try author.set("clinicallySignificant=no")

    var nearMiss = try Self.incident(significance: "undecided", exposure: "near-miss")
    try nearMiss.set("clinicallySignificant=no")
  }

  // MARK: Estimates

  private static func estimated() throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        [
          "ageAtExposure": 50, "exposure": "accidental",
          "doses": [["quantity": "effective-dose", "total": "4", "unit": "mSv"]],
        ]
      ],
    ])
    return author
  }

  @Test func `marking an estimate as superseded asks why`() throws {
    var author = try Self.estimated()
    let superseded = "individuals/0/doses/0/supersededBecause"
    #expect(author.rows.incident?.outcome == .notifiable)

    for words in [".", "read from the wrong scan"] {
      #expect(
        validationError { try author.set("\(superseded)=\(words)") }?.code == "reason-required")
    }
    try author.set("\(superseded)=the wrong scan", why: "read from the wrong scan")
    #expect(author.rows.incident?.outcome != .notifiable)
    #expect(
      validationError { try author.set("\(superseded)=") }?.code == "reason-required")
  }

  @Test(arguments: [".", "–", " … "])
  func `a reason has words`(mark: String) throws {
    var author = try Self.estimated()

    #expect(
      validationError {
        try author.set("individuals/0/doses/0/supersededBecause=\(mark)", why: "the wrong scan")
      }?.code == "required")
    #expect(
      validationError { try author.set("discoveredOn=2026-02-20", why: mark) }?.code
        == "reason-required")
    #expect(validationError { try author.withdraw(why: mark) }?.code == "reason-required")
    #expect(
      validationError { try author.set("classification/significanceReason=\(mark)") }?.field
        == "classification/significanceReason")
  }

  // MARK: The authority

  @Test func `another nation's authority is said`() throws {
    var author = try Self.incident()

    let warnings = try author.warnings("nation=scotland")

    #expect(warnings.contains { $0.contains("HIS") && $0.contains("CQC") })
  }

  @Test func `an authority that was never told is not shown as told once the nation is corrected`()
    throws
  {
    var author = try Self.incident()
    try author.set("notification/submittedOn=2026-03-01", "notification/reference=C1")
    #expect(author.field("notification/authority") == "CQC")

    let warnings = try author.warnings("nation=wales", why: "the site is in Wales")
    try author.set("nation=wales", why: "the site is in Wales")

    let row = try #require(author.rows.notification)
    #expect(row.authority == .hiw && row.step == NotificationStep.none && row.submittedOn == nil)
    #expect(row.daysLeft(on: author.today) == 13)
    let words = "CQC was notified, and the authority is now HIW, which was not"
    #expect(row.reasons.contains(words) && warnings.contains { $0.contains(words) })
    #expect(validationError { try author.set("status=closed", why: "done") } != nil)

    try author.set("notification/submittedOn=2026-03-02", "notification/reference=H1")
    #expect(author.field("notification/authority") == "HIW")
    #expect(author.rows.notification?.step == .notified)
    #expect(author.rows.notification?.submittedOn == "2026-03-02")
  }

  @Test func `a route to the right authority is its notification`() throws {
    var author = try Self.incident()
    try author.set("notification/submittedOn=2026-03-01", "notification/reference=C1")
    try author.set("nation=wales", why: "the site is in Wales")

    try author.set(
      "routes/-/authority=HIW", "routes/-/sentAt=2026-03-02", "routes/-/ref=H1",
      why: "sent today")

    #expect(author.rows.notification?.step == .notified)
    #expect(author.rows.notification?.submittedOn == "2026-03-02")
    #expect(author.rows.notification?.reasons.contains("which was not") == false)
  }

  @Test func `a nation corrected where the notification was not seen yet is noticed`() throws {
    var author = try Self.incident()
    var other = author.forked("governance", log: 2)
    try author.set("notification/submittedOn=2026-03-01", "notification/reference=C1")
    try other.set("nation=wales", why: "the site is in Wales")

    author.merge(other)

    #expect(author.conflictPaths.isEmpty)
    #expect(author.rows.notification?.step == NotificationStep.none)
  }

  @Test func `a record that does not say who was told gets it with the correction`() throws {
    var author = try Self.incident()
    let day = FieldPath(literal: "notification/submittedOn")
    author.write([author.state.writing(.text("2026-03-01"), at: day)])
    #expect(author.rows.notification?.step == .notified)

    try author.set("nation=wales", why: "the site is in Wales")

    #expect(author.field("notification/authority") == "CQC")
    #expect(author.rows.notification?.step == NotificationStep.none)
  }

  @Test func `a notification to another authority is sent text of its own`() throws {
    var author = try Self.incident()
    try author.set("notification/submittedOn=2026-03-01", "notification/reference=C1")
    try author.set("nation=wales", why: "the site is in Wales")
    let before = author.snapshot

    try author.set("notification/submittedOn=2026-03-02", "notification/reference=H1")

    #expect(SentCopy.Subject(from: before, to: author.snapshot) == .notification)
    let told = author.snapshot
    try author.set("notification/channel=portal")
    #expect(SentCopy.Subject(from: told, to: author.snapshot) == nil)
  }

  @Test func `a document that is logged with its notification says which authority was told`()
    throws
  {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "notification": ["submittedOn": "2026-03-02", "reference": "C1"],
      "individuals": [
        ["ageAtExposure": 50, "exposure": "accidental", "effectiveDose": ["total": "4"]]
      ],
    ])
    #expect(author.field("notification/authority") == "CQC")
    #expect(author.rows.notification?.step == .notified)

    try author.set("nation=wales", why: "the site is in Wales")

    #expect(author.field("notification/authority") == "CQC")
    #expect(author.rows.notification?.step == NotificationStep.none)
  }

  @Test func `of a split document one nation's record has its authority's notification`() throws {
    let people: JSONValue = [
      ["exposure": "accidental"], ["exposure": "accidental", "nation": "wales"],
    ]
    let document: JSONValue = [
      "discoveredOn": "2026-03-01", "nation": "england", "individuals": people,
      "notification": ["submittedOn": "2026-03-02", "reference": "C1"], "authorityRef": "C1",
    ]

    let parts = NationSplit.documents(of: document, home: .england)

    #expect(parts.map { $0["nation"]?.string } == ["england", "wales"])
    #expect(parts.map { $0["notification"]?["authority"]?.string } == ["CQC", nil])
    #expect(parts.map { $0["authorityRef"]?.string } == ["C1", nil])
  }

  @Test func `a notification of people who share a nation was made to its authority`() {
    let document: JSONValue = [
      "discoveredOn": "2026-03-01", "individuals": [["nation": "wales"], ["nation": "wales"]],
      "notification": ["submittedOn": "2026-03-02", "reference": "H1"],
    ]

    let parts = NationSplit.documents(of: document, home: .england)

    #expect(parts.map { $0["notification"]?["authority"]?.string } == ["HIW"])
  }
}
