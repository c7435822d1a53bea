/// The name of a radiopharmaceutical as people write it, to be compared with another.
///
/// `Tc-99m HDP`, `99mTc-HDP` and `technetium-99m oxidronate` are one product. Two names mean two
/// products where both are understood, with two radionuclides or with two substances of the table,
/// and where neither is. Where one is understood only, or both in part, they may mean one or two.
struct ProductName: Hashable, Sendable {
  /// Radionuclides by symbol and mass number, such as `tc99`. No two states of one mass number are
  /// used in medicine, so that `99m` is `99`.
  private var radionuclides: Set<String> = []
  /// Elements that are named without a mass number.
  private var namedElements: Set<String> = []
  /// Substances of the table.
  private var namedSubstances: Set<String> = []
  /// Words that are not understood.
  private var otherWords: Set<String> = []

  init(_ text: String) {
    var rest = Self.words(of: text)[...]
    while let word = rest.first {
      if let (substance, length) = Self.substance(at: rest) {
        namedSubstances.insert(substance)
        rest = rest.dropFirst(length)
      } else if let (radionuclide, length) = Self.radionuclide(at: rest) {
        radionuclides.insert(radionuclide)
        rest = rest.dropFirst(length)
      } else {
        if let element = Self.elements[word] {
          namedElements.insert(element)
        } else if !Self.plainWords.contains(word) {
          otherWords.insert(word)
        }
        rest = rest.dropFirst()
      }
    }
    namedElements = namedElements.filter { element in
      !radionuclides.contains { $0.prefix(while: \.isLetter) == element }
    }
  }

  /// Whether both names mean one product; open where they may mean one or two.
  func comparison(with other: ProductName) -> TriState {
    if hasWords, self == other { return .yes }
    guard isUnderstoodInPart || other.isUnderstoodInPart else { return .no }
    return hasOtherRadionuclide(than: other) || hasOtherSubstance(than: other) ? .no : .open
  }

  private var hasWords: Bool { isUnderstoodInPart || !otherWords.isEmpty }

  private var isUnderstoodInPart: Bool {
    !radionuclides.isEmpty || !namedElements.isEmpty || !namedSubstances.isEmpty
  }

  private func hasOtherRadionuclide(than other: ProductName) -> Bool {
    !radionuclides.isEmpty && !other.radionuclides.isEmpty
      && radionuclides.isDisjoint(with: other.radionuclides)
  }

  /// A word that is not understood may make the substance another one: of such a name it is open.
  private func hasOtherSubstance(than other: ProductName) -> Bool {
    guard otherWords.isEmpty, other.otherWords.isEmpty, !namedSubstances.isEmpty,
      !other.namedSubstances.isEmpty
    else { return false }
    return !namedSubstances.contains { mine in
      other.namedSubstances.contains { Self.isSame(mine, $0) }
    }
  }

  /// A substance may be named in less detail: `psma` is `psma 11` or another.
  private static func isSame(_ first: String, _ second: String) -> Bool {
    first == second || first.hasPrefix(second + " ") || second.hasPrefix(first + " ")
  }

  // MARK: Reading

  /// Runs of letters and of digits, in small letters: `99mTc-HDP` is `99`, `mtc`, `hdp`.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var (isInWord, isNumber) = (false, false)
    for character in text.lowercased() {
      let plain = raised[character] ?? character
      guard plain.isLetter || plain.isNumber else {
        isInWord = false
        continue
      }
      if isInWord, isNumber == plain.isNumber {
        words[words.count - 1].append(plain)
      } else {
        words.append(String(plain))
      }
      (isInWord, isNumber) = (true, plain.isNumber)
    }
    return words
  }

  private static let raised = [Character: Character](
    uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹ᵐ", "0123456789m"))

  private static func substance(at words: ArraySlice<String>) -> (name: String, length: Int)? {
    for length in stride(from: min(words.count, Self.longestNameWords), to: 0, by: -1) {
      if let name = Self.substances[Array(words.prefix(length))] { return (name, length) }
    }
    return nil
  }

  /// The radionuclide that the words begin with: `99mTc`, `99 m Tc`, `99Tcm`, `Tc-99m`, `Tcm-99`.
  private static func radionuclide(
    at words: ArraySlice<String>
  ) -> (name: String, length: Int)? {
    let next = Array(words.prefix(3))
    guard next.count > 1 else { return nil }
    if next[0].first?.isNumber == true {
      let spellings = [next[1], dropping("m", atStartOf: next[1]), dropping("m", atEndOf: next[1])]
      for spelling in spellings {
        if let name = radionuclide(spelling, next[0]) { return (name, 2) }
      }
      guard next.count > 2, next[1] == "m", let name = radionuclide(next[2], next[0]) else {
        return nil
      }
      return (name, 3)
    }
    for spelling in [next[0], dropping("m", atEndOf: next[0])] {
      guard let name = radionuclide(spelling, next[1]) else { continue }
      return (name, next.count > 2 && next[2] == "m" ? 3 : 2)
    }
    return nil
  }

  private static func dropping(_ mark: Character, atStartOf word: String) -> String {
    word.first == mark ? String(word.dropFirst()) : word
  }

  private static func dropping(_ mark: Character, atEndOf word: String) -> String {
    word.last == mark ? String(word.dropLast()) : word
  }

  /// - Parameter element: its name or its symbol.
  private static func radionuclide(_ element: String, _ mass: String) -> String? {
    let symbol = Self.elements[element] ?? element
    return masses[symbol]?.contains(mass) == true ? symbol + mass : nil
  }
}
