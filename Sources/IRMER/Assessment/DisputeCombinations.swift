/// Which combinations of candidates are judged, each by its number.
enum DisputeCombinations {
  /// One candidate of one dispute, by their positions.
  typealias Pick = (dispute: Int, candidate: Int)

  /// Every combination: the number in mixed radix, the last dispute varies fastest.
  case all(count: Int)
  /// In each nation, each of these alone with every other dispute open; `nil` leaves all open.
  case bounded(nations: [Pick], alone: [Pick?])

  var count: Int {
    switch self {
    case .all(let count): count
    case .bounded(let nations, let alone): max(1, nations.count) * alone.count
    }
  }

  /// The candidate of each dispute in one combination; `nil` leaves the dispute open.
  func picks(_ index: Int, _ disputes: [DisputedFact]) -> [Int?] {
    var picks = [Int?](repeating: nil, count: disputes.count)
    switch self {
    case .all:
      var rest = index
      for place in disputes.indices.reversed() {
        let count = disputes[place].candidates.count
        picks[place] = rest % count
        rest /= count
      }
    case .bounded(let nations, let alone):
      if !nations.isEmpty {
        let nation = nations[index / alone.count]
        picks[nation.dispute] = nation.candidate
      }
      if let pick = alone[index % alone.count] { picks[pick.dispute] = pick.candidate }
    }
    return picks
  }

  /// The disputes whose candidates lead to different answers, with everything else being equal.
  ///
  /// - Parameter answers: of each combination by its number; `nil` where it could not be judged.
  func disputesThatMatter(_ disputes: [DisputedFact], _ answers: [DisputeAnswer?]) -> [Int] {
    switch self {
    case .all:
      var stride = 1
      var found: [Int] = []
      for place in disputes.indices.reversed() {
        let count = disputes[place].candidates.count
        if count > 1, Self.differs(answers, stride: stride, count: count) { found.append(place) }
        stride *= count
      }
      return found.reversed()
    case .bounded(let nations, let alone):
      var found: Set<Int> = []
      for (index, answer) in answers.enumerated() {
        guard let pick = alone[index % alone.count], let answer,
          let open = answers[index - index % alone.count], open != answer
        else { continue }
        found.insert(pick.dispute)
      }
      let bases = stride(from: 0, to: answers.count, by: alone.count).compactMap { answers[$0] }
      if let nation = nations.first, Set(bases).count > 1 { found.insert(nation.dispute) }
      return found.sorted()
    }
  }

  /// Whether combinations that differ only in one dispute have different answers.
  private static func differs(_ answers: [DisputeAnswer?], stride: Int, count: Int) -> Bool {
    for index in answers.indices where index / stride % count == 0 {
      let group = (0..<count).compactMap { answers[index + $0 * stride] }
      if let first = group.first, group.contains(where: { $0 != first }) { return true }
    }
    return false
  }
}

/// The values by which two combinations are compared.
struct DisputeAnswer: Hashable {
  private let outcome: Assessment.Outcome
  private let codes: [NotificationCode]
  private let complementary: [ComplementaryCode]
  private let notifyBy: CalendarDate?
  private let authority: Authority
  private let routes: [Route]

  init(_ assessment: Assessment) {
    (outcome, codes, complementary) = (
      assessment.outcome, assessment.codes, assessment.complementary
    )
    (notifyBy, authority, routes) = (
      assessment.notifyBy, assessment.authority, assessment.routes
    )
  }
}

/// The most severe assessment so far, combined with additions from others of its severity.
struct DisputeVerdict {
  /// The combined result of the combinations of one severity.
  private struct Union {
    var codes: Set<NotificationCode> = []
    var complementary: Set<ComplementaryCode> = []
    var earliest: (notifyBy: CalendarDate, reportBy: CalendarDate?)?
    var prompts: [String] = []
    var promptsSeen: Set<String> = []
  }

  /// The number of the most severe combination.
  private(set) var severest = 0
  private(set) var discoveredOn = CalendarDate.earliest
  var failure: FactsError?
  private var assessment: Assessment?
  private var unions: [Int: Union] = [:]
  private var routes: [Route] = []

  mutating func add(_ other: Assessment, at index: Int, discoveredOn day: CalendarDate) {
    if assessment.map({ other.isSeverer(than: $0) }) ?? true {
      (assessment, severest, discoveredOn) = (other, index, day)
    }
    var union = unions[other.severity] ?? Union()
    union.codes.formUnion(other.codes)
    union.complementary.formUnion(other.complementary)
    if let notifyBy = other.notifyBy, union.earliest.map({ notifyBy < $0.notifyBy }) ?? true {
      union.earliest = (notifyBy, other.reportBy)
    }
    for prompt in other.prompts where union.promptsSeen.insert(prompt).inserted {
      union.prompts.append(prompt)
    }
    unions[other.severity] = union
    routes.unite(with: other.routes)
  }

  /// The most severe assessment, with the codes, the earliest clock and the prompts of all that are
  /// as severe, and the routes of every one; `nil` where none could be judged.
  var united: Assessment? {
    guard var result = assessment, let union = unions[result.severity] else { return nil }
    result.codes = union.codes.sorted()
    result.complementary = union.complementary.sorted()
    if let earliest = union.earliest, result.notifyBy.map({ earliest.notifyBy < $0 }) ?? false {
      result.notifyBy = earliest.notifyBy
      result.reportBy = earliest.reportBy
    }
    let own = Set(result.prompts)
    result.prompts += union.prompts.filter { !own.contains($0) }
    result.routes.unite(with: routes)
    return result
  }
}

extension [Route] {
  /// Adds routes to further bodies; for the same body the strongest duty counts.
  mutating func unite(with others: [Route]) {
    for route in others {
      if let index = firstIndex(where: { $0.body == route.body }) {
        if route.duty > self[index].duty { self[index] = route }
      } else {
        append(route)
      }
    }
  }
}
