/// Exact comparisons of a share with a target that is written as a decimal percentage.
enum Percentage {
  /// Whether a decimal is at most 100, compared by its digits.
  static func isAtMostHundred(_ text: String) -> Bool {
    guard let (units, scale) = scaled(text) else { return false }
    return units <= 100 * scale
  }

  /// Whether `numerator` of `denominator` reaches `target` percent; nil where that cannot be
  /// decided: nothing was examined, or the target has more than six decimals.
  static func reaches(_ target: String, numerator: Int, denominator: Int) -> Bool? {
    guard denominator > 0, numerator >= 0, let (units, scale) = scaled(target) else { return nil }
    let (left, overflowLeft) = numerator.multipliedReportingOverflow(by: 100 * scale)
    let (right, overflowRight) = denominator.multipliedReportingOverflow(by: units)
    return overflowLeft || overflowRight ? nil : left >= right
  }

  /// Where a chart draws a decimal between 0 and 100; nil for any other text. Only for drawing:
  /// results are compared by ``reaches(_:numerator:denominator:)``.
  static func position(_ text: String) -> Double? {
    guard let (units, scale) = scaled(text), units >= 0, units <= 100 * scale else { return nil }
    return Double(units) / Double(scale)
  }

  /// The decimal as a whole number of units of its last digit.
  private static func scaled(_ text: String) -> (units: Int, scale: Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    var fraction = parts.count == 2 ? parts[1] : ""
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.count <= 6, let units = Int(parts[0] + fraction) else { return nil }
    let scale = (0..<fraction.count).reduce(1) { scale, _ in scale * 10 }
    return (units, scale)
  }
}
