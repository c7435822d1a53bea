import Screens
import SiteClient

/// The result of the rules, in words, from the assessment's own document.
struct AssessmentSummary {
  private let assessment: JSONValue
  private let lines: FindingLines
  private let today: CalendarDate
  private let clocks: ClockProgress

  /// - Parameters:
  ///   - individuals: how many the incident has.
  ///   - clocks: the notification's step and its deadlines.
  init(
    _ assessment: JSONValue, individuals: Int, today: CalendarDate, clocks: ClockProgress = .begun
  ) {
    (self.assessment, self.today, self.clocks) = (assessment, today, clocks)
    lines = FindingLines(assessment, individuals: individuals)
  }

  /// `CQC (must), MHRA (consider)`.
  private var bodies: String {
    let routes = assessment["routes"]?.array ?? []
    let words = routes.map { "\($0["body"]?.displayText ?? "") (\($0["duty"]?.displayText ?? ""))" }
    return words.isEmpty ? "–" : words.joined(separator: ", ")
  }

  func summary(to output: Output) {
    let outcome = assessment["outcome"]?.string ?? ""
    output.line(
      "Outcome: \(OutcomeWords(assessment).displayText)",
      outcome == "notifiable" ? .danger : outcome == "undetermined" ? .warning : .good)
    output.pairs([
      ("authority", assessment["authority"]?.displayText ?? "–"), ("to tell", bodies),
      ("last day to notify", deadline("notifyBy")), ("last day to report", deadline("reportBy")),
      ("edition", assessment["edition"]?.displayText ?? "–"),
    ])
    for line in lines.lines { output.line(line.text, line.isMet ? .danger : .warning) }
    for prompt in lines.prompts { output.line("· \(prompt)") }
  }

  /// Every finding with the sentence of the guidance that it is based on.
  func explanation(to output: Output) {
    summary(to: output)
    for finding in assessment["findings"]?.array ?? [] {
      output.line()
      output.line(lines.line(finding), .strong)
      var pairs: [(String, String)] = []
      if let margin = finding["margin"], !margin.isNull {
        pairs.append(("margin", margin.displayText))
      }
      if let missing = finding["missing"]?.array, !missing.isEmpty {
        pairs.append(
          (
            "needed to decide",
            missing.map { FieldLabel.displayText($0.displayText) }.joined(separator: ", ")
          ))
      }
      pairs.append(("quote", "“\(finding["quote"]?.displayText ?? "")”"))
      let source = finding["source"]?.displayText ?? ""
      pairs.append(("source", SourceDocument(rawValue: source)?.name ?? source))
      output.pairs(pairs)
    }
    for route in assessment["routes"]?.array ?? [] {
      output.line(
        "You \(route["duty"]?.displayText ?? "") tell \(route["body"]?.displayText ?? ""): "
          + (route["reason"]?.displayText ?? ""))
    }
  }

  private func deadline(_ key: String) -> String {
    guard let day = assessment[key]?.string.flatMap({ CalendarDate($0) }) else { return "–" }
    let authority = assessment["authority"]?.string.flatMap(Authority.init(rawValue:))
    return key == "notifyBy"
      ? clocks.notify(by: day, today: today, authority: authority)
      : clocks.report(by: day, today: today, authority: authority)
  }
}
