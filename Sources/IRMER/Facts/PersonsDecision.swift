/// A person's decision, besides the rules: it is binding until it is changed with a reason.
///
/// “If the preliminary investigation shows beyond reasonable doubt that the incident meets the
/// specified criteria […] you must notify” (SAUE guidance).
public struct PersonsDecision: Hashable, Sendable {
  /// The preliminary investigation shows that the criteria are met.
  public var isMetByInvestigation = false
  /// The preliminary investigation did not exclude it: “unless that investigation shows beyond a
  /// reasonable doubt that no such exposure has occurred, immediately notify” (Regulation 8).
  public var isNotExcluded = false
  /// The role of the investigator.
  public var investigatedBy: String?
  /// The base codes that a person decided.
  public var finalCodes: [String] = []
  /// Letters with base codes, such as `M2.1`.
  public var complementary: [String] = []
  /// The role of the person who decided the codes; without one they are not binding.
  public var decidedBy: String?

  /// Nothing decided.
  public init() {}

  /// The field with a C among its codes: a person found the exposure clinically significant.
  var fieldWithC: FactField? {
    if finalCodes.contains(where: { $0.first == "C" }) { return .finalCodes }
    return complementary.contains { $0.first == "C" } ? .complementary : nil
  }

  /// Why it is notifiable by a person's decision, in words; nil where no person decided so. V alone
  /// is voluntary.
  var ground: String? {
    if isMetByInvestigation {
      return "the preliminary investigation\(by(investigatedBy)) finds that the criteria are met"
    }
    let codes = finalCodes + complementary.filter { $0.first != "V" }
    guard !codes.isEmpty, let decidedBy else { return nil }
    return "\(decidedBy) decided the codes \(codes.joined(separator: " "))"
  }

  private func by(_ role: String?) -> String { role.map { " (\($0))" } ?? "" }

  /// What a person should do about it.
  var prompts: [String] {
    if let words = notExcludedWords, ground == nil { return [words] + unnamedDecider }
    return unnamedDecider
  }

  /// Whether it may have to be notified, whatever the rules find.
  var isOpen: Bool { isNotExcluded && ground == nil }

  private var notExcludedWords: String? {
    guard isNotExcluded else { return nil }
    return "The preliminary investigation\(by(investigatedBy)) did not exclude that it must be "
      + "notified: the deadlines run until it is excluded beyond reasonable doubt, with evidence, or "
      + "notified."
  }

  private var unnamedDecider: [String] {
    guard ground == nil, !(finalCodes + complementary).isEmpty, decidedBy == nil else { return [] }
    return [
      "Codes are recorded, and not who decided them: name the role of who decided."
    ]
  }
}

extension PersonsDecision {
  /// - Returns: nil where no person decided anything.
  init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    if let part = try reader.member(.preliminary) {
      unknown += part.unknown(besides: [.outcome, .by])
      let outcome: PreliminaryInvestigation.Outcome? = try part.choice(.outcome)
      isMetByInvestigation = outcome == .meets
      isNotExcluded = outcome == .notExcluded
      investigatedBy = try part.word(.by)
    }
    if let part = try reader.member(.classification) {
      unknown += part.unknown(
        besides: [.finalCodes, .complementary, .decidedBy, .ruleSetId, .reason, .decidedOn])
      finalCodes = try part.texts(.finalCodes)
      complementary = try part.texts(.complementary)
      decidedBy = try part.word(.decidedBy)
    }
    let isEmpty =
      !isMetByInvestigation && !isNotExcluded && finalCodes.isEmpty && complementary.isEmpty
    if isEmpty { return nil }
  }
}
