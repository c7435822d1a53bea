// Estimates of what a treatment delivered, beside the keys that codes 8 to 10 compare.

/// An estimate of the absorbed dose to a target or an organ.
struct AbsorbedDose: Hashable, Sendable {
  let organ: String?
  let estimate: DoseEstimates.Estimate
}

extension DoseEstimates {
  /// The activities that may be correct: the individual's own, and both ends of each estimate.
  func activities(own: Activity?) -> [[Activity]] {
    var found: [[Activity]] = own.map { [[$0]] } ?? []
    for estimate in activity.prefix(Self.combinationsMax) {
      let prescribed = estimate.intended ?? own?.prescribed
      let delivered =
        estimate.isRange ? [estimate.low, estimate.high] : [estimate.low ?? own?.delivered]
      let ends = delivered.map { Activity(prescribed: prescribed, delivered: $0) }
      if !found.contains(ends) { found.append(ends) }
    }
    return found
  }

  /// The structures that may be correct: the individual's own, and for each estimate those with its
  /// dose in place of the dose of the structure that it names.
  func structures(own: [Structure]) -> [[[Structure]]] {
    guard !own.isEmpty else { return [[own]] }
    var found = [[own]]
    for dose in absorbed.prefix(Self.combinationsMax) {
      let estimate = dose.estimate
      let ends = (estimate.isRange ? [estimate.low, estimate.high] : [estimate.low]).map {
        Self.structures(own, with: dose, delivered: $0)
      }
      if !found.contains(ends) { found.append(ends) }
    }
    return found
  }

  private static func structures(
    _ own: [Structure], with dose: AbsorbedDose, delivered: Quantity?
  ) -> [Structure] {
    let organ = dose.organ?.lowercased() ?? ""
    let isTarget = organ.isEmpty || organ.contains("ptv") || organ.contains("target")
    let named = own.firstIndex { !organ.isEmpty && $0.name?.lowercased() == organ }
    let role = Structure.Role(rawValue: organ) ?? (isTarget ? .ptv : .oar)
    let alone = own.indices.filter { own[$0].role == role }
    var structures = own
    // An organ that is not among the structures is one more of them.
    let place = named ?? (alone.count == 1 && (role == .ptv || organ == "oar") ? alone[0] : nil)
    guard let place else {
      return own + [Structure(role: role, intended: dose.estimate.intended, delivered: delivered)]
    }
    structures[place].intended = dose.estimate.intended ?? structures[place].intended
    structures[place].delivered = delivered ?? structures[place].delivered
    return structures
  }

  /// The remarks about estimates that disagree with what codes 8 to 10 compare.
  func therapyPrompts(for individual: Individual) -> [String] {
    var prompts: [String] = []
    if individual.activity != nil, activities(own: individual.activity).count > 1 {
      prompts.append(
        "Estimates of the administered activity disagree with the activity recorded, or with each "
          + "other: the severer holds until one is superseded with a reason.")
    }
    if !individual.structures.isEmpty, structures(own: individual.structures).count > 1 {
      prompts.append(
        "Estimates of the absorbed dose disagree with the structures recorded: the severer holds until "
          + "one is superseded with a reason.")
    }
    return prompts
  }
}
