/// A non-negative decimal of any length, for the quantities that do not fit 64 bits.
///
/// Limbs of nine decimal digits, the least significant first, with the decimal point at a limb's
/// edge. The form is canonical: no zero limb at the top, none at the bottom of the fraction.
struct LongDecimal: Hashable, Sendable {
  static let base: UInt64 = 1_000_000_000

  private(set) var limbs: [UInt32]
  private(set) var fractionLimbs: Int

  init(limbs: [UInt32], fractionLimbs: Int) {
    self.limbs = limbs
    self.fractionLimbs = fractionLimbs
    normalise()
  }

  /// `billionths` × 10⁻⁹.
  init(billionths: UInt64) {
    let whole = billionths / Self.base
    self.init(
      limbs: [
        UInt32(billionths % Self.base), UInt32(whole % Self.base), UInt32(whole / Self.base),
      ],
      fractionLimbs: 1)
  }

  /// Reads digits (each 0 to 9) before and after the point.
  init(whole: some BidirectionalCollection<UInt8>, fraction: some Collection<UInt8>) {
    var limbs: [UInt32] = []
    var rest = fraction[...]
    while !rest.isEmpty {
      let group = rest.prefix(9)
      rest = rest.dropFirst(9)
      let value = group.reduce(UInt32(0)) { $0 * 10 + UInt32($1) }
      limbs.append((group.count..<9).reduce(value) { value, _ in value * 10 })
    }
    limbs.reverse()
    let fractionLimbs = limbs.count
    var upper = whole[...]
    while !upper.isEmpty {
      limbs.append(upper.suffix(9).reduce(UInt32(0)) { $0 * 10 + UInt32($1) })
      upper = upper.dropLast(9)
    }
    self.init(limbs: limbs, fractionLimbs: fractionLimbs)
  }

  private mutating func normalise() {
    while limbs.count > fractionLimbs, limbs.last == 0 { limbs.removeLast() }
    let zeros = limbs.prefix(fractionLimbs).prefix { $0 == 0 }.count
    limbs.removeFirst(zeros)
    fractionLimbs -= zeros
  }

  /// The value in billionths, when it is a whole number of them that fits 64 bits.
  var billionths: UInt64? {
    guard fractionLimbs <= 1, limbs.count - fractionLimbs <= 2 else { return nil }
    var value: UInt64 = 0
    for index in stride(from: 1, through: -1, by: -1) {
      let (product, carried) = value.multipliedReportingOverflow(by: Self.base)
      let (sum, overflow) = product.addingReportingOverflow(UInt64(limb(at: index)))
      if carried || overflow { return nil }
      value = sum
    }
    return value
  }

  /// The limb for base^exponent; zero where there is none.
  private func limb(at exponent: Int) -> UInt32 {
    let index = exponent + fractionLimbs
    return limbs.indices.contains(index) ? limbs[index] : 0
  }

  private var exponents: Range<Int> { -fractionLimbs..<(limbs.count - fractionLimbs) }
}

extension LongDecimal: Comparable {
  static func < (left: LongDecimal, right: LongDecimal) -> Bool {
    let top = max(left.exponents.upperBound, right.exponents.upperBound)
    let bottom = min(left.exponents.lowerBound, right.exponents.lowerBound)
    for exponent in (bottom..<max(top, bottom)).reversed() {
      let (ours, theirs) = (left.limb(at: exponent), right.limb(at: exponent))
      if ours != theirs { return ours < theirs }
    }
    return false
  }
}

extension LongDecimal {
  static func + (left: LongDecimal, right: LongDecimal) -> LongDecimal {
    let top = max(left.exponents.upperBound, right.exponents.upperBound)
    let bottom = min(left.exponents.lowerBound, right.exponents.lowerBound)
    var limbs: [UInt32] = []
    var carry: UInt64 = 0
    for exponent in bottom..<max(top, bottom) {
      let sum = UInt64(left.limb(at: exponent)) + UInt64(right.limb(at: exponent)) + carry
      limbs.append(UInt32(sum % base))
      carry = sum / base
    }
    limbs.append(UInt32(carry))
    return LongDecimal(limbs: limbs, fractionLimbs: -bottom)
  }

  /// The absolute difference.
  func distance(to other: LongDecimal) -> LongDecimal {
    let (upper, lower) = self < other ? (other, self) : (self, other)
    let top = upper.exponents.upperBound
    let bottom = min(upper.exponents.lowerBound, lower.exponents.lowerBound)
    var limbs: [UInt32] = []
    var borrow: Int64 = 0
    for exponent in bottom..<max(top, bottom) {
      var difference = Int64(upper.limb(at: exponent)) - Int64(lower.limb(at: exponent)) - borrow
      borrow = difference < 0 ? 1 : 0
      if difference < 0 { difference += Int64(Self.base) }
      limbs.append(UInt32(difference))
    }
    return LongDecimal(limbs: limbs, fractionLimbs: -bottom)
  }

  static func * (left: LongDecimal, right: LongDecimal) -> LongDecimal {
    var limbs = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (index, ours) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (other, theirs) in right.limbs.enumerated() {
        let sum = UInt64(ours) * UInt64(theirs) + UInt64(limbs[index + other]) + carry
        limbs[index + other] = UInt32(sum % base)
        carry = sum / base
      }
      limbs[index + right.limbs.count] = UInt32(carry)
    }
    return LongDecimal(limbs: limbs, fractionLimbs: left.fractionLimbs + right.fractionLimbs)
  }

  /// The digits before and after the point, the fraction in whole limbs.
  var digits: (whole: String, fraction: String) {
    func padded(_ limb: UInt32) -> String {
      let text = String(limb)
      return String(repeating: "0", count: 9 - text.count) + text
    }
    let whole = limbs.dropFirst(fractionLimbs).reversed()
    let leading = whole.first.map { String($0) } ?? "0"
    return (
      leading + whole.dropFirst().map(padded).joined(),
      limbs.prefix(fractionLimbs).reversed().map(padded).joined()
    )
  }
}
