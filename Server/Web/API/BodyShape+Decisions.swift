internal import Aggregation
internal import IRMER
internal import Records

// The body of each decision. Members have the names of the fields in the pages' forms.

extension BodyShape {
  /// The state of the record that the decision was based on; `If-Match` may give it instead.
  static let version = Member(
    name: "version", kind: .text, isRequired: false, isExpected: true)

  /// The steps of every kind of record.
  static let step = BodyShape(
    by: "action",
    [
      (
        "submitted",
        day + [.optional("authority", .choice(Authority.allCases.map(\.rawValue)))]
          + texts(["reference", "by", "channel", "why"])
      ),
      ("inspector", day + [by, .optional("agreed", .day), why]),
      ("report-sent", day + [by, why]),
      ("with-authority", day + [why]),
      (
        "correspondence",
        day + [words, .optional("direction", .text), .optional("reference", .text), why]
      ),
      ("visit", day + [words, .optional("evidence", .text), why]),
      ("closure", day + [.optional("reference", .text), why]),
      ("approve", []), ("confirm-report", []), ("close", [why]), ("note", [words]),
      ("withdraw", [.required("why", .words)]),
      ("field", [.required("path", .words), .required("value", .text), why]),
      ("advance", [.required("status", .choice(AuditStatus.settable.map(\.rawValue))), why]),
      ("received-first", day), ("received-second", day),
      (
        "review",
        [
          .required("approvedOn", .day), .required("signedBy", .words),
          .optional("edition", .text), why,
        ]
      ),
      ("acknowledge", [.required("role", .words)]),
    ] + facts
  ).with([version])

  /// What people find out or decide about an incident.
  private static let facts: [(value: String, members: [Member])] = [
    (
      "dose",
      texts(["individual", "exposure", "age", "intended", "total", "alternative", "expert"]) + [why]
    ),
    (
      "significance",
      [
        .required("significant", .choice(["yes", "no"])), .required("reason", .words),
        .optional("guidance", .text),
      ]
    ),
    ("exclusion", [.required("evidence", .words)] + texts(["expert", "advice"])),
    (
      "candour",
      texts([
        "individual", "applies", "met", "verbalDate", "apology", "writtenDate", "outcomeLetter",
        "support", "reason",
      ]) + [why]
    ),
    (
      "informing",
      [
        .required("recipient", .choice(["referrer", "practitioner", "individual"])),
        .required("message", .choice(["occurrence", "outcome"])),
      ] + texts(["individual", "on", "by", "mode", "reasonNot"]) + [why]
    ),
    ("action-add", [words] + texts(["owner", "due"]) + [why]),
    ("action-done", day + [.required("number", .text), why]),
    (
      "result",
      [.required("standard", .text), .required("met", .text), .required("of", .text), why]
    ),
    ("notice", day + [words] + texts(["kind", "reference", "due", "owner"]) + [why]),
  ]

  private static func texts(_ names: [String]) -> [Member] {
    names.map { .optional($0, .text) }
  }

  private static let day = [Member.required("on", .day)]
  private static let by = Member.optional("by", .text)
  private static let why = Member.optional("why", .text)
  private static let words = Member.required("text", .words)
  private static let reason = Member.required("why", .words)

  static let settlement = BodyShape([
    .required("path", .words), .required("take", .candidate), .optional("value", .text), reason,
    version,
  ])

  static let report = BodyShape(
    Decisions.reportParts.map { .optional($0.key, .text) } + [version])

  static let theme = BodyShape(
    by: "decision",
    [
      (
        "confirm",
        [
          .required("title", .words), .required("complementary", .texts),
          .optional("identifiedOn", .day),
        ]
      ),
      ("reject", [.optional("title", .text)]),
    ]
  ).with([.required("incidents", .uuids(atLeast: 2)), .optional("ground", .text), reason])

  static let joining = BodyShape([
    .required("incidents", .uuids(atLeast: 1)), reason, version,
  ])

  static let duplicate = BodyShape([
    .required("decision", .choice(["keep1", "keep2", "two"])), .required("id1", .uuid),
    .required("version1", .text), .required("id2", .uuid), .required("version2", .text), reason,
  ])

  static let entry = BodyShape([
    .required("decision", .choice(["release", "keep-out"])), reason,
    // The entries of `resting` that the decision includes; without it, all.
    .optional("resting", .texts),
  ])

  static let revocation = BodyShape([reason])

  static let procedure = BodyShape([
    .required("title", .words), .optional("version", .text), .optional("link", .text),
    .optional("authoriser", .text), .optional("author", .text), .optional("approvedOn", .day),
    .optional("dutyHolders", .texts),
  ])

  static let code = BodyShape([
    .required("site", .site), .optional("role", .choice(["site", "reader"])),
  ])

  static let subscription = BodyShape(
    by: "channel",
    [
      ("email", [.required("address", .email)]), ("webhook", [.required("address", .webhook)]),
    ]
  ).with([
    .required("role", .choice(Role.withRecords.map(\.rawValue))), .optional("site", .site),
  ])
}
