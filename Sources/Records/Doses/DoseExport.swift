public import IRMER

/// Doses that a dose management system exported as CSV, one study or one exposure a row.
///
/// Reads the headings of OpenREM's exports (versions 0.7 to 1.0, `remapp/exports/`): totals of a
/// study with the unit in brackets, such as `DAP total (cGy.cm^2)` or `A DAP total (Gy.m^2)` for
/// one plane of two. A unit is never guessed. Columns that identify a person are not read at all.
public struct DoseExport: Hashable, Sendable {
  /// A column that holds a dose.
  public struct Column: Hashable, Sendable {
    /// The position in the row, from 0.
    public let index: Int
    /// What it measures.
    public let quantity: DoseQuantity
    /// The unit of the heading; nil where the heading gives none.
    public let unit: String?
    /// The heading without the characters that old exports put around it.
    public let heading: String
    /// `a` or `b` where the heading is for one plane of two; nil for the whole study.
    let plane: String?
  }

  /// The columns that hold a dose, in their order.
  public let doses: [Column]
  /// Headings of columns that identify a person.
  public let identifying: [String]
  private let described: [Description: Int]

  /// The columns by which a person recognises a study.
  private enum Description: CaseIterable {
    case date, time, equipment, study, procedure

    var headings: [String] {
      switch self {
      case .date: ["studydate"]
      case .time: ["studytime"]
      case .equipment: ["displayname", "stationname"]
      case .study: ["studydescription"]
      case .procedure: ["requestedprocedure"]
      }
    }
  }

  /// - Parameters:
  ///   - header: The headings of the file; blanks and capitals do not matter.
  ///   - units: Units for headings that give none, by quantity.
  /// - Throws: `ValidationError` where no column holds a dose, or a unit is not one of its quantity.
  public init(header: [String], units: [DoseQuantity: String] = [:]) throws(ValidationError) {
    let headings = header.map(Self.plain)
    var doses: [Column] = []
    for (index, heading) in headings.enumerated() {
      guard let (quantity, unit, plane) = Self.dose(heading) else { continue }
      let given = unit ?? units[quantity]
      if let given, quantity.converted("1", from: given) == nil {
        throw ValidationError(
          "unknown-unit",
          "“\(given)” is not a unit of \(quantity.rawValue): "
            + quantity.acceptedUnits.joined(separator: ", "),
          field: heading)
      }
      doses.append(
        Column(
          index: index, quantity: quantity, unit: given.map(DoseQuantity.spelled), heading: heading,
          plane: plane))
    }
    guard !doses.isEmpty else {
      throw ValidationError(
        "no-dose-column",
        "no heading names a dose that is read, such as “DLP total (mGy.cm)” or “DAP total (cGy.cm^2)”"
      )
    }
    self.doses = doses
    identifying = headings.filter(Self.isIdentifying)
    let folded = headings.map(Self.folded)
    described = Dictionary(
      uniqueKeysWithValues: Description.allCases.compactMap { kind in
        kind.headings.lazy.compactMap(folded.firstIndex).first.map { (kind, $0) }
      })
  }

  /// The row as a study; columns without a value are left out.
  ///
  /// - Throws: `ValidationError` naming the heading of a value that is not a number.
  public func study(_ cells: [String], today: CalendarDate) throws(ValidationError) -> DoseStudy {
    func text(_ kind: Description) -> String? {
      described[kind].flatMap { cells.indices.contains($0) ? Self.plain(cells[$0]) : nil }
        .flatMap { $0.isEmpty || $0 == "None" ? nil : $0 }
    }
    var values: [DoseStudy.Dose] = []
    for column in doses where cells.indices.contains(column.index) {
      let cell = Self.plain(cells[column.index])
      guard !cell.isEmpty, cell != "None" else { continue }
      guard let digits = Self.digits(cell) else {
        throw ValidationError(
          "malformed-number", "“\(cell)” is no number", field: column.heading)
      }
      values.append(DoseStudy.Dose(column: column, digits: digits))
    }
    let date = text(.date)
    return DoseStudy(
      date: date.flatMap { CalendarDate($0) ?? DateInput($0, today: today)?.day },
      time: text(.time), equipment: text(.equipment),
      description: text(.study) ?? text(.procedure), doses: values)
  }

  // MARK: Headings

  private static let quantities: [String: DoseQuantity] = [
    "dlptotal": .doseLengthProduct, "totaldlp": .doseLengthProduct,
    "daptotal": .doseAreaProduct, "totaldap": .doseAreaProduct,
    "doserptotal": .referencePointAirKerma, "refpointdose": .referencePointAirKerma,
    "fluorotimetotal": .fluoroscopyTime, "fluorodurationtotal": .fluoroscopyTime,
    "agd": .meanGlandularDose, "esd": .entranceSurfaceDose,
    "administeredactivity": .administeredActivity,
  ]

  /// The quantity and unit of `B Dose RP total (Gy)`; nil for a column that is not a dose of a
  /// study.
  private static func dose(_ heading: String) -> (DoseQuantity, unit: String?, plane: String?)? {
    let parts = heading.split(separator: "(", maxSplits: 1)
    guard let first = parts.first else { return nil }
    var name = folded(String(first))
    var plane: String?
    if quantities[name] == nil, let prefix = ["a", "b"].first(where: name.hasPrefix),
      quantities[String(name.dropFirst())] != nil
    {
      (name, plane) = (String(name.dropFirst()), prefix)
    }
    guard let quantity = quantities[name] else { return nil }
    let unit = parts.count == 2 ? parts[1].prefix { $0 != ")" } : ""
    return (quantity, unit.isEmpty ? nil : String(unit), plane)
  }

  private static func isIdentifying(_ heading: String) -> Bool {
    let name = folded(heading)
    return ["patientname", "patientid", "accession", "dateofbirth", "operator", "physician"]
      .contains { name.hasPrefix($0) } || name.hasPrefix("personparticipantname")
  }

  /// Old exports wrote Python's bytes: `b'DAP total (cGy.cm^2)'`.
  private static func plain(_ text: String) -> String {
    guard text.hasPrefix("b'") || text.hasPrefix("b\""), text.count > 2,
      text.last == text.dropFirst().first
    else { return text }
    return String(text.dropFirst(2).dropLast())
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().filter { !$0.isWhitespace }
  }

  /// The number as plain decimals: `1.2e-05` is 0.000012; nil for anything else.
  private static func digits(_ text: String) -> String? {
    guard case .number(let number)? = try? JSONValue(parsing: text),
      let quantity = try? Quantity(number)
    else { return nil }
    return "\(quantity)"
  }
}

/// One row of an export: the doses of a study, and the data by which a person recognises it.
public struct DoseStudy: Hashable, Sendable {
  /// A dose as the file gives it.
  public struct Dose: Hashable, Sendable {
    /// The column that holds it.
    public let column: DoseExport.Column
    /// The number as plain decimals, in the column's unit.
    public let digits: String
  }

  /// The day of the study; nil where the file does not say.
  public let date: CalendarDate?
  /// The time of the study as the file gives it.
  public let time: String?
  /// The machine by its display name.
  public let equipment: String?
  /// What was examined.
  public let description: String?
  /// The doses that have a value.
  public let doses: [Dose]

  /// The quantities that have a value, each once, in the order of the columns.
  public var quantities: [DoseQuantity] {
    doses.map(\.column.quantity).reduce(into: []) { found, quantity in
      if !found.contains(quantity) { found.append(quantity) }
    }
  }

  /// The dose of one quantity, planes added, as an estimate to be recorded.
  ///
  /// - Throws: `ValidationError` where there is none, where its unit is not known, or where two
  ///   columns both give it for the whole study: adding them would count it twice.
  public func estimate(of quantity: DoseQuantity) throws(ValidationError) -> StudyEstimate {
    let found = doses.filter { $0.column.quantity == quantity }
    guard !found.isEmpty else {
      throw ValidationError("no-such-dose", "the row has no \(quantity.rawValue)")
    }
    let planes = found.map(\.column.plane)
    guard found.count == 1 || (!planes.contains(nil) && Set(planes).count == planes.count) else {
      let headings = found.map { "“\($0.column.heading)”" }.joined(separator: " and ")
      throw ValidationError(
        "two-columns",
        "\(headings) both give the \(quantity.rawValue): leave one of them out of the file")
    }
    var total = Quantity.zero
    var terms: [String] = []
    for dose in found {
      guard let unit = dose.column.unit else {
        throw ValidationError(
          "no-unit",
          "the file gives no unit for “\(dose.column.heading)”: name it by "
            + "--unit \(quantity.rawValue)=\(quantity.unit)", field: dose.column.heading)
      }
      guard let converted = quantity.converted(dose.digits, from: unit),
        let value = try? Quantity(converted)
      else {
        throw ValidationError(
          "malformed-number", "“\(dose.digits)” is no number", field: dose.column.heading)
      }
      total = total + value
      terms.append("\(dose.digits) \(unit) (\(dose.column.heading))")
    }
    return StudyEstimate(
      quantity: quantity, total: "\(total)", arithmetic: terms.joined(separator: " + "), study: self
    )
  }
}

/// A dose of a study in the unit in which the rules compare it, with its source.
public struct StudyEstimate: Hashable, Sendable {
  /// What it measures.
  public let quantity: DoseQuantity
  /// The value in the quantity's own unit.
  public let total: String
  /// The values of the file with their units and headings, planes added.
  public let arithmetic: String
  private let study: DoseStudy

  init(quantity: DoseQuantity, total: String, arithmetic: String, study: DoseStudy) {
    (self.quantity, self.total, self.arithmetic, self.study) = (quantity, total, arithmetic, study)
  }

  /// The recorded method: the source and the arithmetic, nothing that names anybody.
  public var method: String {
    let of = [study.date?.displayText, study.time].compactMap(\.self).joined(separator: ", ")
    return "dose management system, study\(of.isEmpty ? "" : " of \(of)"): \(arithmetic)"
  }

  /// The members of a new element of `doses`.
  public func fields(estimator: String, on day: CalendarDate) -> [(key: String, value: String)] {
    [
      ("quantity", quantity.rawValue), ("unit", quantity.unit), ("best", total),
      ("method", method), ("estimator", estimator), ("date", "\(day)"),
    ]
  }
}
