import IRMER

// Impossible dose estimates: a unit of another quantity, a range upside down, a total that is not
// the sum of its parts.

extension RecordSnapshot {
  func checkDoses() throws(ValidationError) {
    for (person, individual) in elements("individuals").enumerated() {
      for (number, dose) in individual.elements("doses").enumerated() {
        try Self.check(dose, at: "individuals/\(person)/doses/\(number)")
      }
    }
  }

  private static func check(_ dose: RecordElement, at path: String) throws(ValidationError) {
    let quantity = dose.text("quantity").flatMap(DoseQuantity.init(rawValue:))
    if let quantity, let unit = dose.text("unit"), quantity.converted("1", from: unit) == nil {
      throw ValidationError(
        "unknown-unit",
        "\(quantity.rawValue) is given in \(quantity.acceptedUnits.joined(separator: ", "))",
        field: "\(path)/unit")
    }
    let range = ["low", "best", "high"].compactMap { key in
      value(key, of: dose).map { (key, $0) }
    }
    for (lower, upper) in zip(range, range.dropFirst()) where upper.1 < lower.1 {
      throw ValidationError(
        "wrong-order", "\(upper.0) is below \(lower.0)", field: "\(path)/\(upper.0)")
    }
    let parts = ["intended", "overExposure", "necessaryRepeats"].compactMap { value($0, of: dose) }
    if parts.count == 3, let total = value("total", of: dose),
      total != parts[0] + parts[1] + parts[2]
    {
      throw ValidationError(
        "total-contradicts-parts", "is not the sum of intended, overExposure and necessaryRepeats",
        field: "\(path)/total")
    }
  }

  /// `nil` also while two people's values differ: settling that is up to them.
  private static func value(_ key: String, of dose: RecordElement) -> Quantity? {
    guard let node = dose.node(key), !dose.snapshot.tree.nodes[node].isContested else { return nil }
    return dose.text(key).flatMap { try? Quantity($0) }
  }
}
