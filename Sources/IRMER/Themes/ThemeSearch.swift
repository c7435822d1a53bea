/// Finds incidents that may be a theme, and never decides that they are.
///
/// “You must record the analyses of these events, which should consider any thematic reviews and
/// trend analyses.” (S2, R088.)
///
/// Three grounds, each over all sites that the caller passes: the same machine, the same fault, and
/// the same category with the same cause. A ground needs two incidents and two individuals: one
/// incident with several individuals is M by itself and no theme. The result depends on the set of
/// incidents alone, not on their order.
public struct ThemeSearch: Hashable, Sendable {
  /// Days between one incident and the next of the same category and cause for both to be one
  /// proposal. No number stands in the source; 90 unless the employer sets another.
  public var windowDays: Int
  /// The same for the same machine or the same fault; nil for no limit.
  public var faultWindowDays: Int?

  public init(windowDays: Int = 90, faultWindowDays: Int? = nil) {
    self.windowDays = windowDays
    self.faultWindowDays = faultWindowDays
  }

  /// Proposals, the strongest first, then by number of individuals, then by identifier. What a
  /// confirmed theme holds whole is not proposed again.
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
      chains(of: subjects, within: ground.isOfFault ? faultWindowDays : windowDays)
        .compactMap { ThemeProposal(key: key, subjects: $0, search: self, confirmed: confirmed) }
    }
  }

  /// Cuts a row of incidents wherever the next one was discovered more than `days` later.
  private func chains(of ordered: [ThemeSubject], within days: Int?) -> [[ThemeSubject]] {
    guard let days else { return [ordered] }
    var chains: [[ThemeSubject]] = []
    for subject in ordered {
      if let last = chains.last?.last, last.discoveredOn.days(until: subject.discoveredOn) <= days {
        chains[chains.count - 1].append(subject)
      } else {
        chains.append([subject])
      }
    }
    return chains
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

extension ThemeProposal.Ground {
  var isOfFault: Bool { self != .sameCategoryAndCause }
}

/// What the incidents of one group share.
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
