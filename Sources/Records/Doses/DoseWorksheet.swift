public import IRMER

/// The worksheet from a dose–length product to effective dose: what the person chose, and the
/// arithmetic recorded with the estimate.
public struct DoseWorksheet: Hashable, Sendable {
  /// The factor that the person chose.
  public let factor: ConversionFactor
  /// In mGy·cm, as digits.
  public let product: String
  /// The effective dose in millisieverts, exact.
  public let milliSieverts: String
  /// Factor × product = dose, with the units.
  public let arithmetic: String

  /// Published factors apply to adults.
  private static let adultFrom = 18

  /// - Parameters:
  ///   - number: of the individual, from 1.
  ///   - name: of a published factor.
  ///   - digits: a factor of the department's own, in place of a published one.
  ///   - source: where that one is from.
  ///   - typed: the product as typed; the individual's latest one unless given.
  public init(
    for number: Int, of snapshot: RecordSnapshot, factor name: String?, own digits: String?,
    source: String?, product typed: String?
  ) throws(ValidationError) {
    let person = try snapshot.individual(number)
    factor = try Self.factor(name, own: digits, source: source)
    if digits == nil, let age = person.text("ageAtExposure").flatMap({ Int($0) }),
      age < Self.adultFrom
    {
      throw ValidationError(
        "for-adults",
        "the published factors are for adults and the age is \(age): give a factor of your own with its "
          + "source (--k, --source)", field: "factor")
    }
    product = try Self.product(typed, of: person, number)
    guard let worked = factor.effectiveDose(of: product) else {
      throw ValidationError(
        "malformed-number", "“\(product)” is no dose–length product", field: "dlp")
    }
    (milliSieverts, arithmetic) = worked
  }

  /// The members of a new element of `doses`.
  public func fields(estimator: String, on day: CalendarDate) -> [(key: String, value: String)] {
    factor.fields(ofProduct: product, estimator: estimator, on: day) ?? []
  }

  private static func factor(
    _ name: String?, own digits: String?, source: String?
  ) throws(ValidationError) -> ConversionFactor {
    switch (name, digits) {
    case (let name?, nil):
      guard source == nil else {
        throw ValidationError(
          "source-of-own", "a source goes with a factor of your own (--k)", field: "source")
      }
      guard let found = ConversionFactor.published.first(where: { $0.id == name }) else {
        let all = ConversionFactor.published.map(\.id).joined(separator: ", ")
        throw ValidationError("no-such-factor", "“\(name)” is none of \(all)", field: "factor")
      }
      return found
    case (nil, let digits?): return try ConversionFactor(own: digits, source: source ?? "")
    default:
      throw ValidationError(
        "which-factor",
        "give either a published factor, or one of your own with its source (--factor, or --k and "
          + "--source)", field: "factor")
    }
  }

  private static func product(
    _ typed: String?, of person: RecordElement, _ number: Int
  ) throws(ValidationError) -> String {
    guard let typed else {
      guard let total = person.latestEstimate(of: .doseLengthProduct)?.total else {
        throw ValidationError(
          "required",
          "no dose–length product is recorded for individual \(number): give it (--dlp)",
          field: "dlp")
      }
      return total
    }
    do throws(DoseInput.Failure) {
      let read = try DoseInput(.doseLengthProduct, amount: typed)
      guard !read.isRange else { throw .rangeUpsideDown }
      return read.low
    } catch {
      throw ValidationError(
        "malformed-dose",
        error == .rangeUpsideDown ? "give one value, not a range" : error.displayText, field: "dlp")
    }
  }
}

extension RecordSnapshot {
  /// - Parameter number: from 1.
  /// - Throws: `ValidationError` where the incident has no such individual.
  public func individual(_ number: Int) throws(ValidationError) -> RecordElement {
    let all = elements("individuals")
    guard all.indices.contains(number - 1) else {
      let count = all.count == 1 ? "1 individual" : "\(all.count) individuals"
      throw ValidationError(
        "no-such-individual", "the incident has \(count); there is no number \(number)",
        field: "individual")
    }
    return all[number - 1]
  }
}

extension Edit {
  /// Adds a dose estimate to an individual of an incident, beside the existing ones.
  ///
  /// - Parameter number: of the individual, from 1.
  public static func addingDose(
    _ fields: [(key: String, value: String)], to number: Int, on snapshot: RecordSnapshot,
    why: String = "", context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    _ = try snapshot.individual(number)
    return try parse(
      fields.map { "individuals/\(number - 1)/doses/-/\($0.key)=\($0.value)" }, on: snapshot,
      why: why, context: context, using: &generator)
  }
}
