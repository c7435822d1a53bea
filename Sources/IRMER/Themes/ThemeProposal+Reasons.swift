extension ThemeProposal {
  /// - Parameters:
  ///   - incidents: of the window, in the order of discovery: all, or the first of them.
  ///   - held: incidents of confirmed themes.
  ///   - search: what found the window.
  public init(
    _ window: ThemeWindow, incidents: [String], held: Set<String>, search: ThemeSearch
  ) {
    id = window.id
    ground = window.key.ground
    strength = window.strength
    self.incidents = incidents
    incidentCount = window.incidents
    newIncidents = incidents.filter { !held.contains($0) }
    individualsExposed = window.individuals
    sites = window.sites
    authorities = window.authorities
    firstDiscoveredOn = window.firstDiscoveredOn
    lastDiscoveredOn = window.lastDiscoveredOn
    reasons = Self.reasons(window, search)
  }

  private static func reasons(_ window: ThemeWindow, _ search: ThemeSearch) -> [Reason] {
    var reasons = [
      Reason(
        text: "\(shared(window, search)): \(window.incidents) incidents, "
          + "\(window.individuals) individuals",
        quote: "a theme has been identified over a number of incidents"),
      window.strength == .proposed
        ? Reason(
          text: "three individuals or more", quote: "the same MLC fault affects 3 or more patients")
        : Reason(
          text: "two individuals: M if a person confirms the theme",
          quote: "More than one individual exposed within the same incident or theme."),
    ]
    if window.sites.count > 1 {
      reasons.append(
        Reason(
          text: "across \(window.sites.count) sites: \(window.sites.joined(separator: ", "))",
          quote: "a separate but similar incident has been identified that affects more than one "
            + "individual"))
    }
    if window.key.ground.isOfFault {
      reasons.append(
        Reason(
          text: "a fault that comes back",
          quote: "Examples of thematic failure could be a persistent equipment fault or repeated "
            + "human factor error."))
    }
    return reasons
  }

  private static func shared(_ window: ThemeWindow, _ search: ThemeSearch) -> String {
    let label =
      switch window.key.ground {
      case .sameEquipment: "the same equipment \(window.displayText)"
      case .sameFault: "the same fault “\(window.displayText)”"
      case .sameCategoryAndCause:
        "category \(window.key.text.prefix { $0 != "/" }) with cause "
          + window.displayText.replacing("-", with: " ")
      }
    let days = window.key.ground.isOfFault ? search.faultWindowDays : search.windowDays
    return days.map { "\(label), within \($0) days" } ?? label
  }
}
