// Codes 8 to 10: delivered dose, geographical miss, nuclear-medicine therapy.

extension Criterion {
  /// Code 8.1: too much to a target or an organ at risk, over the course or in a fraction.
  static let overExposure = Criterion(
    .code8_1, "Therapy over-exposure",
    quotes: [
      """
      Delivered dose to the planned treatment volume or organs at risk is 1.1 or more times \
      (whole course) or 1.2 or more times (any fraction) the intended dose.
      """
    ],
    test: """
      any structure: delivered ≥ 1.1 × intended over the course, or ≥ 1.2 × intended in any fraction
      """,
    boundary: "exactly 1.1 and 1.2 times are met; each structure by itself"
  ) { subject in
    let test = DeliveredDoseTest.over(subject.individual.structures)
    switch test.truth {
    case .yes: return .met(test.reason, margin: test.margin)
    case .no: return .excluded(test.reason, margin: test.margin)
    case .open: return .undetermined(test.reason, missing: test.missing)
    }
  }

  /// Code 8.2: too little to a target over the course, not by a miss.
  static let underExposure = Criterion(
    .code8_2, "Therapy under-exposure",
    quotes: [
      """
      Delivered dose to the planned treatment volume is 0.9 or less times the intended dose \
      (whole course).
      """,
      """
      This excludes where the under-exposure to the target volume is a result of a geographical \
      miss, which is reportable under either 9.1 or 9.2.
      """,
    ],
    test:
      "planning target volume: delivered ≤ 0.9 × intended over the course, and no geographical miss",
    boundary: "exactly 0.9 times is met; no single-fraction limb; not for organs at risk"
  ) { subject in
    let miss = subject.individual.geographicalMiss
    if let extent = miss?.extent, extent != .none {
      return .excluded(
        "a \(extent.rawValue) geographical miss is reportable under 9.1 or 9.2", quote: 1)
    }
    let isMissOpen = miss != nil && miss?.extent == nil
    let test = DeliveredDoseTest.under(subject.individual.structures)
    switch test.truth {
    case .no:
      return .excluded(test.reason, margin: test.margin)
    case .yes where !isMissOpen:
      return .met(test.reason, margin: test.margin)
    case .yes, .open:
      return .undetermined(
        test.reason, missing: test.missing + (isMissOpen ? ["geographicalMiss/extent"] : []))
    }
  }

  /// Code 9.1: any total geographical miss.
  static let totalMiss = Criterion(
    .code9_1, "Radiotherapy geographical miss, total",
    quotes: [
      "All total geographical misses, even for a single fraction or significant part thereof."
    ],
    test: "the miss is total", boundary: "none: no dose test"
  ) { subject in
    guard let miss = subject.individual.geographicalMiss else {
      return .excluded("no geographical miss")
    }
    switch miss.extent {
    case nil: return .undetermined(extentUnknown, missing: ["geographicalMiss/extent"])
    case .total: return .met("a total geographical miss")
    case .partial: return .excluded("the geographical miss is partial")
    case .some(.none): return .excluded("no geographical miss")
    }
  }

  /// Code 9.2: a partial miss beyond the margin that reaches a dose factor.
  static let partialMiss = Criterion(
    .code9_2, "Radiotherapy geographical miss, partial",
    quotes: [
      """
      Where the miss exceeds 2.5 times the locally defined error margin AND the guideline dose \
      factors (codes 8.1 and 8.2) for the planning target volume or organs at risk are exceeded.
      """,
      """
      A surrogate for the locally defined error margin might be a displacement of 2.5 times the \
      local imaging action level for specific anatomical site and treatment intent.
      """,
    ],
    test: """
      the miss is partial, displacement > 2.5 × error margin (or imaging action level), and either \
      8.1's test or planning target volume ≤ 0.9 × intended
      """,
    boundary: "exactly 2.5 times the margin is excluded; the dose factors by their own edges"
  ) { subject in
    guard let miss = subject.individual.geographicalMiss else {
      return .excluded("no geographical miss")
    }
    if miss.extent == .some(.none) { return .excluded("no geographical miss") }
    if miss.extent == .total { return .excluded("the geographical miss is total: 9.1") }
    let displacement = DisplacementTest(miss)
    let quote = miss.errorMargin == nil && miss.imagingActionLevel != nil ? 1 : 0
    if displacement.truth == .no {
      return .excluded(displacement.reason, margin: displacement.margin, quote: quote)
    }
    let dose = DeliveredDoseTest.overOrUnder(subject.individual.structures)
    if dose.truth == .no { return .excluded(dose.reason, margin: dose.margin, quote: quote) }
    var missing = miss.extent == nil ? ["geographicalMiss/extent"] : []
    if displacement.truth == .open { missing += displacement.missing }
    if dose.truth == .open { missing += dose.missing }
    let reason = "\(displacement.reason); \(dose.reason)"
    if miss.extent != nil, displacement.truth == .yes, dose.truth == .yes {
      return .met("a partial miss: \(reason)", margin: displacement.margin, quote: quote)
    }
    return .undetermined(
      miss.extent == nil ? "\(extentUnknown); \(reason)" : reason, missing: missing, quote: quote)
  }

  private static let extentUnknown = "the extent of the geographical miss is not known"

  /// Code 10.1: activity of SIRT outside ±20%.
  static let selectiveInternal = activity(
    .code10_1, "Selective internal radiation therapy",
    quote: "Delivered activity is outside +/- 20% of the prescribed activity.",
    lower: Quantity(0, tenths: 8), upper: Quantity(1, tenths: 2), percent: 20)

  /// Code 10.2: activity of another nuclear-medicine therapy outside ±10%.
  static let nuclearMedicineTherapy = activity(
    .code10_2, "All other nuclear medicine therapies",
    quote: "Delivered activity is outside +/- 10% of the prescribed activity.",
    lower: Quantity(0, tenths: 9), upper: Quantity(1, tenths: 1), percent: 10)

  private static func activity(
    _ code: NotificationCode, _ category: String, quote: String, lower: Quantity, upper: Quantity,
    percent: Int
  ) -> Criterion {
    Criterion(
      code, category, quotes: [quote],
      test: "delivered < \(lower) × prescribed, or delivered > \(upper) × prescribed",
      boundary: "strict: exactly ±\(percent)% is inside"
    ) { subject in
      let activity = subject.individual.activity
      let truth = RatioTest.outside(
        activity?.delivered, lower, upper, times: activity?.prescribed)
      guard truth != .open, let delivered = activity?.delivered,
        let prescribed = activity?.prescribed
      else { return activityUnknown(activity) }
      let nearest = delivered < prescribed ? lower : upper
      return .decided(
        truth == .yes,
        """
        \(delivered) delivered is \(truth == .yes ? "outside" : "inside") ±\(percent)% of \
        \(prescribed) prescribed
        """, margin: "\(delivered.distance(to: nearest * prescribed).trimmed)")
    }
  }

  private static func activityUnknown(_ activity: Activity?) -> Judgement {
    var missing: [String] = []
    if activity?.prescribed?.isZero ?? true { missing.append("activity/prescribed") }
    if activity?.delivered == nil { missing.append("activity/delivered") }
    return .undetermined(
      activity?.prescribed?.isZero == true
        ? "no activity was prescribed, so there is no ratio"
        : "the prescribed and delivered activities are not both known", missing: missing)
  }
}
