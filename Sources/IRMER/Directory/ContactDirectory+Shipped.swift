extension ContactDirectory {
  /// The contacts that the sources give. Bodies that they name without a contact have only a page's
  /// title.
  public static let shipped = ContactDirectory(authorities + otherBodies)

  private static let guidance = "SAUE guidance, “Appropriate UK enforcing authorities”"
  private static let guidanceDate = CalendarDate(year: 2023, month: 4, day: 19)
  private static let authoritiesPage = "CQC, appropriate UK enforcing authorities, 28 August 2024"
  private static let scottishPage = "healthcareimprovementscotland.scot"

  private static let authorities: [Contact] = [
    Contact(
      body: .cqc, channel: .page, value: "Care Quality Commission: IR(ME)R notification",
      purpose: "notify", standing: .source, source: guidance, from: guidanceDate,
      note: "“To bookmark these forms for future use, bookmark this page and not the link for the "
        + "form itself. This makes sure your report has a unique reference number.”"),
    Contact(
      body: .cqc, channel: .form, value: "IR(ME)R incident report form: statutory notification",
      purpose: "notify", standing: .source, source: "SAUE guidance, “Use our report forms”",
      from: guidanceDate),
    Contact(
      body: .cqc, channel: .form, value: "IR(ME)R licensing breach form",
      purpose: "report a licensing breach", standing: .source,
      source: "SAUE guidance, “Use our report forms”", from: guidanceDate),
    Contact(
      body: .cqc, channel: .email, value: "IRMER@cqc.org.uk",
      purpose: "“If you experience any issues submitting your notification”", standing: .source,
      source: "SAUE guidance, “Make an IR(ME)R notification”", from: guidanceDate),
    Contact(
      body: .hiw, channel: .email, value: "IRMERIncidents@Wales.GSI.Gov.uk", purpose: "notify",
      standing: .source, source: guidance, from: guidanceDate,
      note: "gsi.gov.uk addresses are said to be retired: ask the authority before use."),
    Contact(
      body: .rqia, channel: .page, value: "The Regulation and Quality Improvement Authority",
      purpose: "notify", standing: .source, source: guidance, from: guidanceDate),
    Contact(
      body: .his, channel: .email, value: "hcis.irmer@nhs.net", purpose: "notify",
      standing: .source, source: guidance, from: guidanceDate,
      note: "Superseded by the authority's own page."),
    Contact(
      body: .his, channel: .portal, value: "Healthcare Improvement Scotland notification portal",
      purpose: "notify", standing: .newer, source: scottishPage,
      from: CalendarDate(year: 2022, month: 10, day: 1),
      note: "In use since October 2022; the day is not stated."),
    Contact(
      body: .his, channel: .email, value: "his.irmer@nhs.scot", purpose: "notify",
      standing: .newer, source: scottishPage, note: "The source gives no date."),
  ]

  private static let otherBodies: [Contact] = [
    Contact(
      body: .hfs, channel: .email, value: "nss.iric@nhs.scot",
      purpose: "device incidents in Scotland: Incident Reporting and Investigation Centre (IRIC)",
      standing: .newer, source: authoritiesPage,
      from: CalendarDate(year: 2024, month: 8, day: 28)),
    named(.hfs, in: "SAUE guidance, “Reporting device-related incidents”"),
    named(.mhra, in: "SAUE guidance, “Reporting device-related incidents”"),
    named(.niaic, in: "SAUE guidance, “Reporting device-related incidents”"),
    named(.hse, in: "SAUE guidance, “Public or occupational exposures”"),
    named(.hseni, in: "SAUE guidance, “Public or occupational exposures”"),
    named(.arsac, in: "SAUE guidance, “IR(ME)R licensing breaches”"),
  ]

  private static func named(_ body: ReportingBody, in source: String) -> Contact {
    Contact(
      body: body, channel: .page, value: body.name, purpose: "report", standing: .source,
      source: source, from: guidanceDate, note: "The source names the body and gives no address.")
  }
}
