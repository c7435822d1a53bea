/// The result of a criterion for one individual.
public enum CriterionResult: String, Hashable, Sendable, CaseIterable {
  /// Every value of the missing facts meets the criterion.
  case met
  /// No value of the missing facts meets it.
  case excluded
  case undetermined
}

/// A result with the arithmetic that led to it.
struct Judgement: Hashable, Sendable {
  var result: CriterionResult
  /// The arithmetic in words, with units.
  var reason: String
  /// How far the value is from the threshold, with its unit.
  var margin: String?
  /// The effective dose that was compared; nil where none was, or where it is another quantity.
  var dose: ComparedDose?
  /// The facts that would settle it, by their paths within the individual.
  var missing: [String] = []
  /// Which of the criterion's quotes applies to this case.
  var quote = 0

  /// Met or excluded by the total effective dose, which the subject has.
  static func compared(
    _ subject: Subject, _ total: Quantity, with threshold: Quantity, _ reason: String,
    quote: Int = 0
  ) -> Judgement {
    Judgement(
      result: total >= threshold ? .met : .excluded, reason: reason,
      margin: "\(total.distance(to: threshold)) mSv",
      dose: ComparedDose(total: total, threshold: threshold, intended: subject.intended),
      quote: quote)
  }

  static func met(_ reason: String, margin: String? = nil, quote: Int = 0) -> Judgement {
    Judgement(result: .met, reason: reason, margin: margin, quote: quote)
  }

  static func excluded(_ reason: String, margin: String? = nil, quote: Int = 0) -> Judgement {
    Judgement(result: .excluded, reason: reason, margin: margin, quote: quote)
  }

  static func undetermined(
    _ reason: String, missing: [String], quote: Int = 0
  ) -> Judgement {
    Judgement(result: .undetermined, reason: reason, missing: missing, quote: quote)
  }

  /// Met or excluded by the result of a test, with one reason for both.
  static func decided(_ met: Bool, _ reason: String, margin: String? = nil) -> Judgement {
    met ? .met(reason, margin: margin) : .excluded(reason, margin: margin)
  }
}

/// An effective dose beside the threshold that it was compared with, in mSv.
public struct ComparedDose: Hashable, Sendable {
  /// The total dose of the incident.
  public let total: Quantity
  /// Where the criterion begins: a total as large as this meets it.
  public let threshold: Quantity
  /// The intended dose; nil where it is not known.
  public let intended: Quantity?
}

/// One individual of one incident, as a criterion sees them.
struct Subject: Sendable {
  let facts: IncidentFacts
  var individual: Individual
  var causes: CauseCounts

  /// The nation of this individual's exposure.
  var nation: Nation { individual.nation ?? facts.nation }
  var dose: EffectiveDose? { individual.effectiveDose }
  var total: Quantity? { individual.effectiveDose?.incidentTotal }
  var intended: Quantity? { individual.effectiveDose?.intended }
  var images: VerificationImages? { individual.verificationImages }

  /// "Has not yet reached their 18th birthday. In Scotland … 16th" (SAUE guidance); nil without an age.
  var isChild: Bool? {
    individual.ageAtExposure.map { $0 < nation.adultFromAge }
  }
}

/// How many individuals of an incident were exposed by mistake for each equipment cause.
struct CauseCounts: Hashable, Sendable {
  private var hardware = 0
  private var software = 0
  /// Those without a known cause: possibly the same fault.
  private(set) var unknown = 0

  init(_ individuals: [Individual]) {
    for individual in individuals { count(individual) }
  }

  mutating func count(_ individual: Individual) {
    guard individual.isExposedByMistake else { return }
    switch individual.verificationImages?.cause {
    case .hardwareFailure: hardware += 1
    case .softwareFailure: software += 1
    case nil: unknown += 1
    default: break
    }
  }

  subscript(cause: VerificationImages.Cause) -> Int {
    switch cause {
    case .hardwareFailure: hardware
    case .softwareFailure: software
    default: 0
    }
  }
}
