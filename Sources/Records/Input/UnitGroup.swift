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

  /// - Parameter readings: How values were understood that are stored otherwise than written.
  static func normalised(
    _ object: JSONObject, shape: FieldShape, at path: String, into readings: inout [String]
  ) throws(ValidationError) -> JSONObject {
    guard let group = of(shape) else { return object }
    var result = object
    if let range = try range(
      in: object["total"]?.string, of: group, beside: object.members.map(\.key), at: path)
    {
      result["total"] = nil
      (result["low"], result["high"]) = (.string(range.low), .string(range.high))
      readings.append(
        FieldReading.sentence("\(path)/total", "a range from \(range.low) to \(range.high)"))
    }
    var texts: [String: String] = [:]
    for (key, value) in result.members {
      if case .number(let number) = value {
        texts[key] = number.text
      } else {
        texts[key] = value.string
      }
    }
    let changes = try group.changes(to: texts, kept: [:], at: path)
    for (key, text) in changes.sorted(by: { $0.key < $1.key }) {
      readings += group.displayText(key, texts[key], as: text, beside: changes, texts, at: path)
      result[key] = .string(text)
    }
    return result
  }

  // MARK: Assignments

  /// The assignments of one command; missing parts are looked up in the record.
  static func normalised(
    _ given: [(path: String, value: String)], on snapshot: RecordSnapshot,
    into readings: inout [String]
  ) throws(ValidationError) -> [(path: String, value: String)] {
    let pairs = try ranged(given, on: snapshot, into: &readings)
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
      let changes = try group.changes(to: given, kept: kept, at: parent)
      for (key, text) in changes.sorted(by: { $0.key < $1.key }) {
        readings += group.displayText(
          key, given[key], as: text, beside: changes, given.merging(kept) { own, _ in own },
          at: parent)
        if let index = result.firstIndex(where: { $0.path == "\(parent)/\(key)" }) {
          result[index].value = text
        } else {
          result.append(("\(parent)/\(key)", text))
        }
      }
    }
    return result
  }

  /// The assignments with the ends of a range in place of a total that is one.
  private static func ranged(
    _ pairs: [(path: String, value: String)], on snapshot: RecordSnapshot,
    into readings: inout [String]
  ) throws(ValidationError) -> [(path: String, value: String)] {
    var result: [(path: String, value: String)] = []
    for pair in pairs {
      let parent = pair.path.hasSuffix("/total") ? String(pair.path.dropLast(6)) : nil
      guard let parent, let group = of(snapshot.shape.shape(shown: parent)),
        let range = try range(
          in: pair.value, of: group,
          beside: pairs.filter { $0.path.hasPrefix(parent + "/") }.map {
            String($0.path.dropFirst(parent.count + 1))
          }, at: parent)
      else {
        result.append(pair)
        continue
      }
      result.append(("\(parent)/low", range.low))
      result.append(("\(parent)/high", range.high))
      if snapshot.fields["\(parent)/total"] != nil { result.append((pair.path, "")) }
      readings.append(
        FieldReading.sentence(pair.path, "a range from \(range.low) to \(range.high)"))
    }
    return result
  }

  /// `500-600` as the ends of a range; nil where it is one number, or where the group has no place
  /// for the ends.
  private static func range(
    in text: String?, of group: UnitGroup, beside keys: [String], at path: String
  ) throws(ValidationError) -> (low: String, high: String)? {
    guard group.amounts.contains("low"), let text,
      case .range(let low, let high) = AmountInput(text)
    else { return nil }
    guard !keys.contains("low"), !keys.contains("high") else {
      throw ValidationError(
        "contradiction", "is a range, and low or high is given beside it", field: "\(path)/total")
    }
    func written(_ amount: AmountInput.Amount) -> String {
      amount.unit.isEmpty ? amount.digits : "\(amount.digits) \(amount.unit)"
    }
    return (written(low), written(high))
  }

  // MARK: Conversion

  /// How an amount that was typed with a unit is stored.
  private func displayText(
    _ key: String, _ typed: String?, as stored: String, beside changes: [String: String],
    _ texts: [String: String], at path: String
  ) -> [String] {
    guard amounts.contains(key), let typed, typed != stored else { return [] }
    let unit = unitKey.flatMap { changes[$0] ?? texts[$0] } ?? quantity?.unit
    return [
      FieldReading.sentence(
        "\(path)/\(key)", [stored, unit].compactMap { $0 }.joined(separator: " "))
    ]
  }

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
