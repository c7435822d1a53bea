import IRMER

extension InvestigationReport {
  /// The report as a page that prints on A4.
  ///
  /// - Throws: ``ValidationError`` `identifiers-found` while it names anybody; nothing is rendered.
  public func html() throws(ValidationError) -> String { try html(sent: nil) }

  /// - Parameter sent: the mark of a copy that was sent; `nil` for one that was not.
  func html(sent: String?) throws(ValidationError) -> String {
    if let first = identifiers.first {
      throw ValidationError(
        "identifiers-found",
        "\(identifiers.count) personal details are in the record; write a role instead of each",
        field: first.path)
    }
    var page = PrintedPage(
      title: "Investigation report \(reference)", version: version, madeAt: madeAt)
    page.draftMark = draftMark
    page.sentMark = sent
    page.facts(header.map { ($0.name, $0.value) })
    page.strip(
      completeness.items.map {
        ($0.id.split(separator: "-").joined(separator: " "), !$0.isMissing)
      })
    for section in sections {
      page.heading(section.title)
      page.quote(section.quote)
      for paragraph in section.paragraphs { page.paragraph(paragraph) }
      if section.id == "dose-estimates" {
        page.table(
          ["Individual", "Exposure", "Intended", "Received", "Method"],
          doses.map { [$0.individual, $0.exposure, $0.intended, $0.received, $0.method] })
      }
      page.missing(section.missing)
    }
    page.evidence(evidence)
    if !isDraft, let reading {
      page.paragraph(
        "Read and confirmed by \(reading.role), \(PersonsDates.displayText(reading.at)).")
    }
    return page.html
  }

  /// The mark on the report while it is a draft.
  public var draftMark: String? { Self.draftMark(reading) }

  private static func day(of reading: ReportReading) -> String {
    CalendarDate(String(reading.at.prefix(10)))?.displayText ?? reading.at
  }

  /// The mark of a draft; `nil` for a text that somebody has read in its present form.
  static func draftMark(_ reading: ReportReading?) -> String? {
    guard let reading else { return "That this text was read has not been confirmed." }
    return reading.isCurrent
      ? nil : "The record has changed since \(reading.role) read it (\(Self.day(of: reading)))."
  }
}
