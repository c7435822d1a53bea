/// The dose factors of codes 8.1, 8.2 and 9.2 over the structures that are given.
struct DeliveredDoseTest {
  var truth: TriState
  var reason: String
  var margin: String?
  var missing: [String] = []
  /// Where no factor is reached: the dose that comes closest, in words.
  var nearest: String?

  private static let courseOver = Quantity(1, tenths: 1)
  private static let fractionOver = Quantity(1, tenths: 2)
  private static let courseUnder = Quantity(0, tenths: 9)

  /// 8.1: any structure over, by the course or by a fraction.
  static func over(_ structures: [Structure]) -> DeliveredDoseTest {
    guard !structures.isEmpty else { return .unknown }
    var missing: [String] = []
    var nearest = NearestDose(structures, isOver: true)
    for (index, structure) in structures.enumerated() {
      let course = RatioTest.atLeast(
        structure.delivered, courseOver, times: structure.intended)
      if course == .yes { return .courseOver(structure, index) }
      if course == .open {
        missing += open(structure.intended, structure.delivered, "structures/\(index)")
      }
      if course == .no {
        nearest.take(structure.delivered, courseOver, structure.intended, structure: index)
      }
      if structure.fractions.isEmpty { missing.append("structures/\(index)/fractions") }
      for (number, fraction) in structure.fractions.enumerated() {
        switch RatioTest.atLeast(fraction.delivered, fractionOver, times: fraction.intended) {
        case .yes: return .fractionOver(fraction, number, structure, index)
        case .no:
          nearest.take(
            fraction.delivered, fractionOver, fraction.intended, structure: index,
            fraction: number)
        case .open:
          missing += open(
            fraction.intended, fraction.delivered, "structures/\(index)/fractions/\(number)")
        }
      }
    }
    if missing.isEmpty {
      return nearest.excluded("no structure reaches 1.1 × intended, nor 1.2 × in a fraction")
    }
    return DeliveredDoseTest(
      truth: .open, reason: "not every dose that 8.1 compares is known", missing: missing)
  }

  /// 8.2's dose: a planning target volume at 0.9 or less over the course.
  static func under(_ structures: [Structure]) -> DeliveredDoseTest {
    guard structures.contains(where: { $0.role == .ptv }) else { return .unknown }
    var missing: [String] = []
    var nearest = NearestDose(structures, isOver: false)
    for (index, structure) in structures.enumerated() where structure.role == .ptv {
      switch RatioTest.atMost(structure.delivered, courseUnder, times: structure.intended) {
      case .yes: return .courseUnder(structure, index)
      case .no:
        nearest.take(structure.delivered, courseUnder, structure.intended, structure: index)
      case .open: missing += open(structure.intended, structure.delivered, "structures/\(index)")
      }
    }
    if missing.isEmpty {
      return nearest.excluded("no planning target volume is at 0.9 × intended or less")
    }
    return DeliveredDoseTest(
      truth: .open, reason: "the planning target volume's doses are not both known",
      missing: missing)
  }

  /// 9.2's dose limb: 8.1's test, or a planning target volume at 0.9 or less.
  static func overOrUnder(_ structures: [Structure]) -> DeliveredDoseTest {
    let over = over(structures)
    if over.truth == .yes { return over }
    let under = under(structures)
    if under.truth == .yes { return under }
    if over.truth == .no, under.truth == .no {
      return DeliveredDoseTest(
        truth: .no,
        reason: (["no dose factor of 8.1 or 8.2 is reached"]
          + [over.nearest, under.nearest].compactMap(\.self)).joined(separator: "; "))
    }
    return DeliveredDoseTest(
      truth: .open, reason: "the dose factors of 8.1 and 8.2 are not all known",
      missing: over.missing + under.missing.filter { !over.missing.contains($0) })
  }

  private static let unknown = DeliveredDoseTest(
    truth: .open, reason: "the doses to the structures are not known", missing: ["structures"])

  private static func open(
    _ intended: Quantity?, _ delivered: Quantity?, _ path: String
  ) -> [String] {
    var missing: [String] = []
    if intended?.isZero ?? true { missing.append("\(path)/intended") }
    if delivered == nil { missing.append("\(path)/delivered") }
    return missing
  }

  // MARK: Reasons, once a factor is reached

  private static func courseOver(_ structure: Structure, _ index: Int) -> DeliveredDoseTest {
    reached(structure.delivered, ">=", courseOver, structure.intended, name(structure, index))
  }

  private static func courseUnder(_ structure: Structure, _ index: Int) -> DeliveredDoseTest {
    reached(structure.delivered, "<=", courseUnder, structure.intended, name(structure, index))
  }

  private static func fractionOver(
    _ fraction: Structure.Fraction, _ number: Int, _ structure: Structure, _ index: Int
  ) -> DeliveredDoseTest {
    reached(
      fraction.delivered, ">=", fractionOver, fraction.intended,
      "\(name(structure, index)), fraction \(number + 1)")
  }

  private static func reached(
    _ delivered: Quantity?, _ sign: String, _ ratio: Quantity, _ intended: Quantity?,
    _ name: String
  ) -> DeliveredDoseTest {
    let delivered = delivered ?? .zero
    let intended = intended ?? .zero
    let threshold = (ratio * intended).trimmed
    let symbol = sign == ">=" ? "≥" : "≤"
    return DeliveredDoseTest(
      truth: .yes,
      reason: "\(name): \(delivered) Gy \(symbol) \(ratio) × \(intended) Gy = \(threshold) Gy",
      margin: "\(delivered.distance(to: threshold)) Gy")
  }

  /// By role and position: a name that somebody typed is kept out of reasons.
  static func name(_ structure: Structure, _ index: Int) -> String {
    structure.role == .ptv
      ? "planning target volume (structure \(index + 1))"
      : "organ at risk (structure \(index + 1))"
  }
}

/// 9.2's displacement: more than 2.5 times the margin, strictly.
struct DisplacementTest {
  let truth: TriState
  let reason: String
  let margin: String?
  let missing: [String]

  private static let factor = Quantity(2, tenths: 5)

  init(_ miss: GeographicalMiss) {
    let name = miss.errorMargin != nil ? "the error margin" : "the imaging action level"
    guard let displacement = miss.displacement,
      let limit = miss.errorMargin ?? miss.imagingActionLevel
    else {
      var missing: [String] = []
      if miss.displacement == nil { missing.append("geographicalMiss/displacement") }
      if miss.errorMargin ?? miss.imagingActionLevel == nil {
        missing.append("geographicalMiss/errorMargin")
      }
      self.missing = missing
      margin = nil
      // A displacement of 0 does not exceed any margin.
      let isZero = miss.displacement?.isZero == true
      truth = isZero ? .no : .open
      reason =
        isZero ? "no displacement" : "the displacement and the error margin are not both known"
      return
    }
    let threshold = (Self.factor * limit).trimmed
    let isOver = displacement > threshold
    truth = TriState(isOver)
    reason =
      "displacement \(displacement) mm \(isOver ? ">" : "≤") 2.5 × \(limit) mm = \(threshold) mm (\(name))"
    margin = "\(displacement.distance(to: threshold)) mm"
    missing = []
  }
}
