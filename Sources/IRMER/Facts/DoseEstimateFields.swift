/// One dose estimate of a document, in the unit of its quantity.
struct DoseEstimateFields {
  /// Where it is in the document, as a contradiction names it.
  let path: String
  let quantity: DoseQuantity
  /// The organ or target of an absorbed dose.
  let organ: String?
  var estimate: DoseEstimates.Estimate

  /// - Returns: nil where the quantity is not given, or where a person superseded it: such an
  ///   estimate is shown, but no longer counts.
  init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    unknown += reader.unknown(besides: Self.keys)
    guard let quantity: DoseQuantity = try reader.choice(.quantity) else { return nil }
    let unit = try reader.word(.unit) ?? quantity.unit
    guard let scale = quantity.scale(of: unit) else {
      let units = quantity.acceptedUnits.joined(separator: ", ")
      throw reader.error(.unknownValue, .unit, "\(quantity.rawValue) is given in \(units)")
    }
    func value(_ key: FactField) throws(FactsError) -> Quantity? {
      guard let written = try reader.quantity(key) else { return nil }
      guard scale != .same else { return written }
      guard let digits = scale.applied(to: "\(written)"),
        let value = try? Quantity(digits)
      else {
        throw reader.error(.outOfRange, key, "must have at most \(Quantity.digitsMax) digits")
      }
      return value
    }
    let intended = try value(.intended)
    let parts = [intended, try value(.overExposure), try value(.necessaryRepeats)]
    let sum =
      parts.contains(nil) ? nil : parts.compactMap { $0 }.reduce(Quantity.zero) { $0 + $1 }
    let total = try value(.total)
    if let total, let sum, sum != total {
      throw reader.error(.contradiction, .total, "contradicts its parts: their sum is another")
    }
    let estimated = try value(.best)
    let best = total ?? estimated ?? sum
    let ends = (low: try value(.low), high: try value(.high))
    for (low, high) in [(ends.low, best), (best, ends.high), (ends.low, ends.high)] {
      if let low, let high, low > high {
        throw reader.error(.contradiction, .low, "low, best and high are not in their order")
      }
    }
    path = String(reader.path.dropLast())
    self.quantity = quantity
    organ = try reader.word(.organ)
    estimate = DoseEstimates.Estimate(intended: intended)
    estimate.low = ends.low ?? best ?? (ends.high == nil ? nil : .zero)
    estimate.high = ends.high ?? best
    guard try reader.word(.supersededBecause) == nil else { return nil }
  }

  private static let keys: FactFields = [
    .quantity, .unit, .intended, .overExposure, .necessaryRepeats, .total, .low, .best,
    .high, .organ, .method, .kFactor, .kFactorSource, .estimator, .date, .fractions,
    .supersededBecause, .supersededOn,
  ]
}
