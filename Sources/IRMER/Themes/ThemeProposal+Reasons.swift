extension ThemeProposal {
  /// - Returns: nil where fewer than two incidents or two individuals share the key, or where one
  ///   confirmed theme already contains them all.
  init?(
    key: SharedKey, subjects: [ThemeSubject], isLatest: Bool, search: ThemeSearch,
    confirmed: [ConfirmedTheme]
  ) {
    let individuals = subjects.reduce(0) { sum, subject in
      let (total, overflow) = sum.addingReportingOverflow(subject.individualsExposed)
      return overflow ? .max : total
    }
    guard subjects.count >= 2, individuals >= 2, let first = subjects.first,
      let last = subjects.last,
      !confirmed.contains(where: { $0.incidents.isSuperset(of: subjects.map(\.incident)) })
    else { return nil }
    let held = confirmed.reduce(into: Set<String>()) { $0.formUnion($1.incidents) }
    // For a machine or a fault, the latest window is the one that continues.
    id = ID(key: key, first: first, isWindowed: !key.ground.isOfFault || !isLatest)
    ground = key.ground
    strength = individuals >= 3 ? .proposed : .question
    incidents = subjects.map(\.incident)
    newIncidents = subjects.map(\.incident).filter { !held.contains($0) }
    individualsExposed = individuals
    sites = Set(subjects.map(\.site)).sorted()
    authorities = Authority.allCases.filter { authority in
      subjects.contains { $0.nation.authority == authority }
    }
    firstDiscoveredOn = first.discoveredOn
    lastDiscoveredOn = last.discoveredOn
    reasons = Self.reasons(
      key: key, subjects: subjects, individuals: individuals, search: search)
  }

  private static func reasons(
    key: SharedKey, subjects: [ThemeSubject], individuals: Int, search: ThemeSearch
  ) -> [Reason] {
    let sites = Set(subjects.map(\.site)).sorted()
    var reasons = [
      Reason(
        text: "\(shared(key, by: subjects, search: search)): \(subjects.count) incidents, "
          + "\(individuals) individuals",
        quote: "a theme has been identified over a number of incidents"),
      individuals >= 3
        ? Reason(
          text: "three individuals or more", quote: "the same MLC fault affects 3 or more patients")
        : Reason(
          text: "two individuals: M if a person confirms the theme",
          quote: "More than one individual exposed within the same incident or theme."),
    ]
    if sites.count > 1 {
      reasons.append(
        Reason(
          text: "across \(sites.count) sites: \(sites.joined(separator: ", "))",
          quote: "a separate but similar incident has been identified that affects more than one "
            + "individual"))
    }
    if key.ground.isOfFault {
      reasons.append(
        Reason(
          text: "a fault that comes back",
          quote: "Examples of thematic failure could be a persistent equipment fault or repeated "
            + "human factor error."))
    }
    return reasons
  }

  private static func shared(
    _ key: SharedKey, by subjects: [ThemeSubject], search: ThemeSearch
  ) -> String {
    let first = subjects.first
    let label: String
    switch key.ground {
    case .sameEquipment: label = "the same equipment \(first?.equipment ?? "")"
    case .sameFault: label = "the same fault “\(first?.fault ?? "")”"
    case .sameCategoryAndCause:
      label = "category \(first?.category?.rawValue ?? "") with cause \(first?.cause ?? "")"
    }
    let days = key.ground.isOfFault ? search.faultWindowDays : search.windowDays
    return days.map { "\(label), within \($0) days" } ?? label
  }
}

extension ThemeProposal.ID {
  fileprivate init(key: SharedKey, first: ThemeSubject, isWindowed: Bool) {
    let ground =
      switch key.ground {
      case .sameEquipment: "equipment"
      case .sameFault: "fault"
      case .sameCategoryAndCause: "category"
      }
    let start = isWindowed ? ["\(first.discoveredOn)"] : []
    description = ([ground] + key.parts + start).joined(separator: "/")
  }
}
