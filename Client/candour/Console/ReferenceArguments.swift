/// A reference that is typed as it is shown, in groups of digits: `RBD01-2026-484 172 109`.
enum ReferenceArguments {
  /// The arguments with the groups of a reference joined again. Only an argument that begins as a
  /// complete reference is joined: site, year and at most three digits, followed by groups of
  /// three.
  static func joined(_ arguments: [String]) -> [String] {
    var result: [String] = []
    for argument in arguments {
      if let last = result.last, isBegun(last), isGroup(argument) {
        result[result.count - 1] = last + argument
      } else {
        result.append(argument)
      }
    }
    return result
  }

  /// Whether an argument is a reference to which groups may still be added.
  private static func isBegun(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && (2...16).contains(parts[0].count)
      && parts[0].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      && (4...5).contains(parts[1].count) && parts[1].allSatisfy(\.isASCIIDigit)
      && !parts[2].isEmpty && parts[2].count % 3 == 0 && parts[2].count < digitsMax
      && parts[2].allSatisfy(\.isASCIIDigit)
  }

  private static func isGroup(_ text: String) -> Bool {
    (1...3).contains(text.count) && text.allSatisfy(\.isASCIIDigit)
  }

  /// New references have nine digits; with a tenth it is another argument.
  private static let digitsMax = 9
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
