/// Of the doses that reach no factor, the one that comes closest to it: what a reader checks first.
struct NearestDose {
  let isOver: Bool
  private var found: (given: Quantity, threshold: Quantity, words: String)?

  init(isOver: Bool) {
    self.isOver = isOver
  }

  mutating func take(_ given: Quantity?, _ ratio: Quantity, _ intended: Quantity?, _ name: String) {
    guard let given, let intended, !intended.isZero else { return }
    let threshold = (ratio * intended).trimmed
    if let found {
      // given / threshold, multiplied out.
      let (ours, theirs) = (given * found.threshold, found.given * threshold)
      guard isOver ? ours > theirs : ours < theirs else { return }
    }
    let sign = isOver ? "<" : ">"
    found = (
      given, threshold, "\(name): \(given) Gy \(sign) \(ratio) × \(intended) Gy = \(threshold) Gy"
    )
  }

  func excluded(_ general: String) -> DeliveredDoseTest {
    guard let found else { return DeliveredDoseTest(truth: .no, reason: general) }
    return DeliveredDoseTest(
      truth: .no, reason: "\(general); nearest is \(found.words)",
      margin: "\(found.given.distance(to: found.threshold)) Gy", nearest: found.words)
  }
}
