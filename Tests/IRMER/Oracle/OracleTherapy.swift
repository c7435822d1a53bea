/// Codes 8 and 9 by trying every value: the oracle's part for structures and misses.
struct OracleTherapy {
  let person: OraclePerson

  typealias Verdict = Oracle.Verdict

  private static let doses = [0, 1, 8, 9, 10, 11, 12, 1_000_000_000].map { $0 * 5000 }
  private static let lengths = [0, 1, 10_000, 25_000, 25_001, 1_000_000_000]

  private func each<Value>(_ value: Value?, _ domain: [Value]) -> [Value] {
    value.map { [$0] } ?? domain
  }

  private func any(_ verdicts: [Verdict]) -> Verdict {
    verdicts.contains(.met) ? .met : verdicts.contains(.open) ? .open : .not
  }

  private func all(_ verdicts: [Verdict]) -> Verdict {
    verdicts.contains(.not) ? .not : verdicts.contains(.open) ? .open : .met
  }

  private func ratio(_ given: Int, _ intended: Int, _ isMet: (Int, Int) -> Bool) -> Verdict {
    if intended == 0 { return given == 0 ? .not : .open }
    return isMet(given * 10, intended) ? .met : .not
  }

  private enum Limb { case over, under, either }

  /// The verdicts of one structure, its course and fractions tried together.
  private func structure(_ structure: OracleStructure, _ limb: Limb) -> Set<Verdict> {
    var course: Set<Verdict> = []
    for intended in each(structure.intended, Self.doses + [structure.delivered ?? 0]) {
      for delivered in each(structure.delivered, Self.doses + [intended]) {
        let over = ratio(delivered, intended) { $0 >= 11 * $1 }
        let under: Verdict =
          structure.role == "ptv" ? ratio(delivered, intended) { $0 <= 9 * $1 } : .not
        switch limb {
        case .over: course.insert(over)
        case .under: course.insert(under)
        case .either: course.insert(any([over, under]))
        }
      }
    }
    if limb == .under { return course }
    var verdicts = course
    if structure.fractions.isEmpty { return join(verdicts, [.met, .not]) }
    for fraction in structure.fractions {
      var found: Set<Verdict> = []
      for intended in each(fraction.intended, Self.doses + [fraction.delivered ?? 0]) {
        for delivered in each(fraction.delivered, Self.doses + [intended]) {
          found.insert(ratio(delivered, intended) { $0 >= 12 * $1 })
        }
      }
      verdicts = join(verdicts, found)
    }
    return verdicts
  }

  private func join(_ left: Set<Verdict>, _ right: Set<Verdict>) -> Set<Verdict> {
    Set(left.flatMap { first in right.map { any([first, $0]) } })
  }

  private func structures(_ limb: Limb) -> Set<Verdict> {
    let judged = person.structures.filter { limb != .under || $0.role == "ptv" }
    var verdicts: Set<Verdict> = [.not]
    for one in judged { verdicts = join(verdicts, structure(one, limb)) }
    let isPlanUnknown =
      limb != .over && !person.structures.contains { $0.role == "ptv" }
    if person.structures.isEmpty || isPlanUnknown { verdicts = join(verdicts, [.met, .not]) }
    return verdicts
  }

  func verdicts(_ code: String) -> Set<Verdict> {
    let isMissGiven = person.miss.map { !$0.isEmpty } ?? false
    let extents = isMissGiven ? each(person.miss?.extent, ["none", "partial", "total"]) : ["none"]
    var found: Set<Verdict> = []
    switch code {
    case "8.1": return structures(.over)
    case "8.2":
      for extent in extents {
        for dose in structures(.under) { found.insert(extent == "none" ? dose : .not) }
      }
    case "9.1": extents.forEach { found.insert($0 == "total" ? .met : .not) }
    default:
      for extent in extents {
        for displacement in each(person.miss?.displacement, Self.lengths) {
          for margin in each(person.miss?.margin ?? person.miss?.level, Self.lengths) {
            let miss: Verdict =
              extent == "partial" && displacement * 10 > 25 * margin ? .met : .not
            for dose in structures(.either) { found.insert(all([miss, dose])) }
          }
        }
      }
    }
    return found
  }
}
