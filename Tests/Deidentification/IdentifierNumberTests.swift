import Deidentification
import Testing

@Suite("Patient number")
struct IdentifierNumberTests {
  @Test(arguments: [
    ("9434765919", PatientNumber.Register.nhs), ("4857773457", .nhs), ("9990123454", .nhsTest),
    ("9999999999", .nhsTest), ("0101001231", .chi), ("2902040016", .chi), ("3112851234", .chi),
    ("3200000015", .healthAndCare), ("3999999993", .healthAndCare),
  ])
  func `the range tells the register`(digits: String, register: PatientNumber.Register) {
    #expect(PatientNumber(digits: digits)?.register == register)
  }

  @Test(arguments: [
    "9434765918", "943476591", "94347659190", "", "943476591X", "３４３４７６５９１９",
    "9990000000",
  ])
  func `a wrong check digit, length or range is no number`(digits: String) {
    #expect(PatientNumber(digits: digits) == nil)
  }

  @Test func `exactly one digit checks the nine before it, or none does`() {
    for nine in stride(from: 400_000_000, to: 999_000_000, by: 59_999_983) {
      let valid = (0...9).filter { PatientNumber(digits: "\(nine)\($0)") != nil }

      #expect(valid.count <= 1)
    }
  }

  @Test func `a number whose first digits are no day is not CHI`() {
    let days = ["3102", "3002", "0013", "0100", "3201"]
    for day in days {
      let numbers = (0..<1000).compactMap { PatientNumber(digits: day + String(990_000 + $0)) }
      #expect(numbers.allSatisfy { $0.register != .chi })
    }
  }
}

@Suite("Sensitive")
struct SensitiveTests {
  @Test func `a sensitive value is shown by no way of printing`() {
    let name = Sensitive("the patient's daughter rang")
    var dumped = ""
    dump([name], to: &dumped)

    #expect("recorded \(name)" == "recorded ‹sensitive›")
    #expect(String(reflecting: name) == "‹sensitive›")
    #expect(!dumped.contains("daughter"))
    #expect(!"\([name])\(Optional(name) as Any)".contains("daughter"))
    #expect(name.revealed() == "the patient's daughter rang")
  }
}
