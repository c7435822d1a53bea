package import IRMER
internal import RecordStore
package import Records
internal import Replication

/// Incidents in the shape in which NHS England's service to learn from patient safety events (LFPSE)
/// takes them: an `AdverseEvent` by the names and codes of its published taxonomy, version 5 (“A
/// profile for patient safety events”, patient-safety-adverse-event-5), for whoever submits them.
///
/// No answer is invented: what the service asks for and the record does not say is named beside the
/// event, and a person completes it before it is sent. What somebody wrote is not copied, since it may
/// name people.
package struct LFPSEEvent: Sendable {
  package let event: JSONObject
  /// What LFPSE asks for and is not in the event.
  package let lacks: [String]

  private static let taxonomy = "https://psims-uat.azure-api.net/taxonomy/fhir/StructureDefinition/"

  /// - Parameter trust: the code of the trust, as the Organisation Data Service gives it.
  package init(_ incident: IncidentView, trust: String) {
    let snapshot = incident.snapshot
    let people = snapshot.elements("individuals").enumerated().map { Person($1, number: $0 + 1) }
    let blocks = Self.blocks(incident)
    var event: JSONObject = ["resourceType": "AdverseEvent"]
    event.append("meta", ["profile": [.string(Self.taxonomy + "patient-safety-adverse-event-5")]])
    event.append(
      "contained",
      .array(people.map(\.resource) + [Self.location(trust: trust), Self.practitioner(trust)]))
    event.append("extension", .array(blocks.compactMap(\.block)))
    event.append("actuality", .string(FHIRExport.isNearMiss(snapshot) ? "potential" : "actual"))
    if let day = snapshot.date("exposureAt/first") { event.append("date", .string("\(day)")) }
    if let day = snapshot.date("discoveredOn") { event.append("detected", .string("\(day)")) }
    event.append("location", ["reference": "#location1"])
    event.append("recorder", ["reference": "#practitioner1"])
    if !people.isEmpty { event.append("subject", ["reference": "#patient1"]) }
    self.event = event
    let days = snapshot.date("exposureAt/first") == nil ? ["date: the day of the exposure"] : []
    let subject = people.isEmpty ? ["subject: who was affected"] : []
    lacks =
      ["description: what happened, without names", "event: the kind of event"] + days + subject
      + blocks.flatMap(\.lacks) + people.flatMap(\.lacks)
      + [
        "ServiceArea", "LocationWithinService", "ResponsibleSpecialty", "ReporterType",
        "ReporterRole", "ReporterInvolvement",
      ]
  }

  /// A line for whoever submits it: the event, and what it lacks.
  package var line: JSONValue {
    ["event": .object(event), "lacks": JSONValue(lacks)]
  }

  /// Whether the duty of candour applies to the event: to one of its individuals, or to none; `nil`
  /// where that is not decided. Clinical significance is another question, with another threshold.
  private static func dutyOfCandour(_ snapshot: RecordSnapshot) -> Bool? {
    let event = snapshot.text("dutyOfCandour/applies")
    let individuals = snapshot.elements("individuals").map { $0.text("dutyOfCandour/applies") }
    if event == "yes" || individuals.contains("yes") { return true }
    let isDecided = event == "no" || !individuals.isEmpty && individuals.allSatisfy { $0 == "no" }
    return isDecided && !individuals.contains("undecided") ? false : nil
  }

  // MARK: Extensions

  private struct Block {
    let name: String
    var answers: [JSONValue] = []
    var lacks: [String] = []

    var block: JSONValue? {
      answers.isEmpty
        ? nil : ["extension": .array(answers), "url": .string(LFPSEEvent.taxonomy + name)]
    }
  }

  private static func blocks(_ incident: IncidentView) -> [Block] {
    let snapshot = incident.snapshot
    var metadata = Block(name: "adverse-event-reference-metadata-5")
    if let reference = snapshot.reference {
      metadata.answers.append(answer("ReferenceNumber", "valueString", .string(reference)))
    }
    metadata.lacks = ["DataSharingOptOut"]

    var agents = Block(name: "adverse-event-agent-5")
    if snapshot.flag("equipmentFailure/directCause") == true {
      agents.answers.append(answer("InvolvedAgents", "valueCode", "3"))
    } else {
      agents.lacks = ["InvolvedAgents"]
    }

    var challenges = Block(name: "adverse-event-safety-challenges-5")
    let modality = snapshot.text("modality").flatMap(Modality.init(rawValue:))
    if modality?.isRadiotherapy == true {
      challenges.answers.append(answer("SafetyChallenges", "valueCode", "4"))
      challenges.lacks = ["RadiotherapyIncidentCode: see candour-server radiotherapy-events"]
    } else {
      challenges.lacks = ["SafetyChallenges"]
    }

    var governance = Block(name: "adverse-event-governance-5")
    if let applies = dutyOfCandour(snapshot) {
      governance.answers.append(answer("DutyOfCandour", "valueBoolean", .bool(applies)))
    } else {
      governance.lacks = ["DutyOfCandour: whether it applies is not decided"]
    }
    return [
      metadata, agents, challenges, governance,
      Block(name: "adverse-event-process-5", lacks: ["Process"]),
      Block(
        name: "adverse-event-classification-5",
        lacks: ["LevelOfConcern", "PatientSafetyIncidentHasOccurred"]),
      Block(name: "detection-factors-5", lacks: ["DetectionPoint"]),
    ]
  }

  private static func answer(_ url: String, _ kind: String, _ value: JSONValue) -> JSONValue {
    var answer: JSONObject = ["url": .string(url)]
    answer.append(kind, value)
    return .object(answer)
  }

  // MARK: Contained resources

  private static func location(trust: String) -> JSONValue {
    [
      "resourceType": "Location", "id": "location1",
      "extension": [
        [
          "extension": [
            answer("LocationKnown", "valueCode", "y"),
            answer("Organisation", "valueCode", .string(trust)),
          ], "url": .string(taxonomy + "location-details-5"),
        ]
      ],
    ]
  }

  private static func practitioner(_ trust: String) -> JSONValue {
    [
      "resourceType": "Practitioner", "id": "practitioner1",
      "extension": [
        [
          "extension": [answer("ReporterOrganisation", "valueCode", .string(trust))],
          "url": .string(taxonomy + "practitioner-details-5"),
        ]
      ],
    ]
  }

  private struct Person {
    let resource: JSONValue
    let lacks: [String]

    init(_ element: RecordElement, number: Int) {
      var answers = [
        answer("PatientSequence", "valueInteger", .number(JSONNumber(number)))
      ]
      var lacks: [String] = []
      func add(_ url: String, _ kind: String, _ value: JSONValue?) {
        if let value { answers.append(answer(url, kind, value)) } else { lacks.append(url) }
      }
      let years = Self.years(of: element)
      if let days = element.text("ageInDays").flatMap({ Int($0) }),
        years.map({ $0.upperBound == 0 }) ?? true
      {
        add("AgeAtTimeOfIncidentDays", "valueInteger", .number(JSONNumber(days)))
      } else if let years, years.count > 1, Self.bracket(years) == nil {
        lacks.append("AgeBracket (\(years.lowerBound) or \(years.upperBound) years)")
      } else {
        add("AgeBracket", "valueCode", years.flatMap(Self.bracket))
      }
      add("Gender", "valueCode", Self.gender(element.text("sex")))
      add(
        "PhysicalHarm", "valueCode",
        Self.code(element.text("harm/physical"), ["fatal", "severe", "moderate", "low", "none"]))
      add(
        "PsychologicalHarm", "valueCode",
        Self.code(element.text("harm/psychological"), ["severe", "moderate", "low", "none"]))
      add("PatientEthnicity", "valueCode", nil)
      resource = [
        "resourceType": "Patient", "id": .string("patient\(number)"),
        "extension": [
          [
            "extension": .array(answers),
            "url": .string(LFPSEEvent.taxonomy + "patient-information-5"),
          ]
        ],
      ]
      self.lacks = lacks.map { "\($0) of individual \(number)" }
    }

    /// Codes count from 1, the worst first.
    private static func code(_ level: String?, _ worstFirst: [String]) -> JSONValue? {
      level.flatMap { worstFirst.firstIndex(of: $0) }.map { .string("\($0 + 1)") }
    }

    private static func gender(_ sex: String?) -> JSONValue? {
      switch sex?.lowercased() {
      case "female", "f": "1"
      case "male", "m": "2"
      default: nil
      }
    }

    /// The whole years that somebody may have, by every age that is recorded; `nil` where none is,
    /// or where they are not one age.
    private static func years(of element: RecordElement) -> ClosedRange<Int>? {
      let fields = [
        ("ageAtExposure", "years"), ("ageInMonths", "months"), ("ageInWeeks", "weeks"),
        ("ageInDays", "days"),
      ]
      let ages = fields.compactMap { key, unit in
        element.text(key).flatMap { AgeInput("\($0) \(unit)")?.possibleYears }
      }
      guard var years = ages.first else { return nil }
      for other in ages.dropFirst() {
        guard years.overlaps(other) else { return nil }
        years = years.clamped(to: other)
      }
      return years
    }

    /// The taxonomy's brackets, as far as the page that we could read lists them: of an age that may be
    /// the one or the other only where both are in one bracket.
    private static func bracket(_ years: ClosedRange<Int>) -> JSONValue? {
      let brackets = [
        (4, 1...4), (5, 5...9), (6, 10...15), (7, 16...17), (8, 18...25), (9, 26...45),
        (10, 46...65),
      ]
      return brackets.first {
        $0.1.contains(years.lowerBound) && $0.1.contains(years.upperBound)
      }.map { .string("\($0.0)") }
    }
  }
}

/// LFPSE is England's: a trust in another nation has nothing to send there.
package struct NotInEngland: Error {
  /// Where the trust is.
  package let nation: String
}

extension Centre {
  /// Every incident of England that was discovered within some days and is not withdrawn, in LFPSE's
  /// shape, one line after the other.
  ///
  /// - Returns: how many there were, and how many of other nations were left out.
  /// - Throws: ``NotInEngland``.
  package func exportLFPSE(
    from: CalendarDate?, to: CalendarDate?, _ write: (JSONValue) throws -> Void
  ) async throws -> (written: Int, ofOtherNations: Int) {
    let nation = store.identity.nation
    guard nation == Nation.england.rawValue else {
      throw NotInEngland(nation: Nation(rawValue: nation)?.name ?? nation)
    }
    var (written, others) = (0, 0)
    try await eachIncident(from: from, to: to) { snapshot in
      guard !snapshot.isWithdrawn else { return }
      guard (snapshot.text("nation") ?? nation) == nation else {
        others += 1
        return
      }
      try write(LFPSEEvent(IncidentView(snapshot), trust: trust.code).line)
      written += 1
    }
    return (written, others)
  }
}
