// Estimates of what a treatment delivered, beside the keys that codes 8 to 10 compare.

/// An estimate of the absorbed dose to a target or an organ, Gy.
struct AbsorbedDose: Hashable, Sendable {
  let organ: String?
  let estimate: DoseEstimates.Estimate
  /// Whether a structure that is recorded without a dose gets this one. The dose of an organ, in mGy,
  /// may be that of its images alone: it is judged, but fills in nothing.
  let settles: Bool

  /// - Returns: nil for an estimate of another quantity, and for an organ's dose where the organ is
  ///   none of the structures.
  init?(_ fields: DoseEstimateFields, beside structures: [Structure]) {
    guard !fields.estimate.isEmpty else { return nil }
    switch fields.quantity {
    case .absorbedDose:
      (organ, estimate, settles) = (fields.organ, fields.estimate, true)
    case .organDose:
      organ = fields.organ ?? Structure.Role.oar.rawValue
      estimate = fields.estimate.multiplied(by: .ten(to: -3))
      settles = false
      guard DoseEstimates.place(of: self, in: structures) != nil else { return nil }
    default: return nil
    }
  }
}

extension DoseEstimates.Estimate {
  /// The same amounts in another unit.
  func multiplied(by factor: Quantity) -> Self {
    guard factor != Quantity(1) else { return self }
    func amount(_ amount: Quantity?) -> Quantity? { amount.map { ($0 * factor).trimmed } }
    return Self(intended: amount(intended), low: amount(low), high: amount(high))
  }

  /// The ends of the range, and between them what was intended: of a criterion with a limit above
  /// and one below it, each end may be beyond one, and what was given between them.
  func ends(around intended: Quantity?) -> [Quantity?] {
    guard isRange else { return [low] }
    guard let low, let high, let intended, low < intended, intended < high else {
      return [low, high]
    }
    return [low, intended, high]
  }
}

extension DoseEstimates {
  /// The activities that may be correct: both ends of each estimate.
  var activities: [[Activity]] {
    let recorded = ownActivity.map {
      Estimate(intended: $0.prescribed, low: $0.delivered, high: $0.delivered)
    }
    let found = combinations(of: activity, beside: recorded) {
      Activity(prescribed: $0, delivered: $1)
    }
    return found.map { ends in
      guard let first = ends.first, let last = ends.last, ends.count == 2 else { return ends }
      let range = DoseEstimates.Estimate(
        intended: first.prescribed, low: first.delivered, high: last.delivered)
      return range.ends(around: first.prescribed).map {
        Activity(prescribed: first.prescribed, delivered: $0)
      }
    }
  }

  /// The structures that may be correct: the individual's own, and for each estimate those with its
  /// dose in place of the dose of the structure that it names.
  func structures(own: [Structure]) -> [[[Structure]]] {
    guard !own.isEmpty else { return [[own]] }
    // A structure without a dose says nothing against the estimate of it.
    var own = own
    for dose in absorbed where dose.settles && !dose.estimate.isRange {
      guard let place = Self.place(of: dose, in: own) else { continue }
      own[place].intended = own[place].intended ?? dose.estimate.intended
      own[place].delivered = own[place].delivered ?? dose.estimate.low
    }
    let isOpen = absorbed.contains { dose in
      dose.settles && dose.estimate.isRange
        && Self.place(of: dose, in: own).map { own[$0].delivered == nil } ?? false
    }
    var found = isOpen ? [] : [[own]]
    for dose in absorbed {
      let estimate = dose.estimate
      let planned = Self.place(of: dose, in: own).flatMap { own[$0].intended }
      let ends = estimate.ends(around: estimate.intended ?? planned).map {
        Self.structures(own, with: dose, delivered: $0)
      }
      if !found.contains(ends) { found.append(ends) }
      if found.count >= Self.combinationsMax {
        return found + [[own.map { Structure(role: $0.role) }]]
      }
    }
    return found
  }

  /// The structure that an estimate is of; nil where none of them is clearly meant.
  static func place(of dose: AbsorbedDose, in structures: [Structure]) -> Int? {
    let organ = dose.organ?.lowercased() ?? ""
    if !organ.isEmpty, let named = structures.firstIndex(where: { $0.name?.lowercased() == organ })
    {
      return named
    }
    let role = role(of: organ)
    let alone = structures.indices.filter { structures[$0].role == role }
    return alone.count == 1 && (role == .ptv || organ == "oar") ? alone[0] : nil
  }

  private static func role(of organ: String) -> Structure.Role {
    let isTarget = organ.isEmpty || organ.contains("ptv") || organ.contains("target")
    return Structure.Role(rawValue: organ) ?? (isTarget ? .ptv : .oar)
  }

  private static func structures(
    _ own: [Structure], with dose: AbsorbedDose, delivered: Quantity?
  ) -> [Structure] {
    let intended = dose.estimate.intended
    guard let place = place(of: dose, in: own) else {
      // An organ that is not among the structures is one more of them.
      let role = role(of: dose.organ?.lowercased() ?? "")
      return own + [Structure(role: role, intended: intended, delivered: delivered)]
    }
    var structures = own
    structures[place].intended = intended ?? structures[place].intended
    structures[place].delivered = delivered ?? structures[place].delivered
    return structures
  }

  /// The remarks about estimates that disagree with what codes 8 to 10 compare.
  func therapyPrompts(for individual: Individual) -> [String] {
    var prompts: [String] = []
    if activities.count > 1 {
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
