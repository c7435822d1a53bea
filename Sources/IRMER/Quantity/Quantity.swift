/// A measured quantity by its decimal digits: never negative, never rounded.
///
/// Everything that a rule compares (mSv, mGy, Gy, mm, MBq) is one. Sums, differences and products
/// are exact; two quantities are equal when their values are (`0.30` is `0.3`), and each prints
/// with the digits it was written with.
public struct Quantity: Sendable {
  /// At most this many digits are read, counting all that are written.
  public static let digitsMax = 1000
  /// The exponent of a JSON number is within ± this.
  public static let exponentMax = 99

  /// Canonical: every value that fits is `short`.
  enum Storage: Hashable, Sendable {
    /// In billionths.
    case short(UInt64)
    case long(LongDecimal)
  }

  let storage: Storage
  /// How many digits to print after the point; at least as many as the value has.
  let fractionDigits: Int

  init(_ storage: Storage, fractionDigits: Int) {
    self.storage = storage
    self.fractionDigits = fractionDigits
  }

  init(_ value: LongDecimal, fractionDigits: Int) {
    if let billionths = value.billionths {
      storage = .short(billionths)
    } else {
      storage = .long(value)
    }
    self.fractionDigits = fractionDigits
  }

  /// A whole number and tenths, for the constants of the rules.
  ///
  /// - Precondition: at most ten digits.
  init(_ whole: UInt64, tenths: UInt64 = 0) {
    storage = .short(whole * 1_000_000_000 + tenths * 100_000_000)
    fractionDigits = tenths == 0 ? 0 : 1
  }

  /// Ten to a power: 0.001 for -3.
  ///
  /// - Precondition: from -9 to 9.
  static func ten(to power: Int) -> Quantity {
    var billionths: UInt64 = 1_000_000_000
    for _ in 0..<abs(power) { billionths = power < 0 ? billionths / 10 : billionths * 10 }
    return Quantity(.short(billionths), fractionDigits: max(0, -power))
  }

  /// Zero.
  public static let zero = Quantity(0)

  /// The nearest binary fraction, for places on a chart; it decides nothing.
  public var approximate: Double {
    switch storage {
    case .short(let billionths): Double(billionths) / 1_000_000_000
    case .long: Double(description) ?? .greatestFiniteMagnitude
    }
  }

  /// Whether it is zero.
  public var isZero: Bool { storage == .short(0) }

  var long: LongDecimal {
    switch storage {
    case .short(let billionths): LongDecimal(billionths: billionths)
    case .long(let value): value
    }
  }
}

extension Quantity: Hashable {
  public static func == (left: Quantity, right: Quantity) -> Bool {
    left.storage == right.storage
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(storage)
  }
}

extension Quantity: Comparable {
  public static func < (left: Quantity, right: Quantity) -> Bool {
    if case .short(let ours) = left.storage, case .short(let theirs) = right.storage {
      return ours < theirs
    }
    return left.long < right.long
  }
}

extension Quantity {
  public static func + (left: Quantity, right: Quantity) -> Quantity {
    let digits = max(left.fractionDigits, right.fractionDigits)
    if case .short(let ours) = left.storage, case .short(let theirs) = right.storage {
      let (sum, overflow) = ours.addingReportingOverflow(theirs)
      if !overflow { return Quantity(.short(sum), fractionDigits: digits) }
    }
    return Quantity(left.long + right.long, fractionDigits: digits)
  }

  public static func * (left: Quantity, right: Quantity) -> Quantity {
    let digits = left.fractionDigits + right.fractionDigits
    if case .short(let ours) = left.storage, case .short(let theirs) = right.storage {
      let product = ours.multipliedFullWidth(by: theirs)
      if product.high < LongDecimal.base {
        let (quotient, rest) = LongDecimal.base.dividingFullWidth(product)
        if rest == 0 { return Quantity(.short(quotient), fractionDigits: digits) }
      }
    }
    return Quantity(left.long * right.long, fractionDigits: digits)
  }

  /// The absolute difference.
  public func distance(to other: Quantity) -> Quantity {
    let digits = max(fractionDigits, other.fractionDigits)
    if case .short(let ours) = storage, case .short(let theirs) = other.storage {
      return Quantity(.short(ours > theirs ? ours - theirs : theirs - ours), fractionDigits: digits)
    }
    return Quantity(long.distance(to: other.long), fractionDigits: digits)
  }

  /// The same value without zeros at the end of its fraction.
  public var trimmed: Quantity {
    if case .short(let billionths) = storage {
      var (rest, digits) = (billionths % 1_000_000_000, 9)
      if rest == 0 { return Quantity(storage, fractionDigits: 0) }
      while rest % 10 == 0 { (rest, digits) = (rest / 10, digits - 1) }
      return Quantity(storage, fractionDigits: digits)
    }
    let fraction = description.split(separator: ".", maxSplits: 1).dropFirst().first ?? ""
    let zeros = fraction.reversed().prefix { $0 == "0" }.count
    return Quantity(storage, fractionDigits: fraction.count - zeros)
  }
}

extension Quantity: CustomStringConvertible {
  /// The digits, with as many after the point as were written.
  public var description: String {
    switch storage {
    case .short(let billionths): Self.text(billionths, fractionDigits: fractionDigits)
    case .long(let value):
      {
        let (whole, fraction) = value.digits
        if fractionDigits == 0 { return whole }
        let shown = fraction.prefix(fractionDigits)
        return "\(whole).\(shown)" + String(repeating: "0", count: fractionDigits - shown.count)
      }()
    }
  }

  private static func text(_ billionths: UInt64, fractionDigits: Int) -> String {
    let whole = billionths / LongDecimal.base
    guard fractionDigits > 0 else { return String(whole) }
    var fraction = billionths % LongDecimal.base
    var digits: InlineArray<9, UInt8> = .init(repeating: 0x30)
    for index in (0..<9).reversed() {
      digits[index] = 0x30 + UInt8(truncatingIfNeeded: fraction % 10)
      fraction /= 10
    }
    var text = String(whole)
    text.append(".")
    for index in 0..<min(9, fractionDigits) {
      text.unicodeScalars.append(Unicode.Scalar(digits[index]))
    }
    for _ in 9..<max(9, fractionDigits) { text.append("0") }
    return text
  }
}

extension JSONValue {
  /// A quantity as a string of its digits, or `null` for nil.
  public init(_ quantity: Quantity?) {
    self = (quantity?.description).map(JSONValue.string) ?? .null
  }
}
