/// Reads an amount as people write it: `1,234`, `0.6 GBq`, `500-600 mGy·cm`.
///
/// A comma or a space separates thousands, in groups of three; a point separates decimals. What
/// fits neither, `2,5` for instance, is not guessed.
public enum AmountInput: Hashable, Sendable {
  /// A number by its digits, and its unit as written; empty where none was.
  public struct Amount: Hashable, Sendable {
    /// The number without separators of thousands.
    public let digits: String
    /// The unit as typed; empty where there is none.
    public let unit: String

    /// A number that was already read.
    public init(digits: String, unit: String) { (self.digits, self.unit) = (digits, unit) }
  }

  case one(Amount)
  case range(low: Amount, high: Amount)

  /// - Returns: `nil` for what is not an amount.
  public init?(_ text: some StringProtocol) {
    let text = text.drop { $0.isWhitespace }
    guard let first = Self.amount(text) else { return nil }
    let rest = first.rest.drop { $0.isWhitespace }
    if let end = Self.afterRangeSign(rest) {
      guard let second = Self.amount(end), second.rest.allSatisfy(\.isWhitespace) else {
        return nil
      }
      let (low, high) = (first.amount, second.amount)
      self = .range(
        low: Amount(digits: low.digits, unit: low.unit.isEmpty ? high.unit : low.unit), high: high)
    } else if rest.isEmpty {
      self = .one(first.amount)
    } else {
      return nil
    }
  }

  /// One amount at the start of a text, and the rest of the text.
  private static func amount<Text: StringProtocol>(
    _ text: Text
  ) -> (amount: Amount, rest: Substring)? {
    let text = Substring(text).drop { $0.isWhitespace }
    guard let (digits, after) = number(text) else { return nil }
    let spaced = after.drop { $0.isWhitespace }
    // `to` begins a range and is not a unit.
    guard afterRangeSign(spaced) == nil else { return (Amount(digits: digits, unit: ""), spaced) }
    let unit = unit(at: spaced)
    guard unit.first.map(beginsUnit) ?? true, !isExponent(unit) else { return nil }
    return (
      Amount(digits: digits, unit: unit.filter { !$0.isWhitespace }), spaced.dropFirst(unit.count)
    )
  }

  /// A unit with the spaces that people put into it: `mGy cm`, `µGy m2`.
  private static func unit(at text: Substring) -> Substring {
    func word(_ text: Substring) -> Substring {
      text.prefix { !$0.isWhitespace && !"-–—".contains($0) }
    }
    var end = word(text).endIndex
    while true {
      let next = text[end...].drop { $0.isWhitespace }
      guard next.startIndex != end, next.first.map(beginsUnit) ?? false,
        afterRangeSign(next) == nil
      else { return text[..<end] }
      end = word(next).endIndex
    }
  }

  private static func beginsUnit(_ character: Character) -> Bool {
    character.isLetter || "µμ%".contains(character)
  }

  private static func afterRangeSign(_ text: Substring) -> Substring? {
    if let sign = text.first, "-–—".contains(sign) { return text.dropFirst() }
    let isTo = text.lowercased().hasPrefix("to ")
    return isTo ? text.dropFirst(3) : nil
  }

  /// The digits at the start of a text, without separators.
  private static func number(_ text: Substring) -> (digits: String, rest: Substring)? {
    var whole = String(text.prefix(while: isDigit))
    var rest = text.dropFirst(whole.count)
    if (1...3).contains(whole.count), whole.first != "0" {
      while let separator = rest.first, isThousands(separator) {
        let group = rest.dropFirst().prefix(while: isDigit)
        guard group.count == 3 else { break }
        whole += group
        rest = rest.dropFirst(4)
      }
    }
    guard let point = rest.first, point == "." || point == "·" else {
      // A comma that does not separate thousands is not guessed at.
      return whole.isEmpty || rest.first == "," ? nil : (whole, rest)
    }
    let fraction = rest.dropFirst().prefix(while: isDigit)
    guard !fraction.isEmpty else { return nil }
    rest = rest.dropFirst(1 + fraction.count)
    guard rest.first != ",", rest.first != "." else { return nil }
    return ((whole.isEmpty ? "0" : whole) + "." + fraction, rest)
  }

  /// `e3`, which is neither a unit nor a way of writing a dose.
  private static func isExponent(_ unit: Substring) -> Bool {
    unit.first?.lowercased() == "e" && unit.dropFirst().first.map(isDigit) ?? false
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.utf8.count == 1 && character.isNumber
  }

  /// A comma, a space, or one of the narrow spaces of printed tables.
  private static func isThousands(_ character: Character) -> Bool {
    ", \u{a0}\u{202f}\u{2009}".contains(character)
  }
}
