import IRMER
import Records
import Replication
import Testing

/// The guard: no field about a rule's fact is unread.
@Suite("Fields that speak of a rule's fact")
struct RelatedFieldTests {
  private static let listing = RecordSchema.listing(of: .incident).map(\.path)

  /// Fields of the incident and its individuals about no rule's fact, by the prefix of their paths.
  /// A new field must be listed here, among the related ones, or among the rules' own.
  private static let others = [
    "reference", "status", "authorityRef", "localLRMSRef", "lfpseRef", "organisationType",
    "employer", "department", "room", "equipmentId", "equipment/assetNumber", "equipment/make",
    "equipment/model", "equipment/serialNumber", "equipment/softwareVersion", "exposureAt",
    "discoveredAt", "howDiscovered", "anonymousReporter", "narrative", "immediateAction",
    "preliminary/start", "preliminary/end", "preliminary/evidence", "preliminary/mpe",
    "classification/proposedCodes", "classification/ruleSetId", "classification/decidedOn",
    "classification/reason", "classification/significance", "classification/tiers",
    "classification/rte", "classification/imagingTaxonomy", "investigation", "actions", "informing",
    "dutyOfCandour", "notification", "report", "routes", "regulator", "learning", "harm/onset",
    "evidence", "links", "notes", "questions", "feedback", "sentCopies", "recordedAt", "recordedBy",
    "clockDoubt", "withdrawals",
    "individuals/-/sex", "individuals/-/site", "individuals/-/harm/onset",
    "individuals/-/radiotherapy/intent", "individuals/-/radiotherapy/site",
    "individuals/-/radiotherapy/technique", "individuals/-/radiotherapy/prescribed",
    "individuals/-/radiotherapy/dosePerFraction", "individuals/-/radiotherapy/fractionsDelivered",
    "individuals/-/radiotherapy/affectedFractions", "individuals/-/radiotherapy/marginTable",
    "individuals/-/nuclearMedicine/radionuclide", "individuals/-/nuclearMedicine/route",
    "individuals/-/nuclearMedicine/dispensed",
    "individuals/-/nuclearMedicine/administeredAt",
    "individuals/-/nuclearMedicine/employerLicence",
    "individuals/-/nuclearMedicine/practitionerLicence", "individuals/-/nuclearMedicine/purpose",
    "individuals/-/interventionalProcedure/referencePointAirKerma",
    "individuals/-/interventionalProcedure/dap", "individuals/-/interventionalProcedure/localDRL",
    "individuals/-/interventionalProcedure/followUpPlan", "individuals/-/informing",
    "individuals/-/dutyOfCandour",
  ]

  private static func isBelow(_ path: String, _ beginning: String) -> Bool {
    path == beginning || path.hasPrefix(beginning + "/")
  }

  /// A fact without a number would never reach the rules.
  @Test func `each field that the rules read has a number`() {
    for path in RecordSchema.ownFactPaths + RelatedField.all.map(\.path) {
      let keys = path.split(separator: "/").filter { $0 != "-" }.prefix(3).map(String.init)
      let unnumbered = keys.filter { FactField.named($0) == nil }
      #expect(unnumbered == [], "\(path)")
    }
  }

  @Test(arguments: listing)
  func `every field is a rule's own, is read beside it, or speaks of no rule's fact`(
    path: String
  ) {
    let own = RecordSchema.ownFactPaths.contains { Self.isBelow(path, $0) }
    let related = RelatedField.all.contains { Self.isBelow(path, $0.path) }
    let other = Self.others.contains {
      Self.isBelow(path, $0) || path.hasPrefix($0) && $0.last != "-"
    }

    #expect(own || related || other, "\(path) is new: does it speak of a rule's fact?")
  }

  @Test(arguments: RelatedField.all)
  func `a related field is a field of the record`(field: RelatedField) {
    #expect(Self.listing.contains { Self.isBelow($0, field.path) })
  }

  /// For each related field, a value that by itself changes the answer.
  private static let telling: [String: (modality: String, base: String, value: JSONValue)] = [
    "individuals/-/ageInDays": ("ct", "", 20), "individuals/-/ageInWeeks": ("ct", "", 3),
    "individuals/-/ageInMonths": ("ct", "", 5),
    "individuals/-/pregnancyStatus": ("ct", "", "pregnant"),
    "individuals/-/gestationWeeks": ("ct", "", 9),
    "individuals/-/breastfeeding": ("nm-diagnostic", "", true),
    "individuals/-/nuclearMedicine/productIntended": ("nm-diagnostic", "", "HDP"),
    "individuals/-/nuclearMedicine/productAdministered": ("nm-diagnostic", "", "MAA"),
    "individuals/-/nuclearMedicine/prescribed": ("sirt", "", "2"),
    "individuals/-/nuclearMedicine/administered": ("sirt", "", "2"),
    "individuals/-/nuclearMedicine/unit": (
      "nm-therapy",
      #""nuclearMedicine": {"prescribed": "3.7", "administered": "3.7"}, "#
        + #""doses": [{"quantity": "administered-activity", "total": "3700"}],"#,
      "GBq"
    ),
    "individuals/-/nuclearMedicine/residual": (
      "sirt", #""nuclearMedicine": {"administered": "2"},"#, "0.1"
    ),
    "individuals/-/nuclearMedicine/extravasation": ("sirt", "", true),
    "individuals/-/nuclearMedicine/licenceValid": ("nm-diagnostic", "", false),
    "individuals/-/radiotherapy/acquiredImagesPerFraction": (
      "rt-verification-imaging", "", [3, 3]
    ),
    "individuals/-/radiotherapy/plannedImagesPerFraction": (
      "rt-verification-imaging",
      #""radiotherapy": {"fractions": 2, "acquiredImagesPerFraction": [2, 2]},"#, 1
    ),
    "individuals/-/radiotherapy/fractions": (
      "rt-verification-imaging",
      #""radiotherapy": {"plannedImagesPerFraction": 1, "acquiredImagesPerFraction": [2, 2]},"#, 2
    ),
    "individuals/-/radiotherapy/oneOff": (
      "rt-verification-imaging", #""verificationImages": {"cause": "hardware-failure"},"#, true
    ),
    "individuals/-/radiotherapy/displacement": ("external-beam", "", ["vector": "4"]),
    "individuals/-/differenceKinds": ("ct", "", ["duplicate"]),
    "individuals/-/exposureIntendedOnThisOccasion": ("ct", "", false),
    "individuals/-/causeClass": ("ct", "", "equipment"),
    "individuals/-/interventionalProcedure/peakSkinDose": ("fluoroscopy", "", "3"),
    "individuals/-/harm/physical": ("ct", "", "severe"),
    "individuals/-/harm/psychological": ("ct", "", "moderate"),
    "individuals/-/doses": ("ct", "", [["quantity": "effective-dose", "total": "40"]]),
    "preliminary/outcome": ("ct", "", "meets"),
    "preliminary/by": ("ct", #"|"preliminary": {"outcome": "meets"},"#, "MPE"),
    "classification/finalCodes": (
      "ct", #"|"classification": {"decidedBy": "MPE", "reason": "a second reading"},"#, ["2.3"]
    ),
    "classification/complementary": (
      "ct", #"|"classification": {"decidedBy": "MPE"},"#, ["M2.3"]
    ),
    "classification/decidedBy": (
      "ct", #"|"classification": {"finalCodes": ["2.3"], "reason": "a second reading"},"#, "MPE"
    ),
    "equipment/inClinicalUse": ("ct", "", false), "equipment/fault": ("ct", "", "tube arc"),
    "harm/physical": ("ct", "", "severe"), "harm/psychological": ("ct", "", "moderate"),
  ]

  /// A document with the field, or without it.
  private static func document(_ field: RelatedField, with value: JSONValue?) throws -> JSONValue {
    let telling = try #require(telling[field.path], "\(field.path) has no example")
    let isTop = telling.base.first == "|"
    let (top, below) = isTop ? (String(telling.base.dropFirst()), "") : ("", telling.base)
    var document = try JSONValue(
      parsing: """
        {"nation": "england", "discoveredOn": "2026-02-02", "modality": "\(telling.modality)",
         "clinicallySignificant": "no", \(top) "individuals": [{\(below) "exposure": "unintended",
         "effectiveDose": {"intended": "4", "total": "5"}}]}
        """)
    guard let value else { return document }
    var object = try #require(document.object)
    let parts = field.path.split(separator: "/").map(String.init)
    if parts[0] == "individuals" {
      var person = try #require(object["individuals"]?.array?.first?.object)
      set(value, at: Array(parts.dropFirst(2)), in: &person)
      object["individuals"] = [.object(person)]
    } else {
      set(value, at: parts, in: &object)
    }
    document = .object(object)
    return document
  }

  private static func set(_ value: JSONValue, at path: [String], in object: inout JSONObject) {
    guard path.count > 1 else { return object[path[0]] = value }
    var inner = object[path[0]]?.object ?? JSONObject()
    inner[path[1]] = value
    object[path[0]] = .object(inner)
  }

  @Test(arguments: RelatedField.all)
  func `each is read, from a document and from a record`(field: RelatedField) throws {
    let with = try Self.document(field, with: try #require(Self.telling[field.path]).value)
    let without = try Self.document(field, with: nil)

    let read = Edition.default.assess(try IncidentFacts(with))
    let unread = Edition.default.assess(try IncidentFacts(without))
    // The age is settled, so it is no longer asked for.
    #expect(read != unread || field.fact == "ageAtExposure", "\(field.path) is unread")

    var author = Author(kind: .incident)
    try author.log(with)
    let recorded = IncidentView(author.snapshot).assessment
    #expect(recorded.outcome == read.outcome)
    #expect(recorded.findings == read.findings)
    #expect(recorded.prompts == read.prompts)
  }

  @Test func `what two people wrote and contradicts itself is unknown, never none`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-02", "modality": "nm-diagnostic", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "effectiveDose": ["intended": "4", "total": "4"]]
      ],
    ])
    var other = author.forked("mpe", log: 2)
    try author.set("individuals/0/incorrectRadiopharmaceutical=true")
    try other.set(
      "individuals/0/nuclearMedicine/productIntended=HDP",
      "individuals/0/nuclearMedicine/productAdministered=HDP")

    author.merge(other)

    let assessment = IncidentView(author.snapshot).assessment
    #expect(assessment.outcome == .undetermined)
    #expect(assessment.prompts.contains { $0.contains("counted as unknown") })
    #expect(
      validationError {
        try author.set("individuals/0/incorrectRadiopharmaceutical=true", "room=A")
      } == nil)
  }

  @Test(arguments: [
    ("nation", "The nation of the exposure is not recorded"),
    ("discoveredOn", "The date of discovery is not recorded"),
  ])
  func `what is assumed instead of a fact that is not known is said`(
    field: String, remark: String
  ) throws {
    for other: Value? in [nil, .unknown([1]), .redacted, .text("cornwall")] {
      var author = Author(kind: .incident)
      try author.log([
        "nation": "wales", "discoveredOn": "2026-02-02", "modality": "ct",
        "individuals": [["exposure": "unintended"]],
      ])
      let prompts = { IncidentView(author.snapshot).assessment.prompts }
      #expect(!prompts().contains { $0.hasPrefix(remark) })

      author.write([author.state.writing(other, at: try #require(FieldPath(field)))])

      #expect(prompts().contains { $0.hasPrefix(remark) }, "\(String(describing: other))")
    }
  }

  @Test func `of a decision in conflict the severer counts`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-02", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "unintended", "effectiveDose": ["intended": "4", "total": "4"]]
      ],
    ])
    var other = author.forked("employer", log: 2)
    try author.set("preliminary/outcome=meets")
    try other.set(
      "preliminary/outcome=excluded", "preliminary/by=Employer", "preliminary/evidence=Log",
      "preliminary/mpeAdvice=None needed")

    author.merge(other)

    #expect(IncidentView(author.snapshot).assessment.outcome == .notifiable)
    #expect(author.rows.notification != nil)
  }
}
