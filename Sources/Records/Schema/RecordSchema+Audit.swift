// The clinical-audit record, field by field (audit procedure).

extension RecordSchema {
  static let audit = FieldShape.object([
    Field("reference", .label, isFixed: true),
    Field("status", .choice(AuditStatus.settable.map(\.rawValue))),
    Field("title", .label),
    Field("programmeYear", .year),
    Field("cycle", .count(max: 1000)),
    Field("previousCycle", .label),
    Field("topicOrigin", .label),
    Field("objectives", .list(.label)),
    Field("modality", .label),
    Field("department", .label),
    Field("sites", .list(.label)),
    Field("team", team),
    Field("standards", .list(standard)),
    Field("method", .anything),
    Field("population", .prose),
    Field("sampling", .suggestion(["all", "random", "consecutive"])),
    Field("sampleSize", .count(max: countMax)),
    Field("period", .anything),
    Field("dataItems", .list(.label)),
    Field("data", .list(observation)),
    Field(
      "findings",
      .list(.object([Field("type", .suggestion(findingTypes)), Field("text", .prose)]))),
    actions,
    Field("noChangeRequired", .prose),
    Field("reviewDate", .date),
    Field("timeline", .prose),
    Field("firstReport", auditReport),
    Field("secondReport", auditReport),
    Field(
      "reAudit",
      .object([
        Field("due", .date), Field("issued", .date), Field("received", .date),
        Field("audit", .label), Field("reasonNot", .prose), Field("comparison", .prose),
      ])),
    Field("approvedBy", .label),
    Field("approvedOn", .date),
    Field("abandonedReason", .prose),
    evidence,
    notes,
    Field("recordedAt", .dateTime, isFixed: true),
    Field("recordedBy", .label, isFixed: true),
    withdrawals,
  ])

  /// The audit procedure: “Clinical audit should include a lead clinician, lead modality radiographer and the
  /// Medical Physics Expert (MPE).”
  private static let team = FieldShape.object([
    Field("leadClinician", .label), Field("leadModalityRadiographer", .label),
    Field("medicalPhysicsExpert", .label), Field("others", .list(.label)),
    Field("reason", .prose),
  ])

  private static let standard = FieldShape.object([
    Field("id", .label),
    Field("text", .prose),
    Field("target", .percent),
    Field("limit", limit),
    Field("source", .label),
    Field("link", .label),
    Field("date", .date),
    Field("criterionType", .choice(["structure", "process", "outcome"])),
    Field("indicator", .prose),
    Field("exclusions", .prose),
    Field(
      "result",
      .object([
        Field("numerator", .count(max: countMax)), Field("denominator", .count(max: countMax)),
        Field("value", .quantity), Field("graded", .choice(AuditStandard.Grade.words)),
        Field("on", .date), Field("comment", .prose),
      ])),
  ])

  /// A target that is not a share: a median of at most 500 mGy·cm, a review within 36 months.
  private static let limit = FieldShape.object([
    Field("sense", .choice(AuditStandard.Limit.Sense.allCases.map(\.rawValue))),
    Field("value", .quantity), Field("unit", .label),
  ])

  /// One case that was examined, without anything that identifies a person: which standards it met,
  /// and what else the audit recorded of it.
  private static let observation = FieldShape.object([
    Field("row", .label), Field("site", .label), Field("on", .date),
    Field("items", .keyed(.anything)),
    Field("results", .keyed(.choice(AuditTally.Result.allCases.map(\.rawValue)))),
  ])

  private static let auditReport = FieldShape.object([
    Field("due", .date), Field("issued", .date), Field("to", .label), Field("received", .date),
    Field("receivedBy", .label), Field("notRequired", .prose),
  ])

  /// The audit procedure: “Clinical audit will help identify”, six things.
  static let findingTypes = [
    "performance-against-standards", "below-standard", "compliance-with-evidence", "training",
    "change-of-practice", "new-standard",
  ]
}
