/// What a dose estimate measures, with the unit in which it is compared.
public enum DoseQuantity: String, Hashable, Sendable, CaseIterable {
  case effectiveDose = "effective-dose"
  case doseAreaProduct = "dap"
  case ctdiVol = "ctdi-vol"
  case doseLengthProduct = "dlp"
  case referencePointAirKerma = "reference-point-air-kerma"
  case peakSkinDose = "peak-skin-dose"
  case entranceSurfaceDose = "entrance-surface-dose"
  case meanGlandularDose = "mean-glandular-dose"
  case fluoroscopyTime = "fluoroscopy-time"
  case exposures
  case administeredActivity = "administered-activity"
  case organDose = "organ-dose"
  case foetalDose = "foetal-dose"
  case infantDose = "infant-dose"
  case absorbedDose = "absorbed-dose"

  /// The unit in which it is shown and compared.
  public var unit: String {
    switch self {
    case .effectiveDose, .infantDose: "mSv"
    case .doseAreaProduct: "Gy·cm²"
    case .ctdiVol, .referencePointAirKerma, .entranceSurfaceDose, .meanGlandularDose, .organDose,
      .foetalDose:
      "mGy"
    case .doseLengthProduct: "mGy·cm"
    case .peakSkinDose, .absorbedDose: "Gy"
    case .fluoroscopyTime: "s"
    case .exposures: "exposures"
    case .administeredActivity: "MBq"
    }
  }

  /// The ratio of the accepted units to ``unit``: a power of ten, and a factor for minutes.
  private var units: [String: UnitScale] {
    switch self {
    case .effectiveDose, .infantDose: Self.prefixes(of: "Sv", base: "mSv")
    case .doseAreaProduct:
      [
        "Gy·cm²": UnitScale(0), "cGy·cm²": UnitScale(-2), "mGy·cm²": UnitScale(-3),
        "µGy·m²": UnitScale(-2), "mGy·m²": UnitScale(1), "Gy·m²": UnitScale(4),
        "µGy·cm²": UnitScale(-6), "dGy·cm²": UnitScale(-1),
      ]
    case .ctdiVol, .referencePointAirKerma, .entranceSurfaceDose, .meanGlandularDose, .organDose,
      .foetalDose:
      Self.prefixes(of: "Gy", base: "mGy")
    case .doseLengthProduct:
      ["mGy·cm": UnitScale(0), "Gy·cm": UnitScale(3), "µGy·m": UnitScale(-1)]
    case .peakSkinDose, .absorbedDose: Self.prefixes(of: "Gy", base: "Gy")
    case .fluoroscopyTime: ["s": UnitScale(0), "min": UnitScale(0, factor: 60)]
    case .exposures: ["exposures": UnitScale(0), "": UnitScale(0)]
    case .administeredActivity:
      ["Bq": UnitScale(-6), "kBq": UnitScale(-3), "MBq": UnitScale(0), "GBq": UnitScale(3)]
    }
  }

  private static func prefixes(of unit: String, base: String) -> [String: UnitScale] {
    let powers = [("", 0), ("c", -2), ("m", -3), ("µ", -6)]
    let own = powers.first { $0.0 + unit == base }?.1 ?? 0
    return Dictionary(
      powers.map { ($0.0 + unit, UnitScale($0.1 - own)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value in ``unit``, exactly; nil for a unit that does not belong to this quantity.
  ///
  /// Conversions move the decimal point; nothing is rounded.
  public func converted(_ digits: String, from unit: String) -> String? {
    scale(of: unit)?.applied(to: digits)
  }

  /// The ratio of an accepted unit to ``unit``; nil for a unit that does not belong to this
  /// quantity. Most estimates are written in the unit in which they are compared.
  func scale(of unit: String) -> UnitScale? {
    unit == self.unit ? .same : units[Self.spelled(unit)]
  }

  /// The value in another of its units, exactly; `nil` for a unit that does not belong to this
  /// quantity, and where minutes would have to be divided.
  public func converted(
    _ digits: String, from unit: String, to other: String
  ) -> String? {
    guard let scale = self.scale(of: unit), let target = self.scale(of: other),
      target.factor == 1 || target == scale
    else { return nil }
    return UnitScale(
      scale.power - target.power, factor: target == scale ? 1 : scale.factor
    ).applied(to: digits)
  }

  /// The units that it may be written in, the one in which it is shown first.
  public var acceptedUnits: [String] {
    [unit] + units.keys.filter { $0 != unit && !$0.isEmpty }.sorted()
  }

  /// Unit letters in their correct case where people ignore it: `mgy`, `msv`, `mbq`. A prefix keeps
  /// its case, because `m` and `M` differ.
  private static func cased(_ text: String) -> String {
    for symbol in ["Gy", "Sv", "Bq"] {
      guard let range = text.range(ofFolded: symbol) else { continue }
      let before = text[..<range.lowerBound]
      // `mbq`, `gbq`: millibecquerels are not in use.
      let prefix = symbol == "Bq" && before != "k" ? before.uppercased() : before.lowercased()
      return prefix + symbol + text[range.upperBound...].lowercased()
    }
    return text
  }

  /// One spelling for each unit: `uGy.m2` is `µGy·m²`.
  public static func spelled(_ unit: String) -> String {
    var text = unit.filter { !$0.isWhitespace }
    for (written, meant) in [("*", "·"), (".", "·"), ("2", "²"), ("^", ""), ("μ", "µ")] {
      text = text.split(separator: written, omittingEmptySubsequences: false)
        .joined(separator: meant)
    }
    if text.first == "u" { text = "µ" + text.dropFirst() }
    text = Self.cased(text)
    if let end = ["Gycm²", "Gym²", "Gycm", "Gym"].first(where: text.hasSuffix) {
      text = text.dropLast(end.count - 2) + "·" + end.dropFirst(2)
    }
    return text
  }
}

/// The ratio of one unit to another: `factor × 10^power`.
struct UnitScale: Hashable, Sendable {
  let power: Int
  let factor: Int

  static let same = UnitScale(0)

  init(_ power: Int, factor: Int = 1) { (self.power, self.factor) = (power, factor) }

  /// - Returns: `nil` unless the text is a decimal.
  func applied(to digits: String) -> String? {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
    else { return nil }
    var whole = String(parts[0])
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    if factor != 1 { (whole, fraction) = Self.multiplied(whole, fraction, by: factor) }
    if power > 0 {
      fraction += String(repeating: "0", count: max(0, power - fraction.count))
      whole += fraction.prefix(power)
      fraction = String(fraction.dropFirst(power))
    } else if power < 0 {
      whole = String(repeating: "0", count: max(0, 1 - power - whole.count)) + whole
      fraction = whole.suffix(-power) + fraction
      whole = String(whole.dropLast(-power))
    }
    let trimmed = whole.drop { $0 == "0" }
    return (trimmed.isEmpty ? "0" : trimmed) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func multiplied(
    _ whole: String, _ fraction: String, by factor: Int
  ) -> (String, String) {
    var carry = 0
    var digits: [UInt8] = []
    for byte in (whole + fraction).utf8.reversed() {
      let product = Int(byte - 0x30) * factor + carry
      digits.append(UInt8(0x30 + product % 10))
      carry = product / 10
    }
    while carry > 0 {
      digits.append(UInt8(0x30 + carry % 10))
      carry /= 10
    }
    let text = String(decoding: digits.reversed(), as: UTF8.self)
    return (String(text.dropLast(fraction.count)), String(text.suffix(fraction.count)))
  }
}

extension String {
  /// Where another text occurs, ignoring case.
  fileprivate func range(ofFolded text: String) -> Range<Index>? {
    let folded = text.lowercased()
    return indices.lazy.compactMap { start -> Range<Index>? in
      guard let end = self.index(start, offsetBy: text.count, limitedBy: endIndex),
        self[start..<end].lowercased() == folded
      else { return nil }
      return start..<end
    }.first
  }
}
