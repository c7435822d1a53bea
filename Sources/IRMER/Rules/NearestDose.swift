/// Of the doses that reach no factor, the one that comes closest to it: the first that a reader
/// checks.
struct NearestDose {
  /// A dose over the course, or in one fraction, and the factor of it that is not reached.
  private struct Dose {
    let given: Quantity
    let ratio: Quantity
    let intended: Quantity
    let threshold: Quantity
    let structure: Int
    let fraction: Int?
  }

  let structures: [Structure]
  let isOver: Bool
  private var found: Dose?

  init(_ structures: [Structure], isOver: Bool) {
    self.structures = structures
    self.isOver = isOver
  }

  mutating func take(
    _ given: Quantity?, _ ratio: Quantity, _ intended: Quantity?, structure: Int,
    fraction: Int? = nil
  ) {
    guard let given, let intended, !intended.isZero else { return }
    let threshold = ratio * intended
    if let found {
      // given / threshold, cross-multiplied.
      let (ours, theirs) = (given * found.threshold, found.given * threshold)
      guard isOver ? ours > theirs : ours < theirs else { return }
    }
    found = Dose(
      given: given, ratio: ratio, intended: intended, threshold: threshold, structure: structure,
      fraction: fraction)
  }

  /// - Parameter general: The reason where there is no dose to compare.
  func excluded(_ general: String) -> DeliveredDoseTest {
    guard let found else { return DeliveredDoseTest(truth: .no, reason: general) }
    var name = DeliveredDoseTest.name(structures[found.structure], found.structure)
    if let fraction = found.fraction { name += ", fraction \(fraction + 1)" }
    let words = """
      \(name): \(found.given) Gy \(isOver ? "<" : ">") \(found.ratio) × \(found.intended) Gy = \
      \(found.threshold.trimmed) Gy
      """
    return DeliveredDoseTest(
      truth: .no, reason: "\(general); nearest is \(words)",
      margin: "\(found.given.distance(to: found.threshold.trimmed)) Gy", nearest: words)
  }
}
