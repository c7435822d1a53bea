import Screens
import SiteClient

/// An assessment as a person reads it on a terminal.
struct AssessmentText {
  private let assessment: Assessment
  private let lines: FindingLines

  init(_ assessment: Assessment) {
    self.assessment = assessment
    lines = FindingLines(assessment.json)
  }

  var text: String {
    var text = ["Outcome: \(OutcomeWords(assessment.json).displayText)"]
    if let notifyBy = assessment.notifyBy, let reportBy = assessment.reportBy {
      text.append(
        "Notify \(assessment.authority.name) by \(notifyBy.displayText); report by \(reportBy.displayText)."
      )
    }
    text.append("Edition: \(assessment.edition)")
    section("Whom to tell", routes, &text)
    section("Findings", assessment.findings.map(displayText), &text)
    let guidance = SourceDocument.significantExposures
    if assessment.findings.contains(where: {
      $0.result != .excluded && $0.source == guidance.rawValue
    }) {
      text.append(
        "  \(guidance.name): on significant accidental and unintended exposures, "
          + "updated 19 April 2023.")
    }
    section("Consider", lines.prompts.map { "- \($0)" }, &text)
    return text.joined(separator: "\n") + "\n"
  }

  private var routes: [String] {
    assessment.routes.map { "\($0.body.rawValue) (\($0.duty.rawValue)): \($0.reason)" }
  }

  private func displayText(_ finding: Finding) -> String {
    var text = lines.line(finding.json)
    if let margin = finding.margin { text += "; margin \(margin)" }
    if finding.result != .excluded {
      text += "\n      “\(finding.quote)” (\(finding.sourceName), \(finding.section))"
    }
    if !finding.missing.isEmpty {
      let missing = finding.missing.map { FieldLabel.displayText($0) }.joined(separator: ", ")
      text += "\n      Needed to decide: \(missing)"
    }
    return text
  }

  private func section(_ title: String, _ items: [String], _ text: inout [String]) {
    guard !items.isEmpty else { return }
    text.append("")
    text.append("\(title):")
    text += items.map { "  \($0)" }
  }
}
