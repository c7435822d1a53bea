public import IRMER

/// A complete file of a dose management system: its studies in their order.
///
/// Columns that identify a person are not read, so none of their contents can be stored.
public struct DoseTable: Sendable {
  /// Which columns were read, and which were not.
  public let export: DoseExport
  /// One for each row below the header.
  public let studies: [DoseStudy]

  /// - Parameter units: units for headings that give none, by quantity.
  /// - Throws: `ValidationError` naming the line or the heading that cannot be read.
  public init(
    _ bytes: [UInt8], units: [DoseQuantity: String] = [:], today: CalendarDate
  ) throws(ValidationError) {
    let table = try CSVTable(bytes)
    export = try DoseExport(header: table.titles, units: units)
    var studies: [DoseStudy] = []
    for row in table.rows {
      guard row.isText else {
        throw ValidationError(
          "not-utf8", "line \(row.line) is not UTF-8: save the file as “CSV UTF-8”")
      }
      studies.append(try export.study(row.cells, today: today))
    }
    self.studies = studies
  }

  /// The dose of a study, as an estimate to be recorded.
  ///
  /// - Parameters:
  ///   - number: of the row, from 1, without the header.
  ///   - name: of the quantity; needed where the row has several.
  public func estimate(
    row number: Int, quantity name: String? = nil
  ) throws(ValidationError) -> StudyEstimate {
    guard studies.indices.contains(number - 1) else {
      let rows = studies.count == 1 ? "1 row" : "\(studies.count) rows"
      throw ValidationError(
        "no-such-row", "the file has \(rows); there is no row \(number)", field: "row")
    }
    let study = studies[number - 1]
    let there = study.quantities
    let listed = there.map(\.rawValue).joined(separator: ", ")
    if let name {
      guard let known = DoseQuantity(rawValue: name), there.contains(known) else {
        throw ValidationError(
          "no-such-dose", "the row has \(listed) and no “\(name)”", field: "quantity")
      }
      return try study.estimate(of: known)
    }
    guard let only = there.first, there.count == 1 else {
      throw ValidationError(
        "which-dose",
        there.isEmpty
          ? "the row has no dose"
          : "the row has several doses: name one by --quantity (\(listed))", field: "quantity")
    }
    return try study.estimate(of: only)
  }
}
