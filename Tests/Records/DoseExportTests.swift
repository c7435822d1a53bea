import IRMER
import Records
import Testing

@Suite("Doses from a dose management system")
struct DoseExportTests {
  private static let today = CalendarDate("2026-11-27")!

  private func study(
    _ header: [String], _ cells: [String], units: [DoseQuantity: String] = [:]
  ) throws -> DoseStudy {
    try DoseExport(header: header, units: units).study(cells, today: Self.today)
  }

  /// The headings of OpenREM's exports of each kind, with a value and what it is in our unit.
  @Test(arguments: [
    ("DLP total (mGy.cm)", "812.4", DoseQuantity.doseLengthProduct, "812.4"),
    ("Total DLP (mGy.cm)", "812", .doseLengthProduct, "812"),
    ("DAP total (cGy.cm^2)", "320", .doseAreaProduct, "3.20"),
    ("A DAP total (Gy.m^2)", "0.00032", .doseAreaProduct, "3.20000"),
    ("A DAP total (Gy.m^2)", "1.2e-05", .doseAreaProduct, "0.12"),
    ("B Dose RP total (Gy)", "0.25", .referencePointAirKerma, "250"),
    ("A Fluoro time total (s)", "93", .fluoroscopyTime, "93"),
    ("A Fluoro duration total (s)", "93", .fluoroscopyTime, "93"),
    ("Administered activity (MBq)", "601.2", .administeredActivity, "601.2"),
    ("b'DAP total (cGy.cm^2)'", "b'320'", .doseAreaProduct, "3.20"),
  ])
  func `a total is read by its heading and in its unit`(
    heading: String, cell: String, quantity: DoseQuantity, total: String
  ) throws {
    let estimate = try study(["Study date", heading], ["2026-11-02", cell]).estimate(of: quantity)

    #expect(try Quantity(estimate.total) == Quantity(total))
    #expect(estimate.arithmetic.contains(heading.hasPrefix("b'") ? "DAP total" : heading))
  }

  @Test func `two planes are added, and both are named`() throws {
    let estimate = try study(
      ["A DAP total (Gy.m^2)", "B DAP total (Gy.m^2)"], ["0.0003", "0.0001"]
    ).estimate(of: .doseAreaProduct)

    #expect(try Quantity(estimate.total) == Quantity("4"))
    #expect(
      estimate.method == "dose management system, study: 0.0003 Gy·m² (A DAP total (Gy.m^2)) + "
        + "0.0001 Gy·m² (B DAP total (Gy.m^2))")
  }

  @Test(arguments: [
    ["DLP total (mGy.cm)", "Total DLP (mGy.cm)"], ["DAP total (cGy.cm^2)", "A DAP total (Gy.m^2)"],
    ["A DAP total (Gy.m^2)", "A total DAP (Gy.m^2)"],
  ])
  func `a dose that two columns give is not counted twice`(header: [String]) throws {
    let study = try study(header, ["5", "5"])
    let quantity = try #require(study.quantities.first)

    #expect {
      try study.estimate(of: quantity)
    } throws: { ($0 as? ValidationError)?.code == "two-columns" }
  }

  @Test func `a unit is never guessed`() throws {
    let bare = try study(["View", "AGD"], ["R-CC", "1.8"])
    #expect {
      try bare.estimate(of: .meanGlandularDose)
    } throws: { ($0 as? ValidationError)?.code == "no-unit" }

    let given = try study(["View", "AGD"], ["R-CC", "1.8"], units: [.meanGlandularDose: "mGy"])
    #expect(try given.estimate(of: .meanGlandularDose).total == "1.8")
    #expect {
      try DoseExport(header: ["AGD"], units: [.meanGlandularDose: "mSv"])
    } throws: { ($0 as? ValidationError)?.code == "unknown-unit" }
    #expect {
      try DoseExport(header: ["DLP total (furlongs)"])
    } throws: { ($0 as? ValidationError)?.code == "unknown-unit" }
  }

  @Test func `columns that say who somebody is are named and not read`() throws {
    let header = [
      "Patient name", "Patient ID", "Accession number", "Operator", "Date of birth",
      "Study description", "DLP total (mGy.cm)",
    ]
    let cells = ["SMITH^John", "X1234567", "RBD0001", "Jones", "1960-02-03", "CT chest", "500"]
    let export = try DoseExport(header: header)
    let study = try export.study(cells, today: Self.today)
    let said = "\(study) \(try study.estimate(of: .doseLengthProduct).method)"

    #expect(export.identifying == Array(header.prefix(5)))
    for cell in cells.prefix(5) { #expect(!said.contains(cell)) }
  }

  @Test(arguments: ["", "None"])
  func `an empty cell is no dose`(cell: String) throws {
    #expect(try study(["DLP total (mGy.cm)"], [cell]).doses.isEmpty)
  }

  @Test(arguments: ["-3", "12 mGy", "NaN", "1e999"])
  func `a cell that is no number is refused by its heading`(cell: String) {
    #expect {
      try study(["DLP total (mGy.cm)"], [cell])
    } throws: { ($0 as? ValidationError)?.field == "DLP total (mGy.cm)" }
  }

  @Test func `a short row has what it has`() throws {
    #expect(try study(["Study date", "DLP total (mGy.cm)"], ["2026-11-02"]).doses.isEmpty)
  }

  @Test func `doses of single exposures are not taken for totals`() {
    #expect(throws: ValidationError.self) {
      try DoseExport(header: ["E1 DLP", "E2 DAP (cGy.cm^2)", "Exposure time (s)"])
    }
  }
}

@Suite("Factors to effective dose")
struct ConversionFactorTests {
  @Test func `the arithmetic is exact and kept with factor and source`() throws {
    let chest = try #require(ConversionFactor.published.first { $0.id == "chest" })
    let day = try #require(CalendarDate("2026-11-27"))
    let fields = try #require(
      chest.fields(ofProduct: "812.4", estimator: "medical physics expert", on: day))
    let values = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })

    #expect(values["best"] == "13.8108")
    #expect(
      values["method"]
        == "k-factor (chest, adult): 0.017 mSv/(mGy·cm) × 812.4 mGy·cm = 13.8108 mSv")
    #expect(values["kFactor"] == "0.017")
    #expect(values["kFactorSource"]?.contains("EUR 16262") == true)
  }

  @Test func `every published factor has a source, and no two one name`() {
    let factors = ConversionFactor.published
    #expect(Set(factors.map(\.id)).count == factors.count)
    #expect(factors.allSatisfy { !$0.source.isEmpty && (try? Quantity($0.digits)) != nil })
  }

  @Test(arguments: [("0", "own"), ("x", "own"), ("0.014", " ")])
  func `a factor of one's own needs a number and a source`(digits: String, source: String) {
    #expect(throws: ValidationError.self) { try ConversionFactor(own: digits, source: source) }
  }
}
