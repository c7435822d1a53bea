/// What a check of the whole store found.
public struct Verification: Hashable, Sendable {
  /// Something that disagrees with the logs.
  public struct Problem: Hashable, Sendable {
    /// `chain`, `signature`, `record`, `read-model`, `ledger` or `file`.
    public let code: String
    /// The entry or record, never its contents.
    public let place: String
    /// What is wrong, as a sentence.
    public let text: String
  }

  /// Entries that were checked.
  public internal(set) var entries = 0
  /// Records that were checked.
  public internal(set) var records = 0
  /// What is wrong, one by one.
  public internal(set) var problems: [Problem] = []
  /// Not errors, but a person should know: references that more than one record has.
  public internal(set) var remarks: [Problem] = []

  /// Whether no problem was found.
  public var isSound: Bool { problems.isEmpty }

  package mutating func note(_ code: String, _ place: String, _ text: String) {
    problems.append(Problem(code: code, place: place, text: text))
  }
}
