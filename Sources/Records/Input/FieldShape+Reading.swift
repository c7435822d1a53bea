import IRMER
import Replication

// Checks an incoming value against the shape of its field.

extension FieldShape {
  static let labelBytesMax = 2_000
  static let proseBytesMax = 100_000
  /// A quantity longer than this is a mistake, not a dose.
  static let quantityBytesMax = 1_001

  /// - Returns: `nil` where the value is absent: `null`, or an empty text.
  func value(reading json: JSONValue, at field: String) throws(ValidationError) -> Value? {
    switch json {
    case .null: return nil
    case .string(let text):
      let text = try checked(text, at: field)
      return text.isEmpty ? nil : try value(of: text, at: field)
    case .number(let number): return try value(of: number, at: field)
    case .bool(let flag):
      switch self {
      case .flag, .anything: return .flag(flag)
      default: throw mismatch(at: field)
      }
    case .array, .object: throw mismatch(at: field)
    }
  }

  private func checked(_ text: String, at field: String) throws(ValidationError) -> String {
    let limit = self == .label || self == .year ? Self.labelBytesMax : Self.proseBytesMax
    guard text.utf8.count <= limit else {
      throw ValidationError("too-long", "at most \(limit) bytes of text", field: field)
    }
    guard !text.utf8.contains(0) else {
      throw ValidationError("control-character", "holds a character that is not text", field: field)
    }
    return text.contains { !$0.isWhitespace } ? text : ""
  }

  private func value(of text: String, at field: String) throws(ValidationError) -> Value {
    switch self {
    case .label, .prose, .anything, .suggestion: return .text(text)
    case .year:
      let isYear = text.utf8.count == 4 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
      return isYear ? .number(text) : .text(text)
    case .date:
      guard CalendarDate(text) != nil else { throw noSuchDate(text, at: field) }
      return .text(text)
    case .dateTime:
      let text = Self.withSeconds(text)
      guard CalendarDate(text) != nil || Moment(text) != nil else {
        throw noSuchDate(text, at: field)
      }
      return .text(text)
    case .quantity, .percent: return .text(try Self.quantity(text, self, at: field))
    case .signed: return .text(try Self.signed(text, at: field))
    case .choice(let words):
      guard words.contains(text) else { throw unknownWord(words, at: field, meant: text) }
      return .text(text)
    case .count, .flag, .object, .list, .keyed: throw mismatch(at: field)
    }
  }

  private func value(of number: JSONNumber, at field: String) throws(ValidationError) -> Value {
    switch self {
    case .label, .prose, .suggestion: return .text(number.text)
    case .year:
      guard let year = number.integer, (1000...9999).contains(year) else {
        throw ValidationError("not-a-year", "must be a year such as 2026", field: field)
      }
      return .number(String(year))
    case .anything: return .number(number.text)
    case .signed: return .text(try Self.signed(number.text, at: field))
    case .quantity, .percent:
      guard number.text.first != "-" else { throw negative(at: field) }
      guard let plain = number.plainDigits else {
        throw ValidationError("not-a-quantity", "an exponent beyond 99", field: field)
      }
      return .text(try Self.quantity(plain, self, at: field))
    case .count(let limit):
      guard number.text.first != "-" else { throw negative(at: field) }
      guard let count = number.integer, count <= limit else {
        throw ValidationError(
          "not-a-count", "must be a whole number from 0 to \(limit)", field: field)
      }
      return .number(String(count))
    case .date, .dateTime: throw noSuchDate(number.text, at: field)
    case .choice(let words): throw unknownWord(words, at: field)
    case .flag, .object, .list, .keyed: throw mismatch(at: field)
    }
  }

  /// `2026-11-20T10:00Z` in the form of RFC 3339, with seconds.
  private static func withSeconds(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count > 16, bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] != UInt8(ascii: ":")
    else { return text }
    let whole = String(decoding: bytes[..<16] + Array(":00".utf8) + bytes[16...], as: UTF8.self)
    return Moment(whole) == nil ? text : whole
  }

  private static func signed(
    _ text: String, at field: String
  ) throws(ValidationError) -> String {
    guard text.first == "-" else { return try quantity(text, .quantity, at: field) }
    return try "-" + quantity(String(text.dropFirst()), .quantity, at: field)
  }

  /// The digits of a quantity in the unit of its field, whatever unit it was typed in.
  private static func quantity(
    _ text: String, _ shape: FieldShape, at field: String
  ) throws(ValidationError) -> String {
    if text.first == "-" {
      throw ValidationError("negative", "must not be negative", field: field)
    }
    let digits = isDecimal(text) ? text : try typed(text, shape, at: field)
    guard digits.utf8.count <= quantityBytesMax else {
      throw ValidationError("too-long", "has too many digits to be a quantity", field: field)
    }
    if shape == .percent, !Percentage.isAtMostHundred(digits) {
      throw ValidationError("beyond-100", "a percentage is at most 100", field: field)
    }
    return digits
  }

  private static func isDecimal(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { 0x30...0x39 ~= $0 } }
  }

  /// With a unit, or with separators of thousands.
  private static func typed(
    _ text: String, _ shape: FieldShape, at field: String
  ) throws(ValidationError) -> String {
    let unit = FieldUnit.of(field)
    let number = unit.map { "a number in \($0.name)" } ?? "a number"
    switch text.utf8.count <= quantityBytesMax ? AmountInput(text) : nil {
    case .one(let amount):
      if amount.unit.isEmpty || shape == .percent && amount.unit == "%" { return amount.digits }
      if let value = unit?.converted(amount.digits, from: amount.unit) { return value }
      let accepted = unit.map { "can be typed in \($0.accepted.joined(separator: ", "))" }
      throw ValidationError("unknown-unit", accepted ?? "takes no unit here", field: field)
    case .range:
      throw ValidationError(
        "not-a-quantity",
        "takes one number; a range belongs in a dose estimate, as its low and its high value",
        field: field)
    case nil:
      throw ValidationError(
        "not-a-quantity",
        "must be \(number), such as 22.4: a point for decimals, a comma for thousands only",
        field: field)
    }
  }

  private func negative(at field: String) -> ValidationError {
    ValidationError("negative", "must not be negative", field: field)
  }

  private func noSuchDate(_ text: String, at field: String) -> ValidationError {
    let form =
      self == .date
      ? "date: type it as 20/11/2026 or 2026-11-20"
      : "date or time: type it as 2026-11-20 or 2026-11-20T10:00Z"
    let typed = text.count > 40 ? "\(text.prefix(40))…" : text
    return ValidationError("no-such-date", "“\(typed)” is not a \(form)", field: field)
  }

  private func unknownWord(
    _ words: [String], at field: String, meant typed: String = ""
  ) -> ValidationError {
    let near = NearestWord.value(typed, among: words).map { ". Did you mean \($0)?" } ?? ""
    return ValidationError(
      "unknown-value", "must be one of \(words.joined(separator: ", "))\(near)", field: field)
  }

  func mismatch(at field: String) -> ValidationError {
    ValidationError("wrong-type", "must be \(name)", field: field)
  }

  /// What the field holds, in the words of a sentence.
  var name: String {
    switch self {
    case .label, .prose: "text"
    case .date: "a date"
    case .dateTime: "a date or a date and time"
    case .quantity, .percent, .signed: "a number"
    case .count: "a whole number"
    case .year: "a year"
    case .flag: "true or false"
    case .choice(let words), .suggestion(let words): "one of \(words.joined(separator: ", "))"
    case .object, .keyed: "an object"
    case .list: "a list"
    case .anything: "one value"
    }
  }
}

extension JSONNumber {
  /// The number without an exponent; nil where the exponent is beyond ±99.
  var plainDigits: String? {
    let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
    guard parts.count == 2 else { return text }
    guard let exponent = Int(parts[1]), (-99...99).contains(exponent) else { return nil }
    let mantissa = parts[0].split(separator: ".")
    var whole = String(mantissa[0])
    var fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
    if exponent >= 0 {
      fraction += String(repeating: "0", count: max(0, exponent - fraction.count))
      whole += fraction.prefix(exponent)
      fraction = String(fraction.dropFirst(exponent))
    } else {
      whole = String(repeating: "0", count: max(0, 1 - exponent - whole.count)) + whole
      fraction = whole.suffix(-exponent) + fraction
      whole = String(whole.dropLast(-exponent))
    }
    let trimmed = whole.drop { $0 == "0" }
    return (trimmed.isEmpty ? "0" : trimmed) + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension FieldShape {
  /// Whether words are stored as typed: `7` in a text is the text "7".
  var takesWords: Bool {
    switch self {
    case .label, .prose, .suggestion, .choice, .date, .dateTime: true
    default: false
    }
  }
}
