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
    var hasTotal: Bool { low != nil || high != nil }
  }

  /// Whether there is none.
  var isEmpty: Bool {
    effective.isEmpty && foetal.isEmpty && infant.isEmpty && activity.isEmpty && absorbed.isEmpty
  }

  var effective: [Estimate] = []
  var foetal: [Estimate] = []
  var infant: [Estimate] = []
  /// Administered activities, in the unit of the individual's own.
  var activity: [Estimate] = []
  /// Absorbed doses, Gy.
  var absorbed: [AbsorbedDose] = []
  /// The values of the individual's own keys, beside the estimates.
  var own: EffectiveDose?
  var ownFoetal: Quantity?
  var ownInfant: Quantity?
  var ownActivity: Activity?

  /// More estimates of one individual than this are not combined: the dose then counts as unknown.
  static let combinationsMax = 64

  /// The effective doses that may be correct: both ends of each.
  var effectiveDoses: [[EffectiveDose]] {
    let recorded = own.map { dose in
      Estimate(intended: dose.intended, low: dose.incidentTotal, high: dose.incidentTotal)
    }
    return combinations(of: effective, beside: recorded) {
      EffectiveDose(intended: $0, total: $1)
    }
  }

  /// What was intended and what was given, of each estimate and of what is recorded beside them: a
  /// part that one of them does not have is taken from the others.
  func combinations<Dose: Hashable>(
    of estimates: [Estimate], beside recorded: Estimate?, _ dose: (Quantity?, Quantity?) -> Dose
  ) -> [[Dose]] {
    let sources = [recorded].compactMap(\.self).filter { !$0.isEmpty } + estimates
    let intendeds = distinct(sources.compactMap(\.intended))
    let totals = distinct(sources.filter(\.hasTotal).map { [$0.low, $0.high] })
    var found: [[Dose]] = []
    for source in sources {
      for intended in source.intended.map({ [$0] }) ?? optional(intendeds) {
        for ends in source.hasTotal
          ? [[source.low, source.high]] : totals.isEmpty ? [[nil, nil]] : totals
        {
          let pair = distinct(ends).map { dose(intended, $0) }
          if !found.contains(pair) { found.append(pair) }
          if found.count >= Self.combinationsMax { return found + [[dose(nil, nil)]] }
        }
      }
    }
    return found
  }

  var foetalDoses: [[Quantity?]] { Self.ends(ownFoetal, foetal) }
  var infantDoses: [[Quantity?]] { Self.ends(ownInfant, infant) }

  private static func ends(_ own: Quantity?, _ estimates: [Estimate]) -> [[Quantity?]] {
    var found: [[Quantity?]] = own.map { [[$0]] } ?? []
    for estimate in estimates where estimate.hasTotal {
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
    case .accidental where !doses.effective.isEmpty, .unintended where !doses.effective.isEmpty:
      return with(\.effectiveDose, doses.effectiveDoses.map { $0.map(Optional.some) })
    case .foetal where !doses.foetal.isEmpty:
      return with(\.foetalDose, doses.foetalDoses)
    case .infant where !doses.infant.isEmpty:
      return with(\.infantDose, doses.infantDoses)
    case .selectiveInternal where !doses.activity.isEmpty,
      .nuclearMedicineTherapy where !doses.activity.isEmpty:
      return with(\.activity, doses.activities.map { $0.map(Optional.some) })
    case .deliveredDose where !doses.absorbed.isEmpty,
      .geographicalMiss where !doses.absorbed.isEmpty:
      return with(\.structures, doses.structures(own: structures))
    default: return [[self]]
    }
  }

  /// The individual with each value in place of their own, for both ends of each estimate.
  private func with<Value>(
    _ fact: WritableKeyPath<Individual, Value>, _ values: [[Value]]
  ) -> [[Individual]] {
    values.map { ends in
      ends.map { value in
        var other = self
        other[keyPath: fact] = value
        return other
      }
    }
  }
}
