/// Finds incidents that may be a theme, and never decides that they are.
///
/// “You must record the analyses of these events, which should consider any thematic reviews and
/// trend analyses.” (S2, R088.)
///
/// Three grounds, each over all sites that the caller passes: the same machine, the same fault, and
/// the same category with the same cause. A ground needs two incidents and two individuals: one
/// incident with several individuals is M by itself and not a theme. The result depends only on the
/// set of incidents, not on their order.
public struct ThemeSearch: Hashable, Sendable {
  /// Days from the first to the last incident of the same category and cause in one proposal. The
  /// source gives no number; 90 unless the employer sets another.
  public var windowDays: Int
  /// The same for the same machine or the same fault, which may recur after a long time; nil for no
  /// limit.
  public var faultWindowDays: Int?

  /// - Parameters:
  ///   - windowDays: Days within which incidents count together.
  ///   - faultWindowDays: The same for one fault; nil for no limit.
  public init(windowDays: Int = 90, faultWindowDays: Int? = 365) {
    self.windowDays = windowDays
    self.faultWindowDays = faultWindowDays
  }

  /// Proposals, the strongest first, then by number of individuals, then by identifier. A group
  /// that a confirmed theme contains completely is not proposed again.
  public func proposals(
    from subjects: [ThemeSubject], confirmed: [ConfirmedTheme] = []
  ) -> [ThemeProposal] {
    var seen = Set<String>()
    let ordered = subjects.sorted(by: Self.isBefore).filter { seen.insert($0.incident).inserted }
    return ThemeProposal.Ground.allCases
      .flatMap { proposals(on: $0, from: ordered, confirmed: confirmed) }
      .sorted(by: Self.isStronger)
  }

  private func proposals(
    on ground: ThemeProposal.Ground, from ordered: [ThemeSubject], confirmed: [ConfirmedTheme]
  ) -> [ThemeProposal] {
    var groups: [SharedKey: [ThemeSubject]] = [:]
    for subject in ordered {
      if let key = SharedKey(ground, of: subject) { groups[key, default: []].append(subject) }
    }
    return groups.flatMap { key, subjects in
      let windows = windows(
        of: subjects, within: ground.isOfFault ? faultWindowDays : windowDays)
      return windows.enumerated().compactMap { position, subjects in
        ThemeProposal(
          key: key, subjects: subjects, isLatest: position == windows.count - 1, search: self,
          confirmed: confirmed)
      }
    }
  }

  /// Splits a row of incidents into windows of at most this many days: the one with the most
  /// incidents first, of equals the earliest, then what is before and after it. So a row never
  /// becomes one proposal over years merely because each incident is near the one before.
  private func windows(of ordered: [ThemeSubject], within days: Int?) -> [[ThemeSubject]] {
    guard let days else { return [ordered] }
    var found: [Range<Int>] = []
    // A gap that no window spans splits the row first, so that each search is short.
    var open = Self.rows(of: ordered, within: days)
    while let row = open.popLast() {
      guard !row.isEmpty else { continue }
      let best = Self.densest(in: row, of: ordered, within: days)
      found.append(best)
      open += [row.lowerBound..<best.lowerBound, best.upperBound..<row.upperBound]
    }
    return found.sorted { $0.lowerBound < $1.lowerBound }.map { Array(ordered[$0]) }
  }

  private static func rows(of ordered: [ThemeSubject], within days: Int) -> [Range<Int>] {
    var rows: [Range<Int>] = []
    var start = 0
    for index in ordered.indices.dropFirst()
    where ordered[index - 1].discoveredOn.days(until: ordered[index].discoveredOn) > days {
      rows.append(start..<index)
      start = index
    }
    return rows + [start..<ordered.count]
  }

  /// The window with the most incidents, of equals the earliest.
  private static func densest(
    in row: Range<Int>, of ordered: [ThemeSubject], within days: Int
  ) -> Range<Int> {
    var best = row.lowerBound..<row.lowerBound
    var end = row.lowerBound
    for start in row where end < row.upperBound {
      while end < row.upperBound,
        ordered[start].discoveredOn.days(until: ordered[end].discoveredOn) <= days
      {
        end += 1
      }
      if end - start > best.count { best = start..<end }
    }
    return best
  }

  private static func isBefore(_ left: ThemeSubject, _ right: ThemeSubject) -> Bool {
    (left.discoveredOn, left.incident) < (right.discoveredOn, right.incident)
  }

  private static func isStronger(_ left: ThemeProposal, _ right: ThemeProposal) -> Bool {
    if left.strength != right.strength { return left.strength == .proposed }
    if left.individualsExposed != right.individualsExposed {
      return left.individualsExposed > right.individualsExposed
    }
    return left.id < right.id
  }
}

extension ThemeSubject {
  /// Whether there is any ground on which another incident could share a theme with it.
  public var mayShareTheme: Bool {
    ThemeProposal.Ground.allCases.contains { SharedKey($0, of: self) != nil }
  }
}

extension ThemeProposal.Ground {
  var isOfFault: Bool { self != .sameCategoryAndCause }
}

/// What the incidents of one group have in common.
struct SharedKey: Hashable {
  let ground: ThemeProposal.Ground
  /// Parts that compare; lower case letters and digits with single hyphens.
  let parts: [String]

  init?(_ ground: ThemeProposal.Ground, of subject: ThemeSubject) {
    self.ground = ground
    switch ground {
    case .sameEquipment:
      guard let equipment = Self.folded(subject.equipment) else { return nil }
      parts = [subject.site, equipment]
    case .sameFault:
      guard let fault = Self.folded(subject.fault) else { return nil }
      parts = [fault]
    case .sameCategoryAndCause:
      guard let category = subject.category, let cause = Self.folded(subject.cause) else {
        return nil
      }
      parts = [category.rawValue, cause]
    }
  }

  /// “MLC  motor (fault)” and “mlc motor fault” are one: `mlc-motor-fault`.
  private static func folded(_ text: String?) -> String? {
    guard let text else { return nil }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? nil : words.joined(separator: "-")
  }
}
