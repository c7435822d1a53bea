/// What the incidents of one group have in common.
public struct ThemeKey: Hashable, Sendable {
  /// What is shared.
  public let ground: ThemeProposal.Ground
  /// Parts that compare, joined by `/`; lower case letters and digits with single hyphens.
  public let text: String

  public init(ground: ThemeProposal.Ground, text: String) {
    (self.ground, self.text) = (ground, text)
  }

  /// - Returns: nil where the incident has not what would be shared.
  public init?(_ ground: ThemeProposal.Ground, of subject: ThemeSubject) {
    self.ground = ground
    switch ground {
    case .sameEquipment:
      guard let equipment = Self.folded(subject.equipment) else { return nil }
      text = "\(subject.site)/\(equipment)"
    case .sameFault:
      guard let fault = Self.folded(subject.fault) else { return nil }
      text = fault
    case .sameCategoryAndCause:
      guard let category = subject.category, let cause = Self.folded(subject.cause) else {
        return nil
      }
      text = "\(category.rawValue)/\(cause)"
    }
  }

  /// As the incident's record says it.
  func displayText(of subject: ThemeSubject) -> String {
    switch ground {
    case .sameEquipment: subject.equipment ?? ""
    case .sameFault: subject.fault ?? ""
    case .sameCategoryAndCause: subject.cause ?? ""
    }
  }

  /// “MLC  motor (fault)” and “mlc motor fault” are one: `mlc-motor-fault`.
  private static func folded(_ text: String?) -> String? {
    guard let text else { return nil }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? nil : words.joined(separator: "-")
  }
}

extension ThemeSubject {
  /// Whether there is any ground on which another incident could share a theme with it.
  public var mayShareTheme: Bool {
    ThemeProposal.Ground.allCases.contains { ThemeKey($0, of: self) != nil }
  }
}

extension ThemeProposal.Ground {
  var isOfFault: Bool { self != .sameCategoryAndCause }
}
