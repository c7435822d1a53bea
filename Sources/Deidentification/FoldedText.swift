/// A text prepared for searching: folded to plain letters, digits and signs, and split into tokens.
///
/// Accents, zero-width characters and other scripts' digits are folded, so that none of them hides
/// an identifier; every token remembers which characters of the original it came from. Building it
/// is linear in the length of the text.
struct FoldedText {
  struct Token {
    enum Kind { case word, number, space, symbol }

    let kind: Kind
    /// The folded text in lower case; for a space one blank. Empty for a run longer than
    /// ``runMax``, which no identifier has.
    let text: String
    /// The characters of the original, as offsets.
    let characters: Range<Int>
    /// Scalars in the folded run.
    let length: Int
    let isCapitalised: Bool
    let isUpperCase: Bool

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
  }

  /// Runs of letters or digits longer than this are never part of an identifier.
  static let runMax = 64

  private(set) var tokens: [Token] = []

  init(_ text: String) {
    var run = Run()
    var offset = 0
    for character in text {
      for scalar in character.unicodeScalars {
        for folded in Folding.folded(scalar) {
          if !run.accepts(folded) {
            run.close(into: &tokens)
          }
          run.append(folded, offset: offset)
        }
      }
      offset += 1
    }
    run.close(into: &tokens)
  }

  /// The token at an index, or nil outside.
  subscript(index: Int) -> Token? {
    tokens.indices.contains(index) ? tokens[index] : nil
  }

  /// The word at an index in lower case, or nil where there is none.
  func word(_ index: Int) -> String? {
    guard let token = self[index], token.kind == .word else { return nil }
    return token.text
  }

  /// The digits at an index, or nil where there are none.
  func number(_ index: Int) -> String? {
    guard let token = self[index], token.kind == .number, !token.text.isEmpty else { return nil }
    return token.text
  }

  func isSymbol(_ index: Int, _ symbols: String...) -> Bool {
    guard let token = self[index], token.kind == .symbol else { return false }
    return symbols.contains(token.text)
  }

  func isSpace(_ index: Int) -> Bool { self[index]?.kind == .space }

  /// Whether there is a letter or digit at an index.
  func isAlphanumeric(_ index: Int) -> Bool {
    guard let token = self[index] else { return false }
    return token.kind == .word || token.kind == .number
  }

  /// The nearest token before an index that is not space.
  func indexBeforeSpace(_ index: Int) -> Int {
    isSpace(index - 1) ? index - 2 : index - 1
  }
}

extension FoldedText {
  /// The token being collected.
  private struct Run {
    var kind: Token.Kind?
    var scalars = String.UnicodeScalarView()
    var length = 0
    var first = 0
    var last = 0

    func accepts(_ scalar: Unicode.Scalar) -> Bool {
      kind != nil && kind == Self.kind(of: scalar) && kind != .symbol
    }

    mutating func append(_ scalar: Unicode.Scalar, offset: Int) {
      if kind == nil {
        kind = Self.kind(of: scalar)
        first = offset
      }
      if length < FoldedText.runMax { scalars.append(scalar) }
      length += 1
      last = offset
    }

    mutating func close(into tokens: inout [Token]) {
      guard let kind else { return }
      tokens.append(token(of: kind))
      self = Run()
    }

    private func token(of kind: Token.Kind) -> Token {
      let isWord = kind == .word
      let written = String(scalars)
      let isKnown = length <= FoldedText.runMax
      return Token(
        kind: kind,
        text: kind == .space ? " " : (isKnown ? written.lowercased() : ""),
        characters: first..<(last + 1),
        length: length,
        isCapitalised: isWord && scalars.first?.properties.isUppercase == true,
        isUpperCase: isWord && isKnown && scalars.allSatisfy { !$0.properties.isLowercase })
    }

    static func kind(of scalar: Unicode.Scalar) -> Token.Kind {
      switch scalar.value {
      case 0x30...0x39: .number
      case 0x41...0x5A, 0x61...0x7A: .word
      case 0x20: .space
      case ..<0x80: .symbol
      default: scalar.properties.isAlphabetic ? .word : .symbol
      }
    }
  }
}
