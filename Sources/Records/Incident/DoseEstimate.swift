public import IRMER
import Replication

/// A dose estimate of one individual. A later estimate is added beside it and never replaces it.
public struct DoseEstimate: Sendable {
  /// What was estimated.
  public let quantity: DoseQuantity
  /// As the author wrote it.
  public let unit: String
  /// The element's identifier in the record.
  public let element: String
  let values: [String: String]
  /// How it was estimated.
  public let method: String?
  /// The role that estimated it.
  public let estimator: String?
  /// The day of the estimate.
  public let date: CalendarDate?
  /// The organ that it is the dose to.
  public let organ: String?
  /// Why a person superseded it with another; nil while it counts.
  public let supersededBecause: String?
  /// Whether any of its values is in conflict: the rules then treat it as unknown.
  public let isInConflict: Bool

  /// - Returns: `nil` where the quantity is missing or unknown.
  init?(_ element: RecordElement) {
    guard let quantity = element.text("quantity").flatMap(DoseQuantity.init(rawValue:)) else {
      return nil
    }
    self.quantity = quantity
    unit = element.text("unit") ?? quantity.unit
    self.element = element.identifier
    values = Dictionary(
      uniqueKeysWithValues: Self.columns.compactMap { key in
        element.text(key).map { (key, $0) }
      })
    method = element.text("method")
    estimator = element.text("estimator")
    date = element.date("date")
    organ = element.text("organ")
    supersededBecause = element.text("supersededBecause")
    isInConflict = (Self.columns + ["quantity", "unit"]).contains {
      element.node($0).map { element.snapshot.tree.nodes[$0].isContested } ?? false
    }
  }

  private static let columns = [
    "intended", "overExposure", "necessaryRepeats", "total", "low", "best", "high",
  ]

  /// A column in the quantity's own unit; nil where it is missing or its unit is not known.
  public func value(_ column: String) -> String? {
    values[column].flatMap { quantity.converted($0, from: unit) }
  }

  /// The total as given, or the sum of intended, over-exposure and necessary repeats.
  ///
  /// SAUE guidance: “the total exposure from the incident, including any intended component plus over-exposure
  /// and/or necessary repeat exposures.”
  public var total: String? {
    if let total = value("total") ?? value("best") { return total }
    let parts = ["intended", "overExposure", "necessaryRepeats"].compactMap { value($0) }
    let quantities = parts.compactMap { try? Quantity($0) }
    guard quantities.count == 3 else { return nil }
    return (quantities[0] + quantities[1] + quantities[2]).description
  }
}

extension RecordElement {
  /// The dose estimates of an individual in the order in which they were made.
  public var doseEstimates: [DoseEstimate] { elements("doses").compactMap(DoseEstimate.init) }

  /// The latest estimate of any quantity that is not superseded.
  var latestEstimate: DoseEstimate? {
    doseEstimates.last { $0.supersededBecause == nil && $0.received != nil }
  }

  /// The latest estimate of a quantity that is not superseded: by date, then the last one added.
  public func latestEstimate(of quantity: DoseQuantity) -> DoseEstimate? {
    doseEstimates.filter { $0.quantity == quantity && $0.supersededBecause == nil }
      .enumerated()
      .max { left, right in
        (left.element.date ?? .earliest, left.offset)
          < (right.element.date ?? .earliest, right.offset)
      }?
      .element
  }
}
