import IRMER
import Replication

/// Amounts that share one unit, given in a separate field: the columns of a dose estimate, the
/// activities of an administration. An amount typed with its own unit is converted.
struct UnitGroup {
  private let amounts: Set<String>
  /// Where the shared unit is stored; `nil` for the activities of a therapy, which have the unit of
  /// the administration beside them, and MBq where it has none.
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

  /// - Parameters:
  ///   - unit: of the administration beside the activities of a therapy.
  ///   - readings: How values were understood that are stored otherwise than written.
  static func normalised(
    _ object: JSONObject, shape: FieldShape, at path: String, unit: String? = nil,
    into readings: inout [String]
  ) throws(ValidationError) -> JSONObject {
    guard let group = of(shape) else {
      return try withActivities(object, shape: shape, at: path, into: &readings)
    }
    let unit = usable(unit)
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
    let changes = try group.changes(to: texts, kept: [:], unit: unit, at: path)
    for (key, text) in changes.sorted(by: { $0.key < $1.key }) {
      let shown = unit ?? group.unit(beside: changes, texts)
      readings += group.displayText(key, texts[key], as: text, in: shown, at: path)
      result[key] = .string(text)
    }
    return result
  }

  /// An individual of a document, with the activities of its therapy in the unit beside them.
  private static func withActivities(
    _ object: JSONObject, shape: FieldShape, at path: String, into readings: inout [String]
  ) throws(ValidationError) -> JSONObject {
    guard let activities = object["activity"]?.object,
      shape.member("activity") == RecordSchema.activity,
      let unit = usable(object["nuclearMedicine"]?["unit"]?.string)
    else { return object }
    var result = object
    result["activity"] = .object(
      try normalised(
        activities, shape: RecordSchema.activity, at: "\(path)/activity", unit: unit,
        into: &readings))
    return result
  }

  /// A unit of activity; `nil` for another word, which its own field refuses.
  private static func usable(_ unit: String?) -> String? {
    unit.flatMap { unit in
      let isUnit = DoseQuantity.administeredActivity.converted("1", from: unit, to: unit) != nil
      return isUnit ? unit : nil
    }
  }

  // MARK: Assignments

  /// The assignments of one command; missing parts are looked up in the record.
  static func normalised(
    _ given: [(path: String, value: String)], on snapshot: RecordSnapshot,
    into readings: inout [String]
  ) throws(ValidationError) -> [(path: String, value: String)] {
    let pairs = try ranged(given, on: snapshot, into: &readings)
    readings += relabelled(pairs, on: snapshot)
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
      let unit = group.unitKey == nil ? Self.unit(beside: parent, pairs, snapshot) : nil
      let changes = try group.changes(to: given, kept: kept, unit: unit, at: parent)
      for (key, text) in changes.sorted(by: { $0.key < $1.key }) {
        let shown = unit ?? group.unit(beside: changes, given.merging(kept) { own, _ in own })
        readings += group.displayText(key, given[key], as: text, in: shown, at: parent)
        if let index = result.firstIndex(where: { $0.path == "\(parent)/\(key)" }) {
          result[index].value = text
        } else {
          result.append(("\(parent)/\(key)", text))
        }
      }
    }
    return result
  }

  private static let administered = "nuclearMedicine/unit"

  /// The unit of the administration beside the activities of a therapy, as it will be.
  private static func unit(
    beside parent: String, _ pairs: [(path: String, value: String)], _ snapshot: RecordSnapshot
  ) -> String? {
    guard let slash = parent.lastIndex(of: "/") else { return nil }
    let path = "\(parent[...slash])\(administered)"
    let written = pairs.first { $0.path == path }?.value
    return usable(written ?? snapshot.fields[path]?.string)
  }

  /// What a change of the unit does to the activities of a therapy that stay as they are: they are
  /// numbers of the new unit.
  private static func relabelled(
    _ pairs: [(path: String, value: String)], on snapshot: RecordSnapshot
  ) -> [String] {
    pairs.flatMap { pair -> [String] in
      let base = DoseQuantity.administeredActivity.unit
      guard pair.path.hasSuffix("/" + administered), let unit = usable(pair.value),
        unit != snapshot.fields[pair.path]?.string ?? base
      else { return [] }
      let individual = pair.path.dropLast(administered.count)
      return ["prescribed", "delivered"].compactMap { key -> String? in
        let path = "\(individual)activity/\(key)"
        guard let stored = snapshot.fields[path]?.string,
          !pairs.contains(where: { $0.path == path })
        else { return nil }
        return FieldReading.sentence(path, "\(stored) \(unit)")
      }
    }
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

  /// The unit in which the amounts are stored.
  private func unit(beside changes: [String: String], _ texts: [String: String]) -> String? {
    unitKey.flatMap { changes[$0] ?? texts[$0] } ?? quantity?.unit
  }

  /// How an amount that was typed with a unit is stored.
  private func displayText(
    _ key: String, _ typed: String?, as stored: String, in unit: String?, at path: String
  ) -> [String] {
    guard amounts.contains(key), let typed, typed != stored else { return [] }
    return [
      FieldReading.sentence(
        "\(path)/\(key)", [stored, unit].compactMap { $0 }.joined(separator: " "))
    ]
  }

  /// - Parameters:
  ///   - given: the values written now, by key.
  ///   - kept: the values in the record beside them.
  ///   - shared: the unit of the administration, for the activities of a therapy.
  private func changes(
    to given: [String: String], kept: [String: String], unit shared: String?, at path: String
  ) throws(ValidationError) -> [String: String] {
    var typed: [String: AmountInput.Amount] = [:]
    for (key, text) in given where amounts.contains(key) {
      guard case .one(let amount) = AmountInput(text), !amount.unit.isEmpty else { continue }
      typed[key] = amount
    }
    guard !typed.isEmpty else { return [:] }
    let stated = (given["quantity"] ?? kept["quantity"]).flatMap(DoseQuantity.init(rawValue:))
    guard let quantity = self.quantity ?? stated else {
      throw ValidationError(
        "required", "which quantity? Give quantity, such as dlp or dap, beside it",
        field: "\(path)/quantity")
    }
    let plain = amounts.filter { typed[$0] == nil && !(given[$0] ?? kept[$0] ?? "").isEmpty }
    guard unitKey != nil || shared != nil || plain.isEmpty else {
      throw ValidationError(
        "unknown-unit", "give both activities with their units, or both without",
        field: "\(path)/\(plain.sorted()[0])")
    }
    // Amounts with a unit beside them keep it; without one, the quantity's own unit is used.
    let named = unitKey.flatMap { given[$0] ?? kept[$0] }
    let written = shared ?? named.flatMap { $0.isEmpty ? nil : $0 }
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
