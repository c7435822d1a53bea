import IRMER
import Records
import Testing

@Suite("What a change has to give a reason for")
struct ReasonTests {
  private static func logged(
    exposure: String = "accidental", total: String? = "4", significance: JSONValue = "no"
  ) throws -> Author {
    var author = Author(kind: .incident)
    var individual = JSONObject([("ageAtExposure", 50), ("exposure", .string(exposure))])
    if let total { individual["effectiveDose"] = ["intended": "0", "total": .string(total)] }
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": significance,
      "individuals": [.object(individual)],
    ])
    return author
  }

  @Test(arguments: [
    "individuals/0/effectiveDose/total=2", "individuals/0/exposure=as-intended",
    "individuals/0=", "individuals/0/effectiveDose/total=", "individuals/0/exposure=near-miss",
  ])
  func `a change of what was there that lowers the outcome asks why`(change: String) throws {
    var author = try Self.logged()

    let error = validationError { try author.set(change) }

    #expect(error?.code == "reason-required")
    #expect(error?.message.contains("from notifiable") == true)
    try author.set(change, why: "read from the wrong line of the log")
    #expect(author.rows.incident?.outcome != .notifiable)
  }

  @Test func `filling in what was empty asks nothing, whatever comes of it`() throws {
    var author = try Self.logged(total: nil, significance: .null)
    #expect(author.rows.incident?.outcome == .undetermined)

    try author.set("individuals/0/effectiveDose/total=2", "clinicallySignificant=no")

    #expect(author.rows.incident?.outcome == .notNotifiable)
  }

  @Test func `a change that leaves the outcome asks nothing`() throws {
    var author = try Self.logged()

    try author.set("individuals/0/effectiveDose/total=5", "modality=dental", "room=A")
  }

  @Test(arguments: ["status=notified", "notification/submittedOn=2026-03-02"])
  func `the clock of the notification ends with the authority's reference, or a reason`(
    change: String
  ) throws {
    var author = try Self.logged()

    let error = validationError { try author.set(change) }

    #expect(error?.code == "reason-required" && error?.field == "notification/reference")
    #expect(error?.message.contains("15 March 2026") == true)
    var other = author.forked("governance", log: 2)
    try author.set(change, "notification/reference=SAUE-1")
    try other.set(change, why: "the automatic mail has not come yet")
    #expect(author.rows.notification?.step == .notified)
    #expect(other.rows.notification?.step == .notified)
  }

  @Test func `what a person decided stays until it is changed with a reason`() throws {
    var author = try Self.logged(total: "2")
    try author.set("preliminary/outcome=meets", "preliminary/by=MPE")
    #expect(author.rows.incident?.outcome == .notifiable)
    #expect(author.rows.notification?.notifyBy == "2026-03-15")

    #expect(
      validationError { try author.set("preliminary/outcome=not-excluded") }?.code
        == "reason-required")
    #expect(validationError { try author.set("preliminary/outcome=") }?.code == "reason-required")
    try author.set("preliminary/outcome=not-excluded", why: "the scan was somebody else's")
    #expect(author.rows.incident?.outcome == .undetermined)
    #expect(author.rows.notification?.notifyBy == "2026-03-15")
    #expect(IncidentView(author.snapshot).missingFacts == ["preliminary/outcome"])
    #expect(validationError { try author.set("preliminary/outcome=") }?.code == "reason-required")
  }

  @Test func `final codes of a named decider keep the clocks`() throws {
    var author = try Self.logged(total: "2")

    try author.set(
      "classification/finalCodes/-=1", "classification/decidedBy=Employer",
      "classification/reason=The dose is not certain")

    #expect(author.rows.incident?.outcome == .notifiable)
    #expect(author.rows.notification != nil)
    #expect(
      validationError { try author.set("classification/decidedBy=") }?.code == "reason-required")
  }

  @Test func `C among the codes beside not clinically significant is refused`() throws {
    var author = try Self.logged()

    let error = validationError {
      try author.set(
        "classification/complementary/-=C2.3", "classification/decidedBy=Employer")
    }

    #expect(error?.code == "contradiction" && error?.field == "clinicallySignificant")
  }

  @Test func `no longer clinically significant names decider, guidance and reason`() throws {
    var author = try Self.logged(total: "2", significance: "yes")

    let error = validationError {
      try author.set("clinicallySignificant=no", why: "reviewed")
    }

    #expect(error?.field == "classification/significanceDecidedBy")
    try author.set(
      "clinicallySignificant=no", "classification/significanceDecidedBy=Lead radiologist",
      "classification/significanceGuidance=RCR, IPEM, SCoR, BIR",
      "classification/significanceReason=No harm is expected", why: "reviewed")
    #expect(author.rows.incident?.outcome == .notNotifiable)
  }

  @Test func `not notifiable is closed with decider, evidence and advice where a dose decided`()
    throws
  {
    var author = try Self.logged(total: "2")
    try author.set("investigation/analysis=Two requests looked alike")

    let error = validationError { try author.set("status=closed") }
    #expect(error?.code == "exclusion-not-supported" && error?.field == "preliminary/by")
    try author.set("preliminary/by=Employer", "preliminary/evidence=The scanner's log")
    #expect(
      validationError { try author.set("status=closed") }?.field == "preliminary/mpeConsulted/who")
    try author.set(
      "preliminary/mpeAdvice=2 mSv by PCXMC", "classification/significanceDecidedBy=Employer",
      "classification/significanceGuidance=RCR, IPEM, SCoR, BIR",
      "classification/significanceReason=No harm is expected", "status=closed")
  }

  @Test func `a near miss is closed without an expert's advice`() throws {
    var author = try Self.logged(exposure: "near-miss", total: nil)
    try author.set("investigation/analysis=Found at the pause and check")

    try author.set(
      "preliminary/by=Employer", "preliminary/evidence=Nobody was exposed", "status=closed")
  }

  @Test func `settling a conflict by an edit asks why`() throws {
    var author = try Self.logged()
    var other = author.forked("mpe", log: 2)
    try author.set("room=A")
    try other.set("room=B")
    author.merge(other)

    #expect(validationError { try author.set("room=A") }?.code == "reason-required")
    try author.set("room=A", why: "asked the team")
    #expect(author.conflictPaths.isEmpty)
  }

  @Test(arguments: [
    "individuals/0/doses/0/total=9.6", "individuals/0/doses/0/unit=µSv", "individuals/0/doses/0=",
    "individuals/0/doses=[]",
  ])
  func `an estimate is superseded with a reason, and both are shown`(change: String) throws {
    var author = try Self.logged(total: nil)
    try author.set(
      "individuals/0/doses/-/quantity=effective-dose", "individuals/0/doses/-/total=2.0",
      "individuals/0/doses/-/unit=mSv", "individuals/0/doses/-/method=k-factor")

    #expect(validationError { try author.set(change) }?.code == "reason-required")
    try author.set(change, why: "read from the wrong scan")

    #expect(author.field("individuals/0/doses/0/total") == "2.0")
    #expect(author.field("individuals/0/doses/0/supersededBecause") == "read from the wrong scan")
    let isRemoval = change.hasSuffix("=") || change.hasSuffix("[]")
    #expect(author.snapshot.elements("individuals")[0].doseEstimates.count == (isRemoval ? 1 : 2))
    if change.contains("total") {
      #expect(author.field("individuals/0/doses/1/total") == "9.6")
      #expect(author.field("individuals/0/doses/1/method") == "k-factor")
      #expect(author.rows.incident?.codes == "1")
    }
  }

  @Test func `what a change would do is said in words`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 50, "effectiveDose": ["total": "9"]]
      ],
    ])

    let error = validationError { try author.set("individuals/0/effectiveDose/total=1") }

    #expect(error?.code == "reason-required")
    #expect(error?.message.contains("from notifiable to not notifiable") ?? false)
    #expect(error?.message.contains("by 15 March 2026") ?? false)
  }
}
