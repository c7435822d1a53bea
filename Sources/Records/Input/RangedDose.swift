import IRMER

/// A range that was typed where a field holds one number: `2-4 mSv` as an effective dose. It becomes
/// a dose estimate of the individual with both of its ends, which the rules judge.
struct RangedDose {
  let estimate: DoseInput
  /// The list of the individual's estimates, as the record holds it.
  let list: String
  /// Where the estimate is, as an error names it.
  let display: String
  /// How it was understood.
  let reading: String

  /// - Returns: `nil` for anything but a range in a field that an estimate can stand for.
  init?(_ json: JSONValue, at path: String, display: String) throws(ValidationError) {
    guard case .string(let text) = json, case .range(_, let high)? = AmountInput(text),
      let (quantity, ending) = Self.fields.first(where: { display.hasSuffix("/" + $0.ending) }),
      display.hasPrefix("individuals/")
    else { return nil }
    guard quantity != .administeredActivity || !high.unit.isEmpty else {
      throw ValidationError(
        "unknown-unit", "a range of an activity needs its unit, such as 500-600 MBq", field: display
      )
    }
    do throws(DoseInput.Failure) {
      estimate = try DoseInput(quantity, amount: text)
    } catch {
      throw ValidationError("not-a-quantity", error.displayText, field: display)
    }
    list = path.dropLast(ending.count) + "doses"
    self.display = display.dropLast(ending.count) + "doses/-"
    reading = FieldReading.sentence(
      display, "\(estimate.low) to \(estimate.high) \(quantity.unit), kept as a dose estimate")
  }

  /// The estimate as stored in a record; who made it, and how, is not known.
  var document: JSONValue {
    [
      "quantity": .string(estimate.quantity.rawValue), "low": .string(estimate.low),
      "high": .string(estimate.high), "unit": .string(estimate.quantity.unit),
    ]
  }

  private static let fields: [(quantity: DoseQuantity, ending: String)] = [
    (.effectiveDose, "effectiveDose/total"), (.foetalDose, "foetalDose"),
    (.infantDose, "infantDose"), (.administeredActivity, "activity/delivered"),
    (.administeredActivity, "nuclearMedicine/administered"),
  ]
}
