import IRMER

extension DoseEstimate {
  /// `effective dose: intended 2 mSv, in all 8 mSv (6–10 mSv); k-factor, by MPE, 2026-03-02`.
  var sentence: String {
    let columns: [(key: String, displayText: String)] = [
      ("intended", "intended"), ("overExposure", "over-exposure"),
      ("necessaryRepeats", "repeats"),
    ]
    var values = columns.compactMap { column in
      value(column.key).map { "\(column.displayText) \(shown($0))" }
    }
    if let total { values.append("in all \(shown(total))") }
    var text = values.isEmpty ? "no value" : values.joined(separator: ", ")
    let range = ["low", "high"].compactMap { value($0) }
    if range.count == 2 { text += " (\(shown("\(range[0])–\(range[1])")))" }
    let source = [method, estimator.map { "by \($0)" }, date?.displayText].compactMap { $0 }
    let name = quantity.name
    let place = organ.map { " (\($0))" } ?? ""
    let end = supersededBecause.map { " (superseded: \($0))" } ?? ""
    return "\(name)\(place): \(text)\(end)"
      + (source.isEmpty ? "" : "; \(source.joined(separator: ", "))")
  }

  /// A range without a single value.
  var hasRange: Bool { value("low") != nil && value("high") != nil }

  /// The dose received: `8 mSv (6–10 mSv)`, with the quantity where it is not an effective dose.
  public var received: String? {
    guard let amount, quantity != .effectiveDose else { return amount }
    return "\(amount) \(quantity.name)"
  }

  /// The value, or its range, with its unit.
  public var amount: String? {
    let range = ["low", "high"].compactMap { value($0) }
    var text = total.map(shown) ?? ""
    if range.count == 2 {
      let words = shown("\(range[0])–\(range[1])")
      text = text.isEmpty ? words : "\(text) (\(words))"
    }
    return text.isEmpty ? nil : text
  }

  private func shown(_ number: String) -> String { "\(number) \(quantity.unit)" }
}
