/// A body that should be informed of an incident, and how strong the duty is.
public struct Route: Hashable, Sendable {
  /// The strength of the duty in the source's word, weakest first.
  public enum Duty: String, Hashable, Sendable, CaseIterable, Comparable {
    case consider
    case should
    case must

    private var strength: Int {
      switch self {
      case .consider: 0
      case .should: 1
      case .must: 2
      }
    }

    public static func < (left: Duty, right: Duty) -> Bool { left.strength < right.strength }
  }

  /// The body to inform.
  public let body: ReportingBody
  /// The strength of the duty.
  public let duty: Duty
  /// Why, in the source's words where it has them.
  public let reason: String

  public init(body: ReportingBody, duty: Duty, reason: String) {
    self.body = body
    self.duty = duty
    self.reason = reason
  }

  /// Every body once, with its strongest duty, in the order authority, ARSAC, devices, work; where
  /// people were exposed in several nations, the bodies of each.
  static func all(for facts: IncidentFacts, outcome: Assessment.Outcome) -> [Route] {
    var routes: [Route] = []
    let nations = facts.nations
    for nation in nations {
      if let route = authority(of: nation, for: facts, outcome: outcome) { routes.append(route) }
    }
    if facts.licenceBreach {
      routes.append(
        Route(
          body: .arsac, duty: .should,
          reason: "“You should notify the ARSAC Support Unit of any licensing breaches.”"))
    }
    if facts.equipmentFailure.directCause {
      for nation in nations {
        let body = ReportingBody.forDevices(in: nation)
        guard !routes.contains(where: { $0.body == body }) else { continue }
        routes.append(
          Route(
            body: body, duty: .consider,
            reason: """
              “employers should consider reporting all device and medicine-related incidents”
              """))
      }
    }
    for nation in nations {
      guard let route = work(in: nation, for: facts),
        !routes.contains(where: { $0.body == route.body })
      else { continue }
      routes.append(route)
    }
    return routes
  }

  private static func authority(
    of nation: Nation, for facts: IncidentFacts, outcome: Assessment.Outcome
  ) -> Route? {
    let body = ReportingBody(nation.authority)
    switch outcome {
    case .notifiable:
      return Route(
        body: body, duty: .must,
        reason: "“you must notify the appropriate enforcing authority as soon as possible”")
    case .undetermined:
      return Route(
        body: body, duty: .should,
        reason: "not excluded: notify unless the investigation excludes it (Regulation 8(4))")
    case .notNotifiable, .notIRMER:
      guard facts.licenceBreach else { return nil }
      return Route(
        body: body, duty: .should,
        reason: """
          “The employer should also tell us if radioactive substances are administered without \
          having the correct licence.”
          """)
    }
  }

  private static func work(in nation: Nation, for facts: IncidentFacts) -> Route? {
    let body = ReportingBody.forWorkersAndPublic(in: nation)
    let isExposed = facts.individuals.contains {
      $0.kind.isOutsideIRMER && $0.isExposedByMistake
        && ReportingBody.forWorkersAndPublic(in: $0.nation ?? facts.nation) == body
    }
    if isExposed {
      return Route(
        body: body, duty: .must,
        reason: """
          “Where a member of the public or a worker receives an over-exposure to ionising \
          radiation, this needs to be reported”
          """)
    }
    guard facts.equipmentFailure.beforeClinicalUse else { return nil }
    return Route(
      body: body, duty: .should,
      reason: """
        “Over-exposures resulting from equipment faults before the equipment is put into clinical \
        use … should also be reported”
        """)
  }
}
