import IRMER

// What is recorded when an incident is logged.

extension YearMaking {
  /// - Parameter isDoseKnown: whether the physicist's dose is in it, or comes later.
  mutating func document(
    of happening: Happening, as scenario: Scenario, discovered: CalendarDate, isDoseKnown: Bool
  ) -> JSONObject {
    // Most incidents are noticed at once; an audit or a search of the archive finds some that are
    // months old.
    let before = random.pick([(0, 85), (random.number(1...30), 10), (random.number(31...300), 5)])
    var document = happening.facts
    document["discoveredOn"] = .string("\(discovered)")
    document["exposureAt"] = .string(
      exposed(day(discovered, plus: -before), isSameDay: before == 0))
    document["modality"] = .string(happening.modality)
    document["narrative"] = .string(NarrativeText(what: happening.narrative).told(using: &random))
    document["immediateAction"] = .string(random.one(of: Self.immediate))
    addPlace(scenario, to: &document)
    document["howDiscovered"] = .string(
      before > 30
        ? random.one(of: ["pacs-review", "dose-audit"])
        : random.one(of: ["staff", "patient", "physics-qa", "report-query"]))
    document["anonymousReporter"] = .bool(random.once(in: 20))
    document["localLRMSRef"] = .string("W\(random.number(10_000...99_999))")
    document["classification"] = ["tiers": random.pick(scenario.tiers).json]
    let known = isDoseKnown ? happening.dose : nil
    document["individuals"] = .array(
      happening.individuals.map { .object(described($0, as: scenario, dose: known)) })
    if isDoseKnown { document["clinicallySignificant"] = "no" }
    return document
  }

  private mutating func exposed(_ day: CalendarDate, isSameDay: Bool) -> String {
    // Before 23 h UTC the day is the same in London, in every season.
    let (hour, minute) = (isSameDay ? 7 : random.number(10...21), random.number(10...59))
    return "\(day)T\(hour < 10 ? "0" : "")\(hour):\(minute):00+00:00"
  }

  private mutating func addPlace(_ scenario: Scenario, to document: inout JSONObject) {
    let number = random.number(1...9)
    document["organisationType"] = "NHS"
    document["employer"] = "Example NHS Trust"
    document["department"] = .string(random.one(of: ["Main", "Outpatients", "Emergency"]))
    document["room"] = .string("Room \(number)")
    document["equipmentId"] = .string("\(scenario.equipment)-\(number)")
  }

  /// An individual with fields that the rules do not need.
  private mutating func described(
    _ individual: JSONObject, as scenario: Scenario, dose: (intended: String?, total: String)?
  ) -> JSONObject {
    var result = individual
    if !scenario.differences.isEmpty {
      result["differenceKinds"] = JSONValue(scenario.differences)
    }
    result["causeClass"] = .string(scenario.cause)
    result["sex"] = .string(
      scenario == .foetus ? "female" : random.one(of: ["female", "male"]))
    if result["procedureFailure"] == nil {
      result["procedureFailure"] = .bool(scenario != .licenceBreach)
    }
    if let console = console(scenario) { result["doses"] = [console] }
    if scenario != .nearMiss { result["harm"] = ["physical": "none", "psychological": "none"] }
    guard let dose else { return result }
    var effective = JSONObject()
    if let intended = dose.intended { effective["intended"] = .string(intended) }
    effective["total"] = .string(dose.total)
    result["effectiveDose"] = .object(effective)
    return result
  }

  /// What the console showed.
  private mutating func console(_ scenario: Scenario) -> JSONValue? {
    let (quantity, unit, total): (String, String, String)
    switch scenario.equipment {
    case "CT": (quantity, unit, total) = ("dlp", "mGy·cm", decimal(random.number(800...12_000)))
    case "XR" where scenario != .nearMiss && scenario != .worker:
      (quantity, unit, total) = ("dap", "Gy·cm²", decimal(random.number(2...400), per: 100))
    case "GAMMA":
      (quantity, unit, total) = ("administered-activity", "MBq", "\(random.number(80...800))")
    default: return nil
    }
    return [
      "quantity": .string(quantity), "unit": .string(unit), "total": .string(total),
      "method": "console",
    ]
  }

  private static let immediate = [
    "The referrer and the lead radiographer were told.",
    "The list was stopped and the next patient checked anew.",
    "The patient was told, and an apology was given.",
    "Medical physics was asked for the dose.", "The room was closed until the engineer had come.",
    "The request was cancelled and the ward was told.",
  ]
}
