/// The dose estimates of an individual that are not superseded.
///
/// Two that disagree are not settled: each is judged, and the more severe answer applies. An
/// estimate with a range is judged at both of its ends, and where these disagree the criterion is
/// undetermined.
struct DoseEstimates: Hashable, Sendable {
  /// The values of one estimate, in the quantity's own unit.
  struct Estimate: Hashable, Sendable {
    var intended: Quantity?
    /// The ends of the total's range: equal where it is one number.
    var low: Quantity?
    var high: Quantity?

    var isEmpty: Bool { intended == nil && low == nil && high == nil }
    var isRange: Bool { low != high }
  }

  var effective: [Estimate] = []
  var foetal: [Estimate] = []
  var infant: [Estimate] = []
  /// Administered activities, MBq.
  var activity: [Estimate] = []
  /// Absorbed doses, Gy.
  var absorbed: [AbsorbedDose] = []
  /// The values of the individual's own keys, beside the estimates.
  var own: EffectiveDose?
  var ownFoetal: Quantity?
  var ownInfant: Quantity?

  /// More estimates of one individual than this are not combined: the dose then counts as unknown.
  static let combinationsMax = 64

  /// The effective doses that may be correct: both ends of each.
  var effectiveDoses: [[EffectiveDose]] {
    var sources = effective
    if let own, own.intended != nil || own.incidentTotal != nil {
      let total = own.incidentTotal
      sources.insert(Estimate(intended: own.intended, low: total, high: total), at: 0)
    }
    let intendeds = distinct(sources.compactMap(\.intended))
    let totals = distinct(
      sources.filter { $0.low != nil || $0.high != nil }.map { [$0.low, $0.high] })
    var found: [[EffectiveDose]] = []
    for source in sources {
      let hasTotal = source.low != nil || source.high != nil
      for intended in source.intended.map({ [$0] }) ?? optional(intendeds) {
        for ends in hasTotal
          ? [[source.low, source.high]] : totals.isEmpty ? [[nil, nil]] : totals
        {
          let pair = distinct(ends).map { EffectiveDose(intended: intended, total: $0) }
          if !found.contains(pair) { found.append(pair) }
          if found.count >= Self.combinationsMax { return found + [[EffectiveDose()]] }
        }
      }
    }
    return found
  }

  var foetalDoses: [[Quantity?]] { Self.ends(ownFoetal, foetal) }
  var infantDoses: [[Quantity?]] { Self.ends(ownInfant, infant) }

  private static func ends(_ own: Quantity?, _ estimates: [Estimate]) -> [[Quantity?]] {
    var found: [[Quantity?]] = own.map { [[$0]] } ?? []
    for estimate in estimates where estimate.low != nil || estimate.high != nil {
      let pair = estimate.isRange ? [estimate.low, estimate.high] : [estimate.low]
      if !found.contains(pair) { found.append(pair) }
      if found.count >= combinationsMax { return found + [[nil]] }
    }
    return found
  }

  private func optional(_ values: [Quantity]) -> [Quantity?] { values.isEmpty ? [nil] : values }

  private func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }
}

extension DoseEstimates {
  /// The remarks about estimates that disagree.
  var prompts: [String] {
    [
      Self.prompts(of: effectiveDoses.map { $0.compactMap(\.total) }, "effective dose", "mSv"),
      Self.prompts(of: foetalDoses.map { $0.compactMap(\.self) }, "foetal dose", "mGy"),
      Self.prompts(of: infantDoses.map { $0.compactMap(\.self) }, "infant dose", "mSv"),
    ].flatMap { $0 }
  }

  /// - Parameter doses: the ends of each estimate. Two whose ranges overlap do not disagree.
  private static func prompts(of doses: [[Quantity]], _ name: String, _ unit: String) -> [String] {
    guard let least = doses.compactMap({ $0.max() }).min(),
      let most = doses.compactMap({ $0.min() }).max(), least < most
    else { return [] }
    var prompts = [
      "Estimates of the \(name) disagree, \(least) \(unit) and \(most) \(unit): the severer holds "
        + "until one is superseded with a reason."
    ]
    if isFactorTen(least, most) {
      prompts.append(
        "\(least) \(unit) and \(most) \(unit) differ by a factor of about ten, a hundred or a "
          + "thousand: is one a slip of the decimal point or the unit?")
    }
    return prompts
  }

  /// Whether two doses differ by a power of ten, to within a tenth of it.
  static func isFactorTen(_ least: Quantity, _ most: Quantity) -> Bool {
    guard !least.isZero else { return false }
    return [UInt64(10), 100, 1000].contains { factor in
      most * Quantity(10) >= least * Quantity(factor * 9)
        && most * Quantity(10) <= least * Quantity(factor * 11)
    }
  }
}

extension Individual {
  /// The individual with each dose that may be correct, for the codes that a family judges: both
  /// ends of each estimate. One variant where there is no choice.
  func variants(for family: Family) -> [[Individual]] {
    guard let doses = related?.doses else { return [[self]] }
    switch family {
    case .accidental where !doses.effective.isEmpty,
      .unintended where !doses.effective.isEmpty:
      return doses.effectiveDoses.map { ends in
        ends.map { dose in
          var other = self
          other.effectiveDose = dose
          return other
        }
      }
    case .foetal where !doses.foetal.isEmpty:
      return doses.foetalDoses.map { ends in
        ends.map { dose in
          var other = self
          other.foetalDose = dose
          return other
        }
      }
    case .infant where !doses.infant.isEmpty:
      return doses.infantDoses.map { ends in
        ends.map { dose in
          var other = self
          other.infantDose = dose
          return other
        }
      }
    case .selectiveInternal where !doses.activity.isEmpty,
      .nuclearMedicineTherapy where !doses.activity.isEmpty:
      return doses.activities(own: activity).map { ends in
        ends.map { activity in
          var other = self
          other.activity = activity
          return other
        }
      }
    case .deliveredDose where !doses.absorbed.isEmpty,
      .geographicalMiss where !doses.absorbed.isEmpty:
      return doses.structures(own: structures).map { ends in
        ends.map { structures in
          var other = self
          other.structures = structures
          return other
        }
      }
    default: return [[self]]
    }
  }
}
