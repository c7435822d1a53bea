/// Folds a scalar to what it looks like: é to e, a full-width or Arabic digit to 0–9, any dash to a
/// hyphen, any white space to a blank, and invisible ones to nothing. Case is kept.
enum Folding {
  static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.value {
    case 0x09...0x0D: [" "]
    case ..<0x80: [scalar]
    case 0xC0...0x17F: latin[scalar] ?? [scalar]
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: ["-"]
    case 0x2018, 0x2019, 0x201B, 0x2BC, 0x2B9, 0xB4: ["'"]
    case 0xFF01...0xFF5E: [Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar]
    default: foldedByProperty(scalar)
    }
  }

  private static func foldedByProperty(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let properties = scalar.properties
    if properties.isWhitespace { return [" "] }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return []
    case .decimalNumber:
      let value = (0...9 as ClosedRange<UInt8>).first { Double($0) == properties.numericValue }
      return [value.map { Unicode.Scalar(0x30 + $0) } ?? scalar]
    default: return [scalar]
    }
  }

  /// Latin letters with a mark, by the letters that people type for them.
  private static let latin: [Unicode.Scalar: [Unicode.Scalar]] = {
    let alternatives = [
      "A": "ÀÁÂÃÄÅĀĂĄ", "a": "àáâãäåāăą", "AE": "Æ", "ae": "æ", "C": "ÇĆĈĊČ", "c": "çćĉċč",
      "D": "ÐĎĐ", "d": "ðďđ", "E": "ÈÉÊËĒĔĖĘĚ", "e": "èéêëēĕėęě", "G": "ĜĞĠĢ", "g": "ĝğġģ",
      "H": "ĤĦ", "h": "ĥħ", "I": "ÌÍÎÏĨĪĬĮİ", "i": "ìíîïĩīĭįı", "J": "Ĵ", "j": "ĵ", "K": "Ķ",
      "k": "ķĸ", "L": "ĹĻĽĿŁ", "l": "ĺļľŀł", "N": "ÑŃŅŇ", "n": "ñńņňŉ", "O": "ÒÓÔÕÖØŌŎŐ",
      "o": "òóôõöøōŏő", "OE": "Œ", "oe": "œ", "R": "ŔŖŘ", "r": "ŕŗř", "S": "ŚŜŞŠ", "s": "śŝşšſ",
      "ss": "ß", "T": "ŢŤŦ", "t": "ţťŧ", "TH": "Þ", "th": "þ", "U": "ÙÚÛÜŨŪŬŮŰŲ", "u": "ùúûüũūŭůűų",
      "W": "Ŵ", "w": "ŵ", "Y": "ÝŶŸ", "y": "ýÿŷ", "Z": "ŹŻŽ", "z": "źżž",
    ]
    var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    for (plain, marked) in alternatives {
      for scalar in marked.unicodeScalars { table[scalar] = Array(plain.unicodeScalars) }
    }
    return table
  }()
}
