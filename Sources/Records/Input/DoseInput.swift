public import IRMER

/// Reads a dose as a console shows it and people type it: `DLP 1,234`, `DAP 320 cGycm2`,
/// `activity 0.6 GBq`, `DLP 500-600`.
public struct DoseInput: Hashable, Sendable {
  /// What was measured or estimated.
  public let quantity: DoseQuantity
  /// One value, or a range, in the quantity's own unit.
  public let low: String
  /// The upper end of a range; the value itself where there is no range.
  public let high: String
  /// Whether the unit was typed; where consoles use different ones, it is asked for.
  public let isUnitTyped: Bool

  /// Why a text was not read as a dose.
  public enum Failure: Error, Hashable, Sendable {
    case unknownQuantity
    case noNumber(DoseQuantity)
    case unknownUnit(DoseQuantity)
    case rangeUpsideDown

    /// The failure as a sentence.
    public var displayText: String {
      switch self {
      case .unknownQuantity:
        "Begin with what the console shows: \(DoseInput.shownNames)."
      case .noNumber(let quantity):
        "Type a number after it, such as \(quantity.name) 512 or \(quantity.name) 500-600. A point is "
          + "for decimals and a comma for thousands."
      case .unknownUnit(let quantity):
        "\(quantity.name) is given in \(quantity.acceptedUnits.joined(separator: ", "))."
      case .rangeUpsideDown: "Type the lower value first, such as 500-600."
      }
    }
  }

  /// Reads a quantity, a number or a range, and a unit.
  public init(_ text: some StringProtocol) throws(Failure) {
    guard let (quantity, rest) = Self.quantity(at: Substring(text)) else {
      throw .unknownQuantity
    }
    try self.init(quantity, amount: rest)
  }

  /// The amount of a known quantity.
  public init(_ quantity: DoseQuantity, amount text: some StringProtocol) throws(Failure) {
    guard let reading = AmountInput(text) else { throw .noNumber(quantity) }
    func value(_ amount: AmountInput.Amount) throws(Failure) -> String {
      let unit = amount.unit.isEmpty ? quantity.unit : amount.unit
      guard let value = quantity.converted(amount.digits, from: unit) else {
        throw .unknownUnit(quantity)
      }
      // A value typed in the quantity's own unit is kept to its last digit.
      return DoseQuantity.spelled(unit) == quantity.unit ? value : value.withoutTrailingZeros
    }
    self.quantity = quantity
    switch reading {
    case .one(let amount):
      low = try value(amount)
      high = low
      isUnitTyped = !amount.unit.isEmpty
    case .range(let first, let second):
      low = try value(first)
      high = try value(second)
      isUnitTyped = !second.unit.isEmpty
      guard let lower = try? Quantity(low), let upper = try? Quantity(high), lower <= upper else {
        throw .rangeUpsideDown
      }
    }
  }

  /// Whether two ends were given.
  public var isRange: Bool { low != high }

  /// `DLP 1234 mGy·cm`, `DLP 500–600 mGy·cm`.
  public var displayText: String {
    "\(quantity.name) \(low)\(isRange ? "–\(high)" : "") \(quantity.unit)"
  }

  /// The estimate as stored in a record.
  public var document: JSONValue {
    var object = JSONObject()
    object.append("quantity", .string(quantity.rawValue))
    if isRange {
      object.append("low", .string(low))
      object.append("high", .string(high))
    } else {
      object.append("total", .string(low))
    }
    object.append("unit", .string(quantity.unit))
    object.append("method", "console")
    return .object(object)
  }

  /// Several doses in one answer, separated by a semicolon, or by a comma before a name.
  public static func all(_ text: String) throws(Failure) -> [DoseInput] {
    var parts: [Substring] = []
    for piece in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
      for part in piece.split(separator: ",", omittingEmptySubsequences: false) {
        if let last = parts.last, quantity(at: part) == nil {
          // A comma between thousands: the piece continues.
          parts[parts.count - 1] = text[last.startIndex..<part.endIndex]
        } else {
          parts.append(part)
        }
      }
    }
    var doses: [DoseInput] = []
    for part in parts where part.contains(where: { !$0.isWhitespace }) {
      doses.append(try DoseInput(part))
    }
    guard !doses.isEmpty else { throw .unknownQuantity }
    return doses
  }

  // MARK: Names

  /// The names that consoles and people use, the longest first.
  private static let names: [(name: String, quantity: DoseQuantity)] = [
    ("reference point air kerma", .referencePointAirKerma),
    ("dose length product", .doseLengthProduct),
    ("dose-length product", .doseLengthProduct), ("administered activity", .administeredActivity),
    ("entrance surface dose", .entranceSurfaceDose), ("mean glandular dose", .meanGlandularDose),
    ("dose area product", .doseAreaProduct), ("dose-area product", .doseAreaProduct),
    ("fluoroscopy time", .fluoroscopyTime), ("screening time", .fluoroscopyTime),
    ("effective dose", .effectiveDose), ("peak skin dose", .peakSkinDose),
    ("fluoro time", .fluoroscopyTime), ("air kerma", .referencePointAirKerma),
    ("ctdi vol", .ctdiVol), ("activity", .administeredActivity), ("exposures", .exposures),
    ("ctdivol", .ctdiVol), ("images", .exposures), ("ctdi", .ctdiVol),
    ("ka,r", .referencePointAirKerma),
    ("psd", .peakSkinDose), ("mgd", .meanGlandularDose), ("esd", .entranceSurfaceDose),
    ("kap", .doseAreaProduct), ("dlp", .doseLengthProduct), ("dap", .doseAreaProduct),
    ("ak", .referencePointAirKerma),
  ]

  fileprivate static let shownNames = "DLP, DAP, CTDIvol, air kerma or activity"

  private static func quantity(at text: Substring) -> (DoseQuantity, Substring)? {
    let text = text.drop { $0.isWhitespace }
    let folded = text.lowercased()
    for (name, quantity) in names where folded.hasPrefix(name) {
      let rest = text.dropFirst(name.count)
      guard !(rest.first?.isLetter ?? false) else { continue }
      return (quantity, rest.drop { $0.isWhitespace || $0 == ":" || $0 == "=" })
    }
    return nil
  }
}

extension DoseQuantity {
  /// The name that people use.
  public var name: String {
    switch self {
    case .effectiveDose: "effective dose"
    case .doseAreaProduct: "DAP"
    case .ctdiVol: "CTDIvol"
    case .doseLengthProduct: "DLP"
    case .referencePointAirKerma: "air kerma"
    case .peakSkinDose: "peak skin dose"
    case .entranceSurfaceDose: "entrance surface dose"
    case .meanGlandularDose: "mean glandular dose"
    case .fluoroscopyTime: "fluoroscopy time"
    case .exposures: "exposures"
    case .administeredActivity: "activity"
    case .organDose: "organ dose"
    case .foetalDose: "foetal dose"
    case .infantDose: "infant dose"
    case .absorbedDose: "absorbed dose"
    }
  }

  /// Whether consoles show it in different units, so that the number alone is ambiguous.
  public var hasSeveralConsoleUnits: Bool {
    switch self {
    case .doseAreaProduct, .referencePointAirKerma, .administeredActivity, .fluoroscopyTime,
      .peakSkinDose:
      true
    default: false
    }
  }
}
