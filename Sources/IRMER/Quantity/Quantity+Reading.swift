/// Why a text or number is not a quantity.
public enum QuantityError: Error, Hashable, Sendable {
  /// A string that does not match `[0-9]+(\.[0-9]+)?`.
  case malformed
  case negative
  /// A JSON number whose exponent is outside ± ``Quantity/exponentMax``.
  case exponentOutOfRange
  /// More than ``Quantity/digitsMax`` digits.
  case tooManyDigits
}

extension Quantity {
  /// Reads `[0-9]+(\.[0-9]+)?`.
  public init(_ text: String) throws(QuantityError) {
    var text = text
    let result = text.withUTF8 { bytes in
      Result<Quantity, QuantityError> { () throws(QuantityError) in
        let point = bytes.firstIndex(of: UInt8(ascii: "."))
        let whole = bytes[..<(point ?? bytes.endIndex)]
        let fraction = point.map { bytes[($0 + 1)...] } ?? bytes[bytes.endIndex...]
        guard !whole.isEmpty, point == nil || !fraction.isEmpty,
          whole.allSatisfy(\.isDigit), fraction.allSatisfy(\.isDigit)
        else { throw .malformed }
        guard whole.count + fraction.count <= Self.digitsMax else { throw .tooManyDigits }
        return Quantity(whole: whole, fraction: fraction)
      }
    }
    self = try result.get()
  }

  /// Reads a JSON number by its digits: `2.50e1` is 25.0.
  public init(_ number: JSONNumber) throws(QuantityError) {
    let bytes = Array(number.text.utf8)
    let end = bytes.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? bytes.endIndex
    let exponent = try Self.exponent(bytes[end...].dropFirst())
    let mantissa = bytes[..<end].drop { $0 == UInt8(ascii: "-") }
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    let whole = mantissa[..<point]
    let fraction = mantissa[point...].dropFirst()
    guard whole.count + fraction.count <= Self.digitsMax else { throw .tooManyDigits }
    if mantissa.count < end, !mantissa.allSatisfy({ $0 == 0x30 || !$0.isDigit }) {
      throw .negative
    }
    let digits = Array(whole + fraction)
    let moved = whole.count + exponent
    let zeros = [UInt8](repeating: 0x30, count: max(-moved, moved - digits.count, 0))
    if moved <= 0 {
      self.init(whole: [0x30], fraction: zeros + digits)
    } else if moved >= digits.count {
      self.init(whole: digits + zeros, fraction: [])
    } else {
      self.init(whole: Array(digits[..<moved]), fraction: Array(digits[moved...]))
    }
  }

  /// The signed digits after the `e`; 0 for none.
  private static func exponent(_ text: ArraySlice<UInt8>) throws(QuantityError) -> Int {
    guard let first = text.first else { return 0 }
    var value = 0
    for byte in text where byte.isDigit {
      value = value * 10 + Int(byte - 0x30)
      if value > exponentMax { throw .exponentOutOfRange }
    }
    return first == UInt8(ascii: "-") ? -value : value
  }

  /// ASCII digits before and after the point.
  private init(
    whole: some RandomAccessCollection<UInt8>, fraction: some RandomAccessCollection<UInt8>
  ) {
    let significant = whole.drop { $0 == 0x30 }
    if significant.count <= 10, fraction.count <= 9 {
      var value: UInt64 = 0
      for byte in significant { value = value * 10 + UInt64(byte & 0xF) }
      if value < 18_446_744_073 {
        for byte in fraction { value = value * 10 + UInt64(byte & 0xF) }
        for _ in fraction.count..<9 { value *= 10 }
        self.init(.short(value), fractionDigits: fraction.count)
        return
      }
    }
    self.init(
      LongDecimal(whole: significant.map { $0 & 0xF }, fraction: fraction.map { $0 & 0xF }),
      fractionDigits: fraction.count)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}
