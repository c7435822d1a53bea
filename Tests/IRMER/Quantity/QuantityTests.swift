import Testing

@testable import IRMER

@Suite("Quantity")
struct QuantityTests {
  @Test(arguments: [
    ("0", "0"), ("0.3", "0.3"), ("22.40", "22.40"), ("007.5", "7.5"), ("0.0", "0.0"),
    ("18446744073.709551615", "18446744073.709551615"),
    ("18446744073.709551616", "18446744073.709551616"),
    ("18446744072.999999999", "18446744072.999999999"),
    ("0.0000000001", "0.0000000001"), ("1.000000000000", "1.000000000000"),
    ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
  ])
  func `a string prints with the digits it was written with`(text: String, printed: String) throws {
    #expect(try Quantity(text).description == printed)
  }

  @Test(arguments: [
    "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "٣", "0x1", "1_000", "NaN",
  ])
  func `a string that is not digits is refused`(text: String) {
    #expect(throws: QuantityError.malformed) { try Quantity(text) }
  }

  @Test(arguments: [
    ("25", "25"), ("2.50e1", "25.0"), ("2.5E+1", "25"), ("25e-1", "2.5"), ("5e-3", "0.005"),
    ("0e99", "0"), ("-0", "0"), ("-0.00", "0.00"), ("1e0000000000000000000000000001", "10"),
    ("123.456e2", "12345.6"), ("0.001e3", "1"),
  ])
  func `a JSON number is read by its digits`(text: String, printed: String) throws {
    let quantity = try Quantity(#require(JSONNumber(text)))

    #expect(quantity == (try Quantity(printed)))
    if !text.contains("0e") { #expect(quantity.description == printed) }
  }

  @Test(arguments: [
    ("-1", QuantityError.negative), ("-0.0001", .negative), ("1e100", .exponentOutOfRange),
    ("1e-100", .exponentOutOfRange), ("1e99999999999999999999", .exponentOutOfRange),
  ])
  func `a JSON number out of range is refused`(text: String, error: QuantityError) {
    #expect(throws: error) { try Quantity(#require(JSONNumber(text))) }
  }

  @Test func `the limit on digits is stated and exact`() throws {
    let most = String(repeating: "9", count: Quantity.digitsMax)

    #expect(try Quantity(most).description == most)
    #expect(throws: QuantityError.tooManyDigits) { try Quantity(most + "0") }
    #expect(throws: QuantityError.tooManyDigits) { try Quantity("0." + most) }
  }

  @Test func `a hundred digits decide a comparison`() throws {
    let zeros = String(repeating: "0", count: 98)

    #expect(try Quantity("25.\(zeros)") == Quantity("25"))
    #expect(try Quantity("25.\(zeros)1") > Quantity("25"))
    #expect(try Quantity("24.\(String(repeating: "9", count: 99))") < Quantity("25"))
    #expect(try Quantity(#require(JSONNumber("1e99"))) > Quantity(#require(JSONNumber("9e98"))))
    #expect(try Quantity(#require(JSONNumber("1e-99"))) > .zero)
  }

  @Test func `arithmetic agrees with whole numbers of billionths`() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<3000 {
      let left = random.quantityText()
      let right = random.quantityText()
      let (a, b) = (try Quantity(left), try Quantity(right))
      let (x, y) = (Self.scaled(left), Self.scaled(right))

      #expect((a < b) == (x < y) && (a == b) == (x == y))
      #expect(Self.scaled((a + b).description) == x + y)
      #expect(Self.scaled(a.distance(to: b).description) == (x > y ? x - y : y - x))
      #expect(a.trimmed == a && a.trimmed.description.count <= a.description.count)
      let product = a * b
      #expect(product == b * a && product.trimmed == product)
      #expect(try Quantity(product.description) == product)
      #expect((product < a) == (b < (try Quantity("1")) && !a.isZero))
    }
  }

  @Test func `long and short forms multiply alike`() throws {
    var random = SplitMix(seed: 8)
    for _ in 0..<2000 {
      let a = UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0..<60), using: &random)
      let b = UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0..<60), using: &random)
      let (short, other) = (
        Quantity(.short(a), fractionDigits: 9), Quantity(.short(b), fractionDigits: 9)
      )
      let expected = LongDecimal(billionths: a) * LongDecimal(billionths: b)

      #expect((short * other).long == expected)
      #expect((short + other).long == LongDecimal(billionths: a) + LongDecimal(billionths: b))
    }
  }

  /// In units of 10⁻¹², for texts of at most twelve digits on either side.
  static func scaled(_ text: String) -> UInt128 {
    let parts = text.split(separator: ".")
    let fraction = (parts.dropFirst().first ?? "").padding(to: 24)
    return (UInt128(parts[0]) ?? 0) * 1_000_000_000_000_000_000_000_000 + (UInt128(fraction) ?? 0)
  }
}

extension StringProtocol {
  fileprivate func padding(to count: Int) -> String {
    String(self) + String(repeating: "0", count: Swift.max(0, count - self.count))
  }
}

extension SplitMix {
  fileprivate mutating func quantityText() -> String {
    let whole =
      UInt64.random(in: 0...99_999_999_999, using: &self) >> UInt64.random(in: 0..<37, using: &self)
    let digits = Int.random(in: 0...12, using: &self)
    guard digits > 0 else { return String(whole) }
    let fraction = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &self)) }
    return "\(whole).\(fraction.joined())"
  }
}
