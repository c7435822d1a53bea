import IRMER

/// An assessment as a person reads it on a terminal.
struct AssessmentText {
  let assessment: Assessment

  init(_ assessment: Assessment) {
    self.assessment = assessment
  }

  var text: String {
    var lines = [heading]
    if let notifyBy = assessment.notifyBy, let reportBy = assessment.reportBy {
      let name = assessment.authority.name
      lines.append("Notify \(name) by \(notifyBy); report by \(reportBy).")
    }
    lines.append("Edition: \(assessment.edition)")
    section("Whom to tell", routes, &lines)
    section("Findings", findings, &lines)
    if assessment.findings.contains(where: { $0.result != .excluded && $0.source == "S2" }) {
      lines.append("  S2: the guidance on significant exposures, updated 19 April 2023.")
    }
    section("Consider", assessment.prompts.map { "- \($0)" }, &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let outcome =
      switch assessment.outcome {
      case .notifiable: "NOTIFIABLE"
      case .undetermined: "NOT YET DECIDED (the deadlines run until it is excluded)"
      case .notNotifiable: "Not notifiable"
      case .notIRMER: "Outside IR(ME)R"
      }
    let codes =
      assessment.codes.map(\.rawValue) + assessment.complementary.map(\.description)
    return codes.isEmpty ? outcome : "\(outcome): \(codes.joined(separator: ", "))"
  }

  private var routes: [String] {
    assessment.routes.map { "\($0.body.rawValue) (\($0.duty.rawValue)): \($0.reason)" }
  }

  private var findings: [String] {
    assessment.findings.map { finding in
      var line = "\(finding.code.rawValue) \(finding.result.rawValue): \(finding.reason)"
      if let margin = finding.margin { line += "; margin \(margin)" }
      if finding.result != .excluded {
        line += "\n      “\(finding.quote)” (\(finding.source), \(finding.section))"
      }
      if !finding.missing.isEmpty {
        line += "\n      would be settled by: \(finding.missing.joined(separator: ", "))"
      }
      return isOfMany ? "individual \(finding.individual + 1): \(line)" : line
    }
  }

  private var isOfMany: Bool {
    assessment.findings.contains { $0.individual > 0 }
  }

  private func section(_ title: String, _ items: [String], _ lines: inout [String]) {
    guard !items.isEmpty else { return }
    lines.append("")
    lines.append("\(title):")
    lines += items.map { "  \($0)" }
  }
}
