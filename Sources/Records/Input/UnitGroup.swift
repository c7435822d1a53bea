import IRMER
import Replication

/// Amounts that share one unit, given in a separate field: the columns of a dose estimate, the
/// activities of an administration. An amount typed with its own unit is converted.
struct UnitGroup {
  private let amounts: Set<String>
  /// Where the shared unit is stored; `nil` where only the ratio of the amounts matters.
  private let unitKey: String?
  /// `nil` where the group's own `quantity` gives it.
  private let quantity: DoseQuantity?

  private static func of(_ shape: FieldShape) -> UnitGroup? {
    switch shape {
    case RecordSchema.dose: dose
    case RecordSchema.nuclearMedicine: administration
    case RecordSchema.activity: activity
    default: nil
    }
  }

  private static let dose = UnitGroup(
    amounts: [
      "intended", "overExposure", "necessaryRepeats", "total", "low", "best", "high",
    ], unitKey: "unit", quantity: nil)
  private static let administration = UnitGroup(
    amounts: ["prescribed", "dispensed", "administered", "residual"], unitKey: "unit",
    quantity: .administeredActivity)
  private static let activity = UnitGroup(
    amounts: ["prescribed", "delivered"], unitKey: nil, quantity: .administeredActivity)

  // MARK: A document

  static func normalised(
    _ object: JSONObject, shape: FieldShape, at path: String
  ) throws(ValidationError) -> JSONObject {
    guard let group = of(shape) else { return object }
    var texts: [String: String] = [:]
    for (key, value) in object.members {
      if case .number(let number) = value {
        texts[key] = number.text
      } else {
        texts[key] = value.string
      }
    }
    let changes = try group.changes(to: texts, kept: [:], at: path)
    var result = object
    for (key, text) in changes { result[key] = .string(text) }
    return result
  }

  // MARK: Assignments

  /// The assignments of one command; missing parts are looked up in the record.
  static func normalised(
    _ pairs: [(path: String, value: String)], on snapshot: RecordSnapshot
  ) throws(ValidationError) -> [(path: String, value: String)] {
    var result = pairs
    var done: Set<String> = []
    for (path, _) in pairs {
      guard let slash = path.lastIndex(of: "/") else { continue }
      let parent = String(path[..<slash])
      guard let group = of(snapshot.shape.shape(shown: parent)), done.insert(parent).inserted
      else { continue }
      var given: [String: String] = [:]
      for pair in pairs where pair.path.hasPrefix(parent + "/") {
        given[String(pair.path.dropFirst(parent.count + 1))] = pair.value
      }
      var kept: [String: String] = [:]
      for key in group.amounts.union(["unit", "quantity"]) {
        kept[key] = snapshot.fields["\(parent)/\(key)"]?.string
      }
      for (key, text) in try group.changes(to: given, kept: kept, at: parent) {
        if let index = result.firstIndex(where: { $0.path == "\(parent)/\(key)" }) {
          result[index].value = text
        } else {
          result.append(("\(parent)/\(key)", text))
        }
      }
    }
    return result
  }

  // MARK: Conversion

  /// - Parameters:
  ///   - given: the values written now, by key.
  ///   - kept: the values in the record beside them.
  private func changes(
    to given: [String: String], kept: [String: String], at path: String
  ) throws(ValidationError) -> [String: String] {
    var typed: [String: AmountInput.Amount] = [:]
    for (key, text) in given where amounts.contains(key) {
      guard case .one(let amount) = AmountInput(text), !amount.unit.isEmpty else { continue }
      typed[key] = amount
    }
    guard !typed.isEmpty else { return [:] }
    let named = (given["quantity"] ?? kept["quantity"]).flatMap(DoseQuantity.init(rawValue:))
    guard let quantity = self.quantity ?? named else {
      throw ValidationError(
        "required", "which quantity? Give quantity, such as dlp or dap, beside it",
        field: "\(path)/quantity")
    }
    let plain = amounts.filter { typed[$0] == nil && !(given[$0] ?? kept[$0] ?? "").isEmpty }
    guard unitKey != nil || plain.isEmpty else {
      throw ValidationError(
        "unknown-unit", "give both activities with their units, or both without",
        field: "\(path)/\(plain.sorted()[0])")
    }
    // Amounts with a unit beside them keep it; without one, the quantity's own unit is used.
    let written = unitKey.flatMap { given[$0] ?? kept[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    guard written != nil || plain.isEmpty else {
      throw ValidationError(
        "required", "the other amounts have no unit: give one, such as unit=\(quantity.unit)",
        field: "\(path)/unit")
    }
    let unit = written ?? quantity.unit
    var changes: [String: String] = [:]
    for (key, amount) in typed {
      guard let value = quantity.converted(amount.digits, from: amount.unit, to: unit) else {
        throw ValidationError(
          "unknown-unit",
          "\(quantity.name) can be typed in \(quantity.acceptedUnits.joined(separator: ", "))",
          field: "\(path)/\(key)")
      }
      let isOwn = DoseQuantity.spelled(amount.unit) == DoseQuantity.spelled(unit)
      changes[key] = isOwn ? value : value.withoutTrailingZeros
    }
    if let unitKey, written == nil { changes[unitKey] = unit }
    return changes
  }
}
