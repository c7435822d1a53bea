internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

/// The form that filters a list, as somebody filled it in.
struct ListForm {
  let path: String
  let words: String
  let sites: [Choice]
  let from: String
  let to: String
  let day: String
  let states: [Choice]
  let sorts: [Choice]
  let outcomes: [Choice]
  let hasOutcomes: Bool
  let modalities: [Choice]
  let department: String
  let hasDepartment: Bool
  let code: String
  let hasCode: Bool
  let due: [Choice]
  let hasDue: Bool
  let whys: [Choice]
  let hasWhys: Bool
  let questions: [Choice]
  let hasQuestions: Bool
  let overdue: [Choice]
  let hasOverdue: Bool
  /// Whether something under "More filters" is set.
  let isMore: Bool

  init(_ kind: ListKind, _ query: FormFields, sites: [SiteCoverage]) {
    func has(_ narrowing: ListShape.Narrowing) -> Bool { kind.shape.narrowings.contains(narrowing) }
    func choices(
      _ name: String, _ values: [String], _ words: (String) -> String
    ) -> [Choice] {
      values.map { Choice(value: $0, text: words($0), isChosen: query[name] == $0) }
    }
    path = kind.path
    words = query["q"] ?? ""
    self.sites = sites.map { site in
      Choice(
        value: site.site, text: site.name.map { "\(site.site) · \($0)" } ?? site.site,
        isChosen: query["site"] == site.site)
    }
    (from, to, day) = (query["from"] ?? "", query["to"] ?? "", kind.dayWords)
    states = choices("state", kind.shape.states ?? [], Wording.displayText)
    let sort = query["sort"] ?? kind.standardSort
    sorts = kind.shape.sorts.filter { $0 != .id }.flatMap { key in
      let words = ListKind.displayText(of: key)
      let isDay = [.discovered, .updated, .deadline, .due].contains(key)
      return [
        Choice(
          value: key.rawValue, text: "\(words), \(isDay ? "earliest" : "A to Z") first",
          isChosen: sort == key.rawValue),
        Choice(
          value: "-" + key.rawValue, text: "\(words), \(isDay ? "latest" : "Z to A") first",
          isChosen: sort == "-" + key.rawValue),
      ]
    }
    hasOutcomes = has(.outcome)
    outcomes = choices("outcome", Assessment.Outcome.allCases.map(\.rawValue), Wording.displayText)
    modalities = choices("modality", Modality.allCases.map(\.rawValue), Wording.modality)
    (department, hasDepartment) = (query["department"] ?? "", has(.department))
    (code, hasCode) = (query["code"] ?? "", has(.code))
    hasDue = has(.due)
    due = choices("due", DuePart.allCases.map(\.rawValue)) {
      ["today": "Last day is today", "week": "In the next seven days", "open": "Not notified yet"][
        $0] ?? $0
    }
    hasWhys = has(.why)
    whys = choices("why", UndeterminedCause.allCases.map(\.rawValue)) {
      [
        "significance": "Clinical significance is not decided",
        "dose": "Dose, age or kind of exposure missing", "other-facts": "Other facts missing",
      ][$0] ?? $0
    }
    hasQuestions = has(.awaitsAnswer)
    questions = choices("awaitsAnswer", ["true", "false"]) {
      $0 == "true" ? "Waits for its answer" : "None waits"
    }
    hasOverdue = has(.overdue)
    overdue = choices("overdue", ["true", "false"]) { $0 == "true" ? "Overdue" : "Not overdue" }
    isMore = [
      "outcome", "modality", "department", "code", "due", "why", "awaitsAnswer", "overdue",
    ].contains { query[$0] != nil }
  }

  /// The parameters that the list accepts, as sent.
  static func pairs(_ kind: ListKind, _ query: FormFields) -> [(String, String?)] {
    kind.shape.names.filter { !["cursor", "limit"].contains($0) }.map { ($0, query[$0]) }
  }
}
