public import IRMER
internal import Replication

/// The unit in which a field is stored, and the conversion from other units.
public struct FieldUnit: Hashable, Sendable {
  /// As shown: `mSv`, `Gy·cm²`.
  public let name: String
  /// What is measured; `nil` for a length in millimetres.
  let quantity: DoseQuantity?

  static let millimetres = FieldUnit(name: "mm", quantity: nil)

  init(_ quantity: DoseQuantity) { self.init(name: quantity.unit, quantity: quantity) }

  private init(name: String, quantity: DoseQuantity?) {
    (self.name, self.quantity) = (name, quantity)
  }

  /// The value in this unit, exactly; `nil` for a unit of something else.
  public func converted(_ digits: String, from unit: String) -> String? {
    if let quantity {
      let isOwn = DoseQuantity.spelled(unit) == quantity.unit
      let value = quantity.converted(digits, from: unit)
      return isOwn ? value : value?.withoutTrailingZeros
    }
    return Self.millimetres(digits, unit: unit.lowercased())
  }

  /// The units in which it may be typed, its own first.
  public var accepted: [String] { quantity?.acceptedUnits ?? ["mm", "cm"] }

  /// A length in millimetres; from centimetres by moving the decimal point, so nothing is rounded.
  private static func millimetres(_ digits: String, unit: String) -> String? {
    switch unit {
    case "mm": return digits
    case "cm":
      let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let first = parts[1].first else { return digits + "0" }
      let whole = String((parts[0] + String(first)).drop { $0 == "0" })
      let rest = parts[1].dropFirst()
      let text = (whole.isEmpty ? "0" : whole) + (rest.isEmpty ? "" : ".\(rest)")
      return text.withoutTrailingZeros
    default: return nil
    }
  }

  /// The unit of the field at a path, with positions or with `-`; `nil` where it has none, or where
  /// another field gives it.
  public static func of(_ path: String) -> FieldUnit? {
    let shown = path.split(separator: "/").map { part in
      FieldPath.isElement(part) || part.allSatisfy(\.isNumber) ? "-" : String(part)
    }.joined(separator: "/")
    return units.first { shown == $0.ending || shown.hasSuffix("/" + $0.ending) }?.unit
  }

  /// A value as people read it: `9.6 mSv`; anything that is not a number as it is.
  ///
  /// - Parameter fields: of the record, where the unit of an estimate is a field beside its value.
  public static func displayText(
    _ text: String, at path: String, beside fields: JSONObject = JSONObject()
  ) -> String {
    guard text.utf8.first.map({ 48...57 ~= $0 }) ?? false,
      text.utf8.allSatisfy({ 48...57 ~= $0 || $0 == UInt8(ascii: ".") }),
      let unit = of(path)?.name ?? written(beside: path, in: fields)
    else { return text }
    return "\(text) \(unit)"
  }

  /// The unit of an estimate: `individuals/0/doses/0/unit` for `individuals/0/doses/0/best`.
  private static func written(beside path: String, in fields: JSONObject) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[parts.count - 3] == "doses",
      estimated.contains(String(parts[parts.count - 1]))
    else { return nil }
    return fields[parts.dropLast().joined(separator: "/") + "/unit"]?.string
  }

  /// The amounts of an estimate.
  private static let estimated: Set<String> = [
    "intended", "overExposure", "necessaryRepeats", "total", "low", "best", "high",
  ]

  private static let units: [(ending: String, unit: FieldUnit)] = [
    ("effectiveDose/intended", FieldUnit(.effectiveDose)),
    ("effectiveDose/total", FieldUnit(.effectiveDose)),
    ("effectiveDose/over", FieldUnit(.effectiveDose)),
    ("effectiveDose/repeats", FieldUnit(.effectiveDose)),
    ("foetalDose", FieldUnit(.foetalDose)), ("infantDose", FieldUnit(.infantDose)),
    ("structures/-/intended", FieldUnit(.absorbedDose)),
    ("structures/-/delivered", FieldUnit(.absorbedDose)),
    ("fractions/-/intended", FieldUnit(.absorbedDose)),
    ("fractions/-/delivered", FieldUnit(.absorbedDose)),
    ("geographicalMiss/displacement", millimetres), ("errorMargin", millimetres),
    ("imagingActionLevel", millimetres), ("displacement/x", millimetres),
    ("displacement/y", millimetres), ("displacement/z", millimetres),
    ("displacement/vector", millimetres),
    ("radiotherapy/prescribed", FieldUnit(.absorbedDose)),
    ("radiotherapy/dosePerFraction", FieldUnit(.absorbedDose)),
    ("interventionalProcedure/referencePointAirKerma", FieldUnit(.referencePointAirKerma)),
    ("interventionalProcedure/peakSkinDose", FieldUnit(.peakSkinDose)),
    ("interventionalProcedure/dap", FieldUnit(.doseAreaProduct)),
  ]
}

extension String {
  /// `3.2` for `3.20`: zeros left by moving a decimal point add no information.
  var withoutTrailingZeros: String {
    guard contains(".") else { return self }
    let digits = self[...].dropLast(while: { $0 == "0" })
    return String(digits.last == "." ? digits.dropLast() : digits)
  }
}

extension Substring {
  fileprivate func dropLast(while isDropped: (Character) -> Bool) -> Substring {
    var result = self
    while let last = result.last, isDropped(last) { result.removeLast() }
    return result
  }
}
