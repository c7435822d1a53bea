import IRMER
import Records
import Testing

@Suite("Dose estimates")
struct DoseTests {
  @Test(arguments: [
    ("500-600", "dlp", "500", "600", "mGy·cm"), ("2-4 mSv", "effective-dose", "2", "4", "mSv"),
    ("320 to 400 cGycm2", "dap", "3.2", "4", "Gy·cm²"),
    ("0.5–0.6 GBq", "administered-activity", "500", "600", "MBq"),
  ])
  func `a range is read at every door into its ends, and said`(
    typed: String, quantity: String, low: String, high: String, unit: String
  ) throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-03-01", "modality": "ct",
      "individuals": [["doses": [["quantity": .string(quantity), "total": .string(typed)]]]],
    ])
    try author.set(
      "individuals/0/doses/-/quantity=\(quantity)", "individuals/0/doses/-/total=\(typed)")

    for position in 0...1 {
      let dose = "individuals/0/doses/\(position)"
      #expect(author.snapshot.fields["\(dose)/low"] == .string(low))
      #expect(author.snapshot.fields["\(dose)/high"] == .string(high))
      #expect(author.snapshot.fields["\(dose)/total"] == nil)
    }
  }

  @Test func `an estimate is never overwritten, and another is added beside it`() throws {
    var author = Author("medical physics expert", kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-02",
      "individuals": [
        ["doses": [["quantity": "effective-dose", "total": "8", "unit": "mSv"]]], [:],
      ],
    ])
    let first = "individuals/0/doses/0"

    for change in ["\(first)/total=9", "\(first)=", "\(first)/unit=", "individuals/0/doses=[]"] {
      let error = validationError { try author.set(change) }
      #expect(error?.code == "reason-required" && error?.field == first, "\(change)")
    }
    try author.set("\(first)/estimator=physicist", "individuals/0/doses/-/total=9")
    try author.set("individuals/1=")

    #expect(author.field("\(first)/total") == "8")
    #expect(author.field("individuals/0/doses/1/total") == "9")
  }

  @Test(arguments: [
    (DoseQuantity.doseAreaProduct, "1", "Gy·cm²", "1"),
    (.doseAreaProduct, "100", "cGy·cm²", "1.00"),
    (.doseAreaProduct, "1000", "mGy cm2", "1.000"),
    (.doseAreaProduct, "100", "uGy.m2", "1.00"),
    (.doseAreaProduct, "0.5", "µGy·m²", "0.005"),
    (.administeredActivity, "1.5", "GBq", "1500"),
    (.administeredActivity, "400", "kBq", "0.400"),
    (.effectiveDose, "22.4", "mSv", "22.4"),
    (.effectiveDose, "0.0003", "Sv", "0.3"),
    (.effectiveDose, "300", "µSv", "0.300"),
    (.peakSkinDose, "2500", "mGy", "2.500"),
    (.foetalDose, "1", "cGy", "10"),
    (.fluoroscopyTime, "2.5", "min", "150.0"),
    (.doseLengthProduct, "0.25", "Gy·cm", "250"),
  ])
  func `units are converted by moving the point`(
    quantity: DoseQuantity, digits: String, unit: String, expected: String
  ) {
    #expect(quantity.converted(digits, from: unit) == expected)
  }

  @Test(arguments: [
    (#"{"quantity": "dap", "unit": "banana", "total": "5"}"#, "unknown-unit", "unit"),
    (#"{"quantity": "effective-dose", "unit": "Gy", "total": "5"}"#, "unknown-unit", "unit"),
    (#"{"low": "5", "best": "4", "high": "6"}"#, "wrong-order", "best"),
    (#"{"low": "5", "high": "4.9"}"#, "wrong-order", "high"),
    (
      #"{"intended": "1", "overExposure": "2.5", "necessaryRepeats": "1", "total": "4"}"#,
      "total-contradicts-parts", "total"
    ),
  ])
  func `an estimate that cannot be is refused`(dose: String, code: String, field: String) throws {
    var author = Author("mpe", kind: .incident)
    let document = "{\"discoveredOn\": \"2026-02-02\", \"individuals\": [{\"doses\": [\(dose)]}]}"

    let error = validationError { try author.log(try JSONValue(parsing: document)) }

    #expect(error?.code == code && error?.field == "individuals/0/doses/0/\(field)")
  }

  @Test(arguments: [
    #"{"quantity": "dap", "unit": "uGy.m2", "total": "5"}"#, #"{"unit": "mSv", "total": "5"}"#,
    #"{"low": "4", "best": "4.0", "high": "4"}"#,
    #"{"intended": "1", "overExposure": "2.5", "necessaryRepeats": "0.50", "total": "4.0"}"#,
  ])
  func `one that is merely incomplete, or written another way, is not`(dose: String) throws {
    var author = Author("mpe", kind: .incident)

    try author.log(
      try JSONValue(
        parsing: "{\"discoveredOn\": \"2026-02-02\", \"individuals\": [{\"doses\": [\(dose)]}]}"))
  }

  @Test func `a unit of another quantity is none`() {
    #expect(DoseQuantity.effectiveDose.converted("1", from: "Gy") == nil)
    #expect(DoseQuantity.effectiveDose.converted("-1", from: "mSv") == nil)
  }

  @Test func `a new estimate is added to the old one, and the severer is what the rules hold to`()
    throws
  {
    var author = Author("mpe", kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-02", "modality": "ct",
      "individuals": [
        ["kind": "patient", "ageAtExposure": 50, "exposure": "accidental"]
      ],
    ])
    try author.set(
      "individuals/0/doses/-/quantity=effective-dose", "individuals/0/doses/-/total=2.9",
      "individuals/0/doses/-/date=2026-02-03")
    #expect(author.rows.incident?.codes == "")

    try author.set(
      "individuals/0/doses/-/quantity=effective-dose", "individuals/0/doses/-/unit=µSv",
      "individuals/0/doses/-/intended=0", "individuals/0/doses/-/overExposure=2000",
      "individuals/0/doses/-/necessaryRepeats=1000", "individuals/0/doses/-/date=2026-02-04")

    let individual = try #require(author.snapshot.elements("individuals").first)
    #expect(individual.doseEstimates.count == 2)
    #expect(individual.latestEstimate(of: .effectiveDose)?.total == "3.000")
    #expect(author.rows.incident?.codes == "1")
    #expect(author.rows.incident?.outcome == .notifiable)
  }
}
