import IRMER

// The incident record, field by field.

extension RecordSchema {
  static let incident = FieldShape.object(
    [Field("reference", .label, isFixed: true), Field("status", .choice(incidentStatuses))]
      + factFields
      + [Field("individuals", .list(.object(individualFactFields + individualRecordFields)))]
      + placeFields
      + [
        Field("narrative", .prose),
        Field("immediateAction", .prose),
        Field("preliminary", preliminary),
        Field("classification", classification),
        Field("investigation", investigation),
        actions,
        Field("informing", informing),
        Field("dutyOfCandour", dutyOfCandour),
        Field("notification", notification),
        Field("report", report),
        Field("routes", .list(route)),
        Field("regulator", regulator),
        Field("learning", .list(learning)),
        Field("harm", harm),
        // What the Employer asked before approving the codes, and the answers.
        Field(
          "questions",
          .list(
            .object([
              Field("text", .prose), Field("by", .label), Field("on", .date),
              Field("answer", .prose), Field("answeredBy", .label), Field("answeredOn", .date),
            ]))),
        // For the person who logged it: what was found, and what changed.
        Field(
          "feedback",
          .list(
            .object([
              Field("found", .prose), Field("changed", .prose), Field("by", .label),
              Field("on", .date),
            ]))),
        Field(
          "links",
          .list(
            .object([
              Field("record", .label), Field("why", .prose),
              Field("relation", .choice(["duplicate", "not-the-same", "related"])),
            ]))),
        evidence,
        notes,
        Field("recordedAt", .dateTime, isFixed: true),
        Field("recordedBy", .label, isFixed: true),
        // Who has read the report, and the state of the record then.
        Field(
          "reportReading",
          .object([Field("digest", .label), Field("by", .label), Field("at", .dateTime)]),
          isFixed: true),
        // Copies of what was sent to the authority; each page is a record of its own.
        Field(
          "sentCopies",
          .list(
            .object(
              ["what", "record", "by", "sha256", "digest"].map { Field($0, .label) }
                + [Field("at", .dateTime)])), isFixed: true),
        // Why a day of discovery after the clock's was accepted.
        Field("clockDoubt", .label, isFixed: true),
        withdrawals,
      ])

  static let incidentStatuses = IncidentStatus.settable.map(\.rawValue)

  private static let placeFields: [Field] = [
    Field("authorityRef", .label),
    Field("localLRMSRef", .label),
    Field("lfpseRef", .label),
    Field("organisationType", .suggestion(["NHS", "independent"])),
    Field("employer", .label),
    Field("department", .label),
    Field("room", .label),
    Field("equipmentId", .label),
    Field(
      "equipment",
      .object([
        Field("assetNumber", .label), Field("make", .label), Field("model", .label),
        Field("serialNumber", .label), Field("softwareVersion", .label),
        Field("inClinicalUse", .flag), Field("fault", .label),
      ])),
    Field("exposureAt", .object([Field("first", .dateTime), Field("last", .dateTime)])),
    Field("discoveredAt", .dateTime),
    Field(
      "howDiscovered",
      .suggestion([
        "staff", "patient", "pacs-review", "dose-audit", "physics-qa", "report-query", "other",
      ])),
    Field("anonymousReporter", .flag),
  ]

  private static let preliminary = FieldShape.object([
    Field("start", .dateTime),
    Field("end", .dateTime),
    Field("by", .label),
    Field("outcome", .choice(["meets", "excluded", "not-excluded"])),
    Field("evidence", .prose),
    Field("mpeConsulted", .object([Field("who", .label), Field("when", .dateTime)])),
    Field("mpeAdvice", .prose),
  ])

  private static let classification = FieldShape.object([
    Field("proposedCodes", .list(.label)),
    Field("finalCodes", .list(.label)),
    Field("complementary", .list(.label)),
    Field("ruleSetId", .label),
    Field("decidedBy", .label),
    Field("decidedOn", .date),
    Field("reason", .prose),
    Field("significanceGuidance", .label),
    Field("significanceDecidedBy", .label),
    Field("significanceDecidedOn", .date),
    Field("significanceReason", .prose),
    Field(
      "tiers",
      .object([Field("tier1", .label), Field("tier2", .label), Field("tier3", .label)])),
    Field("rte", rte),
    Field("imagingTaxonomy", .anything),
  ])

  private static let rte = FieldShape.object([
    Field("level", .count(max: 5)),
    Field("processSubcode", .label),
    Field("failedBarrier", .label),
    Field("effectiveBarrier", .label),
    Field("methodOfDetection", .label),
    Field("causativeFactors", .list(.label)),
  ])

  /// The eight contents of the report, and how it was worked out (SAUE guidance, R092–R099).
  private static let investigation = FieldShape.object([
    Field("lead", .label),
    Field("team", .list(.label)),
    Field("method", .suggestion(["RCA", "SEIPS", "5-whys", "study-of-risk"])),
    Field("analysis", .prose),
    Field("analysedOn", .date),
    Field("timeline", .list(.object([Field("at", .dateTime), Field("what", .prose)]))),
    Field("whatHappened", .prose),
    Field("doseEstimate", .prose),
    Field("rootCauses", .prose),
    Field("contributoryFactors", .prose),
    Field("noContributoryFactorsBecause", .prose),
    Field("similarIncidents", .prose),
    Field("dutyOfCandour", .prose),
    Field("csaueProcedure", .prose),
    Field("csaueApplied", .choice(["yes", "no", "not-applicable"])),
    Field("learning", .prose),
    Field("learningSharedBy", .prose),
    Field("noLearningBecause", .prose),
    Field("correctiveMeasures", .prose),
    Field("noMeasuresBecause", .prose),
    Field("trends", .prose),
    Field(
      "searches",
      .list(
        .object([
          Field("on", .date), Field("from", .date), Field("to", .date), Field("what", .prose),
          Field("found", .count(max: countMax)),
        ]))),
  ])

  private static let message = FieldShape.object([
    // Whether it was done, even where the day is not known; absent until somebody is asked.
    Field("told", .choice(["yes", "not-yet", "no"])),
    Field("date", .date), Field("by", .label), Field("mode", .label), Field("reasonNot", .prose),
  ])

  static let informing = FieldShape.object(
    ["referrer", "practitioner", "individual"].map {
      Field($0, .object([Field("occurrence", message), Field("outcome", message)]))
    })

  static let dutyOfCandour = FieldShape.object([
    Field("applies", .choice(["yes", "no", "undecided"])),
    Field("met", .choice(["yes", "no", "not-applicable"])),
    Field("reason", .prose),
    Field("verbalDate", .date),
    Field("furtherEnquiries", .prose),
    Field("apology", .date),
    Field("writtenDate", .date),
    Field("support", .prose),
    Field("outcomeLetter", .date),
    Field("declinedContact", .flag),
  ])

  static let notification = FieldShape.object([
    Field("submittedOn", .date), Field("by", .label), Field("channel", .label),
    Field("reference", .label), Field("evidence", .prose),
    // What the authority was told, so that later changes can be reported too.
    Field("codes", .label), Field("discoveredOn", .date),
    // Which one was told: after a correction of the nation it is no longer the record's authority.
    Field("authority", .choice(Authority.allCases.map(\.rawValue))),
  ])

  static let report = FieldShape.object([
    Field("sentOn", .date), Field("by", .label), Field("channel", .label),
    Field("evidence", .prose),
    Field(
      "late",
      .object([
        Field("contactedOn", .date), Field("inspector", .label), Field("agreedDate", .date),
      ])),
  ])

  private static let route = FieldShape.object([
    Field("authority", .label),
    Field("body", .label),
    Field("duty", .choice(["must", "should", "consider", "none"])),
    Field("channel", .label),
    Field("dueAt", .dateTime),
    Field("sentAt", .dateTime),
    Field("ref", .label),
    Field("response", .prose),
    Field("decision", .prose),
    Field("status", .suggestion(["planned", "sent", "answered", "closed", "not-needed"])),
    Field("closedAt", .dateTime),
  ])

  static let regulator = FieldShape.object([
    Field("withAuthorityOn", .date),
    Field(
      "correspondence",
      .list(
        .object([
          Field("on", .date), Field("direction", .choice(["in", "out"])), Field("what", .prose),
          Field("ref", .label),
        ]))),
    Field(
      "steps",
      .list(.object([Field("step", .label), Field("on", .date), Field("evidence", .prose)]))),
    Field(
      "visits",
      .list(
        .object([Field("on", .date), Field("announced", .flag), Field("feedback", .prose)]))),
    // What it requires becomes an action with its due date; the notice itself is stored here.
    Field(
      "notices",
      .list(
        .object([
          Field("kind", .suggestion(["recommendation", "improvement", "prohibition", "warning"])),
          Field("on", .date), Field("ref", .label), Field("what", .prose), Field("due", .date),
          Field("met", .date),
        ]))),
    Field("closureOn", .date),
    Field("closureRef", .label),
  ])

  private static let learning = FieldShape.object([
    Field("item", .prose), Field("audience", .label), Field("channel", .label),
    Field("date", .date), Field("receipts", .count(max: countMax)),
  ])

  static let harm = FieldShape.object([
    Field("physical", .choice(harmLevels)), Field("psychological", .choice(harmLevels)),
    Field("onset", .date),
  ])

  static let harmLevels = ["none", "low", "moderate", "severe", "fatal"]
}
