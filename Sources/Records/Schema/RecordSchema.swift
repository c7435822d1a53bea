/// What each kind of record may hold.
///
/// The keys are those of `candour assess` (the facts) and of the record fields of the guidance.
/// Keys that are not listed are kept, merged and shown as the author wrote them.
public enum RecordSchema {
  /// The fields of a kind of record; of an unknown kind, any.
  public static func shape(of kind: RecordKind) -> FieldShape {
    switch kind {
    case .incident: incident
    case .audit: audit
    case .procedure: procedure
    case .theme: theme
    case .equipment: equipment
    case .licence: licence
    case .margin: margin
    case .denominator: denominator
    case .sentCopy: sentCopy
    case .lesson: lesson
    case .receipt: receipt
    default: .anything
    }
  }

  /// Keys that every record of ours has, written by the software.
  static let identity: [Field] = [
    Field("reference", .label, isFixed: true),
    Field("recordedAt", .dateTime, isFixed: true),
    Field("recordedBy", .label, isFixed: true),
  ]

  static let withdrawals = Field(
    "withdrawals",
    .list(
      .object([
        Field("why", .prose), Field("from", .label), Field("seen", .prose), Field("on", .date),
      ])),
    isFixed: true)

  static let notes = Field(
    "notes", .list(.object([Field("text", .prose), Field("at", .dateTime), Field("by", .label)])))

  /// What shows what happened and is kept outside the record: of a file its hash, never its bytes.
  static let evidence = Field(
    "evidence",
    .list(
      .object([
        Field("what", .prose), Field("where", .prose),
        Field("sha256", .label, isFixed: true),
        Field("bytes", .count(max: EvidenceItem.bytesMax), isFixed: true),
        Field("by", .label, isFixed: true), Field("at", .dateTime, isFixed: true),
      ])))

  /// The actions of an incident or an audit.
  static let actions = Field(
    "actions",
    .list(
      .object([
        Field("description", .prose),
        Field("finding", .prose),
        Field("change", .prose),
        Field("cause", .prose),
        Field("owner", .label),
        Field("due", .date),
        Field("done", .date),
        Field("evidence", .prose),
        Field("strength", .choice(ActionStrength.allCases.map(\.rawValue))),
        Field("kind", .choice(["system", "people"])),
        Field("status", .choice(["open", "in-progress", "done", "transferred", "not-needed"])),
        Field("transferredTo", .label),
        Field("effectivenessCheckDue", .date),
        Field("effectivenessCheckDone", .date),
      ])))
}
