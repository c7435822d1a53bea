/// The name of a radiopharmaceutical as people write it, to be compared with another.
///
/// `Tc-99m HDP`, `99mTc-HDP` and `technetium-99m hdp` are one product.
struct ProductName: Hashable, Sendable {
  /// The words and numbers of the name, in one spelling.
  let parts: Set<String>

  init(_ text: String) {
    var parts: [String] = []
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      parts += Self.pieces(of: word).map { Self.elements[$0] ?? Self.otherNames[$0] ?? $0 }
    }
    self.parts = Set(parts)
  }

  /// Whether both name one product; unknown where one gives less detail than the other, such as
  /// `HDP` and `Tc-99m HDP`.
  func comparison(with other: ProductName) -> TriState {
    if parts == other.parts { return .yes }
    return parts.isSubset(of: other.parts) || other.parts.isSubset(of: parts) ? .open : .no
  }

  /// `99mtc` is a mass number with its state, then an element: `99m`, `tc`.
  private static func pieces(of word: Substring) -> [String] {
    let digits = word.prefix(while: \.isNumber)
    if !digits.isEmpty, digits.count < word.count {
      let rest = word.dropFirst(digits.count)
      if rest == "m" { return [String(word)] }
      if rest.first == "m", elements.values.contains(String(rest.dropFirst())) {
        return [digits + "m", String(rest.dropFirst())]
      }
      return [String(digits), String(rest)]
    }
    // `tc99m`: the element, then the mass number.
    let element = word.prefix(while: \.isLetter)
    if element.count < word.count, elements.values.contains(String(element)) {
      return [String(element), String(word.dropFirst(element.count))]
    }
    return [String(word)]
  }

  /// Non-proprietary names, brand names and older abbreviations of one substance.
  private static let otherNames = [
    "oxidronate": "hdp", "hmdp": "hdp", "medronate": "mdp", "succimer": "dmsa",
    "pentetate": "dtpa", "mertiatide": "mag3", "mibi": "sestamibi", "cardiolite": "sestamibi",
    "myoview": "tetrofosmin", "exametazime": "hmpao", "ceretec": "hmpao", "bicisate": "ecd",
    "neurolite": "ecd", "ioflupane": "datscan", "iobenguane": "mibg",
    "lymphoseek": "tilmanocept", "fludeoxyglucose": "fdg", "fluorodeoxyglucose": "fdg",
    "lutathera": "dotatate", "oxodotreotide": "dotatate", "xofigo": "ra",
  ]

  /// The elements of nuclear medicine, and their symbols.
  private static let elements = [
    "technetium": "tc", "fluorine": "f", "fluoro": "f", "iodine": "i", "gallium": "ga",
    "indium": "in", "thallium": "tl", "lutetium": "lu", "yttrium": "y", "radium": "ra",
    "samarium": "sm", "strontium": "sr", "xenon": "xe", "krypton": "kr", "chromium": "cr",
    "rubidium": "rb", "carbon": "c", "nitrogen": "n", "oxygen": "o", "copper": "cu",
    "zirconium": "zr", "selenium": "se", "holmium": "ho", "phosphorus": "p", "actinium": "ac",
  ]
}
