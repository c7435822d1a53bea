/// Finds incidents that may be a theme, and never decides that they are.
///
/// “You must record the analyses of these events, which should consider any thematic reviews and
/// trend analyses.” (SAUE guidance, R088.)
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
    let held = confirmed.reduce(into: Set<String>()) { $0.formUnion($1.incidents) }
    let keyed = ordered.compactMap { subject in
      ThemeKey(ground, of: subject).map { (key: $0, subject: subject) }
    }
    return Dictionary(grouping: keyed, by: \.key).flatMap { key, members in
      var group = ThemeGroup(key)
      for member in members { group.add(member.subject) }
      return windows(of: group).compactMap { window -> ThemeProposal? in
        let days = window.firstDiscoveredOn...window.lastDiscoveredOn
        let incidents = members.map(\.subject).filter { days.contains($0.discoveredOn) }
          .map(\.incident)
        guard !confirmed.contains(where: { $0.incidents.isSuperset(of: incidents) }) else {
          return nil
        }
        return ThemeProposal(window, incidents: incidents, held: held, search: self)
      }
    }
  }

  /// Splits a group into windows of at most this many days: the one with the most incidents first,
  /// of equals the earliest, then what is before and after it. So a group never becomes one proposal
  /// over years merely because each incident is near the one before.
  public func windows(of group: ThemeGroup) -> [ThemeWindow] {
    let days = group.days
    let found = ranges(of: days, within: group.key.ground.isOfFault ? faultWindowDays : windowDays)
    return found.compactMap { range in
      ThemeWindow(group.key, days[range], isLatest: range.upperBound == days.count)
    }
  }

  private func ranges(of days: [ThemeGroup.Day], within length: Int?) -> [Range<Int>] {
    guard let length else { return [0..<days.count] }
    var found: [Range<Int>] = []
    // A gap that no window spans splits the days first, so that each search is short.
    var open = Self.runs(of: days, within: length)
    while let run = open.popLast() {
      guard !run.isEmpty else { continue }
      let best = Self.densest(in: run, of: days, within: length)
      found.append(best)
      open += [run.lowerBound..<best.lowerBound, best.upperBound..<run.upperBound]
    }
    return found.sorted { $0.lowerBound < $1.lowerBound }
  }

  private static func runs(of days: [ThemeGroup.Day], within length: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    for index in days.indices.dropFirst()
    where days[index - 1].date.days(until: days[index].date) > length {
      runs.append(start..<index)
      start = index
    }
    return runs + [start..<days.count]
  }

  /// The window with the most incidents, of equals the earliest.
  private static func densest(
    in run: Range<Int>, of days: [ThemeGroup.Day], within length: Int
  ) -> Range<Int> {
    var (best, most) = (run.lowerBound..<run.lowerBound, 0)
    var (end, count) = (run.lowerBound, 0)
    for start in run {
      while end < run.upperBound, days[start].date.days(until: days[end].date) <= length {
        count += days[end].incidents
        end += 1
      }
      if count > most { (best, most) = (start..<end, count) }
      if end == run.upperBound { break }
      count -= days[start].incidents
    }
    return best
  }

  private static func isBefore(_ left: ThemeSubject, _ right: ThemeSubject) -> Bool {
    (left.discoveredOn, left.incident) < (right.discoveredOn, right.incident)
  }

  private static func isStronger(_ left: ThemeProposal, _ right: ThemeProposal) -> Bool {
    if left.individualsExposed != right.individualsExposed {
      return left.individualsExposed > right.individualsExposed
    }
    return left.id < right.id
  }
}
