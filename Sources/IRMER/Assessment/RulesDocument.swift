/// `Docs/rules.md`, generated from the rules so that it is always up to date.
public enum RulesDocument {
  /// The whole page, as Markdown.
  public static var text: String {
    ([introduction] + Edition.all.map(section) + [related, clocks]).joined(separator: "\n")
  }

  private static let introduction = """
    # The rules and their sources

    Generated from the criteria in `Sources/IRMER`; a test compares it with them.
    `UPDATE_SNAPSHOTS=1 swift test --filter IRMERTests` writes it anew.

    The **SAUE guidance** (`S2` in data) is the Care Quality Commission's guidance on significant
    accidental and unintended exposures, updated 19 April 2023 and jointly agreed by the four
    enforcing authorities. The **audit procedure** (`S1` in data) is an employer's procedure EP17 for
    clinical audit. Quotes are the source's own words. Quantities are exact decimals; ratios are multiplied out, never
    divided. For each individual a criterion is *met* when every value of the missing facts meets
    it, *excluded* when none does, *undetermined* otherwise. In a test ∧ is *and*, ∨ is *or*, ¬ is *not*.

    """

  private static func section(_ edition: Edition) -> String {
    var lines = [
      "## `\(edition.id)`", "", edition.title + ".", "",
      """
      Status: \(edition.status.rawValue); in force from \
      \(edition.inForceFrom?.description ?? "no date known"). \(edition.note)
      """, "",
      """
      | code | category | test | boundary | source's words | where they stand | in the code | tested in |
      """,
      "|---|---|---|---|---|---|---|---|",
    ]
    lines += edition.criteria.map(row)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ criterion: Criterion) -> String {
    let quotes = criterion.quotes.map { "“\($0)”" }.joined(separator: " ")
    let file = "`\(criterion.place.split(separator: "/").last ?? "")`"
    let cells = [
      criterion.code.rawValue, criterion.category, criterion.test, criterion.boundary, quotes,
      "\(SourceDocument(rawValue: criterion.source)?.name ?? criterion.source): \(criterion.section)",
      file,
      "`\(testFile(of: criterion))`",
    ]
    let escaped = cells.map { cell in
      String(cell.flatMap { $0 == "|" ? "\\|" : String($0) })
    }
    return "| " + escaped.joined(separator: " | ") + " |"
  }

  /// Where both sides of the criterion's boundary are tested, under `Tests/IRMER`.
  public static func testFile(of criterion: Criterion) -> String {
    if criterion.place.contains("Edition+") { return "Assessment/EditionTests.swift" }
    switch criterion.family {
    case .accidental, .unintended: return "Rules/DoseCriterionTests.swift"
    case .interventional, .planning, .verification: return "Rules/ImagingCriterionTests.swift"
    case .foetal, .infant, .radiopharmaceutical, .deliveredDose, .geographicalMiss,
      .selectiveInternal, .nuclearMedicineTherapy:
      return "Rules/OtherCriterionTests.swift"
    }
  }

  /// The fields about a rule's fact that are not its own key.
  private static var related: String {
    var lines = [
      """
      ## Fields beside the rules' own keys

      Where the rule's own key is absent, such a field settles the fact or leaves it unknown, never
      none. Where both are given and contradict each other, a document and an edit are refused by
      both names; in a merged record the fact counts as unknown. A test walks every field of the
      incident and asks which of the three it is: a rule's own, one of these, or neither.

      | field | speaks of | what it does |
      |---|---|---|
      """
    ]
    lines += RelatedField.all.map { field in
      let path = field.path.split(separator: "/").filter { $0 != "-" }.joined(separator: "/")
      return "| `\(path)` | `\(field.fact)` | \(field.effect) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let warnings = ClockState.warnings.map(String.init).joined(separator: ", ")

  private static let clocks = """
    ## Clocks

    | clock | last day | source's words |
    |---|---|---|
    | notification | discovery + \(Clock.notifyDays) days | “no later than 2 weeks after discovering \
    the incident” |
    | report | discovery + \(Clock.reportDays) days | “no later than 12 weeks after the incident \
    was discovered” |

    Calendar days in Europe/London, the last day included; weekends and holidays move nothing.
    Where a confirmed theme is the only ground, both count from the later of discovery and the day
    on which the theme was identified. An undetermined incident carries both, and is escalated on day
    \(Clock.escalateDays). Warnings go out \(warnings) days before a last day.

    ## Limits

    A quantity has at most \(Quantity.digitsMax) digits and, as a JSON number, an exponent within \
    ±\(Quantity.exponentMax); a list at most \(FactsReader.elementsMax) elements; a document at most \
    \(JSONValue.depthMax) levels. Beyond these a document is an error, never rounded. Of facts in \
    conflict at most \(Edition.combinationsMax) combinations are judged, and fewer of a record with \
    many facts (`Sources/Records/Incident/JudgingWork.swift`), so that no record costs more than \
    another to judge; beyond that they count as unknown, and the outcome is at least undetermined.

    """
}
