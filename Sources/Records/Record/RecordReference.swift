/// How people refer to a record: `RBD02-2026-484172109`, the site, the year and digits.
///
/// The site in a reference is the site that owns the record. The digits are drawn at random for
/// each record, so that two offline replicas need no agreement; those of older records begin with
/// six digits of their log, and stay as they are.
public struct RecordReference: Hashable, Sendable, CustomStringConvertible {
  /// The code of the site that drew it.
  public let site: String
  /// The year in which it was drawn.
  public let year: String
  /// The digits without grouping.
  public let digits: String

  /// The fewest digits by which a record may be named.
  public static let partDigitsMin = 4

  /// - Returns: `nil` unless the text is a whole reference, in capital letters and without spaces.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let reference = text.withUTF8({ Self(bytes: $0) }) else { return nil }
    self = reference
  }

  /// By bytes: the store asks for each record that it merges.
  private init?(bytes: UnsafeBufferPointer<UInt8>) {
    let hyphen = UInt8(ascii: "-")
    guard let first = bytes.firstIndex(of: hyphen),
      let second = bytes[(first + 1)...].firstIndex(of: hyphen)
    else { return nil }
    let parts = (bytes[..<first], bytes[(first + 1)..<second], bytes[(second + 1)...])
    guard Self.isCode(parts.0), Self.areDigits(parts.1, 4...5), Self.areDigits(parts.2, 1...24)
    else { return nil }
    site = String(decoding: parts.0, as: UTF8.self)
    year = String(decoding: parts.1, as: UTF8.self)
    digits = String(decoding: parts.2, as: UTF8.self)
  }

  /// Draws a reference of a year.
  public static func draw(
    site: String, year: Int, using generator: inout some RandomNumberGenerator
  ) -> RecordReference? {
    let text = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - text.count)) + text
    let number = Int.random(in: 100_000_000...999_999_999, using: &generator)
    return RecordReference("\(site)-\(padded)-\(number)")
  }

  public var description: String { "\(site)-\(year)-\(digits)" }

  /// For people, who read digits in threes: `RBD02-2026-484 172 109`.
  public var grouped: String { "\(site)-\(year)-\(Self.inThrees(digits))" }

  /// A reference, or its substitute, as people read it.
  public static func grouped(_ text: String) -> String { RecordReference(text)?.grouped ?? text }

  /// Every complete reference in a text, as people read it, except in a command to copy: the text
  /// after `candour` on a line stays as it is typed.
  public static func grouped(in text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "-")) else { return text }
    return text.replacing(#/\b[A-Z0-9]{2,16}-[0-9]{4,5}-[0-9]{6,24}\b/#) { match in
      let line =
        text[..<match.range.lowerBound].split(
          separator: "\n", omittingEmptySubsequences: false
        ).last ?? ""
      return line.contains("candour ") ? String(match.output) : grouped(String(match.output))
    }
  }

  /// What somebody typed, in capital letters and without the spaces or hyphens between groups of
  /// digits.
  public static func normalized(_ typed: some StringProtocol) -> String {
    let scalars = typed.uppercased().unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
      if isSpace(scalar) { return nil }
      return isHyphen(scalar) ? "-" : scalar
    }
    let text = String(String.UnicodeScalarView(scalars))
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    func areGroups(from start: Int) -> Bool {
      parts[start...].allSatisfy { areDigits($0.utf8, 1...3) }
    }
    if parts.count > 3, isCode(parts[0].utf8), areDigits(parts[1].utf8, 4...5), areGroups(from: 2) {
      return "\(parts[0])-\(parts[1])-\(parts[2...].joined())"
    }
    if parts.count > 2, areDigits(parts[0].utf8, 4...5), areGroups(from: 1) {
      return "\(parts[0])-\(parts[1...].joined())"
    }
    return parts.count > 1 && areGroups(from: 0) ? parts.joined() : text
  }

  /// Whether a part of a reference, normalized, may name a record at all: only digits, or the start
  /// of a reference with or without its site, with at least four of its digits.
  public static func mayName(_ part: String) -> Bool {
    let parts = part.split(separator: "-", omittingEmptySubsequences: false)
    guard let last = parts.last, areDigits(last.utf8, partDigitsMin...24) else { return false }
    switch parts.count {
    case 1: return true
    case 2: return areDigits(parts[0].utf8, 4...5)
    case 3: return isCode(parts[0].utf8) && areDigits(parts[1].utf8, 4...5)
    default: return false
    }
  }

  /// Whether a part that ``mayName(_:)`` admits is a part of this reference.
  public func contains(part: String) -> Bool {
    part.contains("-")
      ? description.hasPrefix(part) || "\(year)-\(digits)".hasPrefix(part) : digits.contains(part)
  }

  private static func inThrees(_ digits: String) -> String {
    var result = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, place % 3 == 0 { result.append(" ") }
      result.append(digit)
    }
    return result
  }

  private static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
    ("\u{2010}"..."\u{2015}").contains(scalar)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\u{a0}" || scalar == "\u{202f}" || scalar == "\t"
  }

  private static func isCode(_ bytes: some Collection<UInt8>) -> Bool {
    (2...16).contains(bytes.count)
      && bytes.allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 }
  }

  private static func areDigits(
    _ bytes: some Collection<UInt8>, _ count: ClosedRange<Int>
  ) -> Bool {
    count.contains(bytes.count) && bytes.allSatisfy { 0x30...0x39 ~= $0 }
  }
}
