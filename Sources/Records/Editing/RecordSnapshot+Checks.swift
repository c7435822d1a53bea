import IRMER
import Replication

// Checks for impossible values, independent of the order in which fields are filled in.

extension RecordSnapshot {
  /// Refuses an impossible record; an incomplete one passes.
  func checkDocument(today: DeviceDate) throws(ValidationError) {
    try EvidenceRules.check(self)
    try Reason.check(self)
    try PlausibleDates.check(self)
    switch kind {
    case .incident: try checkIncidentDates(today: today)
    case .audit:
      try checkCycle()
      try checkAuditResults()
      try ObservationRules.check(self)
    case .licence, .margin: try checkOrder("validFrom", "validTo", "ends before it begins")
    case .equipment:
      try checkOrder("clinicalUseFrom", "clinicalUseTo", "ends before it begins")
    case .theme: try checkThemeDates(today: today)
    case .procedure: try checkOrder("approvedOn", "reviewDue", "is before the approval")
    default: break
    }
  }

  /// Discovery is not before the exposure, and neither is in the future.
  private func checkIncidentDates(today: DeviceDate) throws(ValidationError) {
    guard let discovered = date("discoveredOn") else {
      throw ValidationError(
        "missing-field",
        "The date of discovery is missing; the 2- and 12-week deadlines run from it.",
        field: "discoveredOn")
    }
    guard discovered <= today.latest else { throw Self.inTheFuture(today) }
    try checkEdition(discovered: discovered)
    try checkExposure("exposureAt/first", discovered: discovered)
    try checkExposure("exposureAt/last", discovered: discovered)
    try checkOrder("exposureAt/first", "exposureAt/last", "is before the first exposure")
    try checkDiscovery(on: discovered)
    try checkOrder("preliminary/start", "preliminary/end", "ends before it begins")
    try checkOrder("discoveredOn", "notification/submittedOn", "is before the discovery")
    try checkOrder("notification/submittedOn", "report/sentOn", "is before the notification")
    try checkDoses()
    try checkPast(today)
    let facts: IncidentFacts
    do throws(FactsError) {
      facts = try IncidentFacts(FactsDocument(self).source)
    } catch {
      throw ValidationError(error.code.rawValue, error.message, field: error.field)
    }
    try facts.checkNation()
  }

  /// A theme is identified before its notification, and neither is in the future.
  private func checkThemeDates(today: DeviceDate) throws(ValidationError) {
    try checkOrder("identifiedOn", "notification/submittedOn", "is before it was identified")
    try checkOrder("notification/submittedOn", "report/sentOn", "is before the notification")
    if date("identifiedOn").map({ $0 > today.latest }) ?? false {
      throw Self.notYet("identifiedOn", today)
    }
    try checkPast(today)
  }

  /// A step that ends a clock has already happened: a future day would silence the clock.
  private func checkPast(_ today: DeviceDate) throws(ValidationError) {
    let paths: [StaticString] = [
      "notification/submittedOn", "report/sentOn", "regulator/withAuthorityOn",
      "regulator/closureOn",
    ]
    for path in paths where date(path).map({ $0 > today.latest }) ?? false {
      throw Self.notYet("\(path)", today)
    }
    for (position, route) in elements("routes").enumerated()
    where route.date("sentAt").map({ $0 > today.latest }) ?? false {
      throw Self.notYet("routes/\(position)/sentAt", today)
    }
  }

  private static func notYet(_ field: String, _ today: DeviceDate) -> ValidationError {
    ValidationError(
      "in-the-future",
      "is in the future: by this computer's clock today is \(today.day.displayText)",
      field: field)
  }

  private static func inTheFuture(_ today: DeviceDate) -> ValidationError {
    let words =
      today.displayText.map { "\($0), and \(today.latest) at most" }
      ?? "which is \(today.clock) by this computer's clock"
    return ValidationError(
      "in-the-future",
      "is in the future: nothing is discovered after today, \(words). If that is wrong, correct this "
        + "computer's clock, or give the day with --today YYYY-MM-DD", field: "discoveredOn")
  }

  /// A record is judged by a published edition: the present one, or the one in force on the day of
  /// discovery. A draft edition is only tried out with `candour assess`, where nothing depends on
  /// it.
  private func checkEdition(discovered: CalendarDate) throws(ValidationError) {
    guard let name = text("classification/ruleSetId") else { return }
    let field = "classification/ruleSetId"
    guard let edition = Edition(id: name) else {
      throw ValidationError(
        "unknown-edition", "is not an edition; see candour editions", field: field)
    }
    if edition.status == .draft {
      throw ValidationError(
        "draft-edition", "is a draft, by which no record is judged", field: field)
    }
    guard edition.mayJudge(discoveredOn: discovered) else {
      throw ValidationError(
        "edition-not-in-force", "was not in force on \(discovered.displayText)", field: field)
    }
  }

  private func checkExposure(
    _ path: StaticString, discovered: CalendarDate
  ) throws(ValidationError) {
    guard let exposed = date(path), exposed > discovered else { return }
    throw ValidationError(
      "exposure-after-discovery", "an exposure cannot follow its discovery", field: "\(path)")
  }

  /// The hour of discovery is on its day, and no exposure is after it.
  private func checkDiscovery(on day: CalendarDate) throws(ValidationError) {
    guard let text = text("discoveredAt") else { return }
    guard date("discoveredAt") == day || Moment(text)?.londonDay == day else {
      throw ValidationError(
        "contradicts-discovery",
        "is not on \(day.displayText), the day of discovery (discoveredOn)",
        field: "discoveredAt")
    }
    for path in ["exposureAt/first", "exposureAt/last"] as [StaticString]
    where isAfter("discoveredAt", path) {
      throw ValidationError(
        "exposure-after-discovery", "an exposure cannot follow its discovery", field: "\(path)")
    }
  }

  /// Two dates or times are in order, where both are given.
  private func checkOrder(
    _ first: StaticString, _ second: StaticString, _ message: String
  ) throws(ValidationError) {
    guard isAfter(second, first) else { return }
    throw ValidationError("wrong-order", message, field: "\(second)")
  }

  /// Whether `later` is after `earlier`: to the millisecond where both have a time, else by the day.
  private func isAfter(_ earlier: StaticString, _ later: StaticString) -> Bool {
    guard let first = text(earlier), let second = text(later) else { return false }
    if let start = Moment(first), let end = Moment(second) { return end > start }
    guard let start = day(reading: first), let end = day(reading: second) else { return false }
    return end > start
  }

  private func checkCycle() throws(ValidationError) {
    guard text("cycle").flatMap({ Int($0) }) == 0 else { return }
    throw ValidationError(
      "not-a-count", "the first audit is cycle 1, its re-audit cycle 2", field: "cycle")
  }

  private func checkAuditResults() throws(ValidationError) {
    var names: Set<String> = []
    for (position, standard) in elements("standards").enumerated() {
      if let name = standard.text("id"), !names.insert(name).inserted {
        throw ValidationError(
          "given-twice", "another standard of the audit has this id",
          field: "standards/\(position)/id")
      }
      try AuditStandard(standard, position: position).check(at: "standards/\(position)")
      guard let numerator = standard.text("result/numerator").flatMap({ Int($0) }),
        let denominator = standard.text("result/denominator").flatMap({ Int($0) }),
        numerator > denominator
      else { continue }
      throw ValidationError(
        "more-than-all",
        "\(numerator) of \(denominator): more met the standard than were examined",
        field: "standards/\(position)/result/numerator")
    }
  }
}
