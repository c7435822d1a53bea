public import IRMER

/// A published factor from dose–length product to effective dose, for the physicist's worksheet.
///
/// “Typical” adult values for a region of the body; a person chooses one, the arithmetic is
/// recorded with the estimate, and a department's own factor can be given with its source.
public struct ConversionFactor: Hashable, Sendable {
  /// The name by which a person chooses it.
  public let id: String
  /// The region of the body, and for which patients.
  public let region: String
  /// mSv per mGy·cm, by its digits.
  public let digits: String
  /// Where it is published, with the year.
  public let source: String

  /// - Throws: `ValidationError` unless the digits are a decimal above zero and a source is named.
  public init(own digits: String, source: String) throws(ValidationError) {
    guard let factor = try? Quantity(digits), !factor.isZero else {
      throw ValidationError("malformed-number", "“\(digits)” is no factor", field: "k")
    }
    guard !source.allSatisfy(\.isWhitespace) else {
      throw ValidationError("source-required", "name the source of the factor", field: "source")
    }
    (id, region, self.digits, self.source) = ("own", "as given", digits, source)
  }

  private init(_ id: String, _ region: String, _ digits: String, _ source: String) {
    (self.id, self.region, self.digits, self.source) = (id, region, digits, source)
  }

  private static let guidelines =
    "European guidelines on quality criteria for computed tomography (EUR 16262, 1999), adult"

  /// The published factors, with citations.
  public static let published = [
    ConversionFactor("head", "head, adult", "0.0023", guidelines),
    ConversionFactor("chest", "chest, adult", "0.017", guidelines),
    ConversionFactor("abdomen", "abdomen, adult", "0.015", guidelines),
    ConversionFactor("pelvis", "pelvis, adult", "0.019", guidelines),
  ]

  /// The unit of every factor here.
  public static let unit = "mSv/(mGy·cm)"

  /// The effective dose of a dose–length product, exactly, and the arithmetic in words.
  ///
  /// - Parameter product: mGy·cm, by its digits.
  /// - Returns: nil where the product is not a number.
  public func effectiveDose(of product: String) -> (milliSieverts: String, arithmetic: String)? {
    guard let product = try? Quantity(product), let factor = try? Quantity(digits) else {
      return nil
    }
    let dose = "\(factor * product)"
    return (dose, "\(factor) \(Self.unit) × \(product) mGy·cm = \(dose) mSv")
  }

  /// The members of a new element of `doses`; nil where the product is not a number.
  public func fields(
    ofProduct product: String, estimator: String, on day: CalendarDate
  ) -> [(key: String, value: String)]? {
    guard let (dose, arithmetic) = effectiveDose(of: product) else { return nil }
    return [
      ("quantity", DoseQuantity.effectiveDose.rawValue), ("unit", "mSv"), ("best", dose),
      ("method", "k-factor (\(region)): \(arithmetic)"), ("kFactor", digits),
      ("kFactorSource", source), ("estimator", estimator), ("date", "\(day)"),
    ]
  }
}
