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
    divided. For each individual a criterion is *met* if it is met whatever the missing facts turn out to
    be, *excluded* if it cannot be met whatever they turn out to be, *undetermined* otherwise.

    Which edition judges: the project decided on the guidance of 19 April 2023 (`saue-2023-04-19`), and on
    that of August 2020 for what was discovered before. A later table of CQC is known by an undated copy of
    its beginning only, so it is a draft that judges nothing. When CQC's pages were copied is not recorded;
    the copy of the guidance names an enforcement notice of July 2024, so it is not older than that. Before
    relying on this page, compare it with CQC's.

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
    lines += ["", accidentalOrUnintended, "", oneProductOrTwo]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let accidentalOrUnintended = """
    **Accidental or unintended.** The guidance calls an exposure accidental “when no exposure of any kind was
    intended”, and names “timing of exposure” among what makes an intended one unintended. It does not say which a
    wrong patient, a duplicate or a request that was not cancelled is. The reading here is ours: an exposure
    at the wrong time that somebody still wanted is unintended; a later or second one that nobody then
    wanted, or of a person who was to have none, is accidental. The person who records it decides. Where the
    field `differenceKinds` leaves it open, both readings are judged, because code 1 is stricter than code 2,
    and outside England has no threshold.
    """

  private static let oneProductOrTwo = """
    **One product or two.** Names of radiopharmaceuticals are compared without regard to case, spaces, hyphens and
    where the mass number stands: `Tc-99m MAA`, `99mTc-MAA`, `99Tcm-MAA` and `technetium-99m macroaggregated albumin` are
    one product. They are two where the radionuclides differ, or where both substances are in a table of names in general
    use (`Sources/IRMER/Facts/ProductName+Substances.swift`, which says where they are from) and differ, and where nothing of
    either name is understood. Anything else may be one product or two: less detail in one name (`HDP` and `Tc-99m HDP`), a
    word or a brand that the table does not have. Code 7 is then undetermined, and a prompt asks whether the right one was
    given.
    """

  private static let warnings = ClockState.warnings.map(String.init).joined(separator: ", ")

  private static let clocks = """
    ## Deadlines

    | deadline | last day | source's words |
    |---|---|---|
    | notification | discovery + \(Clock.notifyDays) days | “you must notify the appropriate enforcing authority \
    as soon as possible”, “no later than 2 weeks after discovering the incident” |
    | report | discovery + \(Clock.reportDays) days | “no later than 12 weeks after the incident \
    was discovered” |

    Notify as soon as possible: the last day is the limit, not the aim. Calendar days in Europe/London, the last
    day included; weekends and holidays move nothing.
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
