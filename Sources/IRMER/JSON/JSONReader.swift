extension JSONValue {
  /// How deeply arrays and objects may be nested in a document that is read.
  public static let depthMax = 256

  /// Reads one JSON document, strictly: UTF-8, no trailing commas, no comments, each key once.
  ///
  /// - Throws: ``JSONError`` with the place; outside bytes never trap.
  public init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.document()
  }

  /// Reads one JSON document in UTF-8.
  public init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
    let result = bytes.withContiguousStorageIfAvailable { buffer in
      Result<JSONValue, JSONError> { () throws(JSONError) in try JSONValue(parsing: buffer) }
    }
    if let result {
      self = try result.get()
    } else {
      self = try JSONValue(parsing: Array(bytes))
    }
  }

  /// Reads one JSON document.
  public init(parsing text: String) throws(JSONError) {
    self = try JSONValue(parsing: Array(text.utf8))
  }
}

/// A recursive-descent reader over bytes that are not copied.
private struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try self.value()
    skipSpace()
    guard position == bytes.count else { throw JSONError(.malformed, at: position) }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// The next byte after white space, not consumed.
  private mutating func peek() throws(JSONError) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw JSONError(.cutShort, at: position) }
    return bytes[position]
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    switch try peek() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try word("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try word("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try word("null")
      return .null
    case UInt8(ascii: "-"), 0x30...0x39: return .number(try number())
    default: throw JSONError(.malformed, at: position)
    }
  }

  private mutating func word(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count else { throw JSONError(.cutShort, at: position) }
      guard bytes[position] == word.utf8Start[index] else {
        throw JSONError(.malformed, at: position)
      }
      position += 1
    }
  }

  private mutating func enter() throws(JSONError) {
    guard depth < JSONValue.depthMax else { throw JSONError(.tooDeep, at: position) }
    depth += 1
    position += 1
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    var elements: [JSONValue] = []
    if try peek() == UInt8(ascii: "]") {
      position += 1
      depth -= 1
      return .array(elements)
    }
    while true {
      do throws(JSONError) {
        elements.append(try value())
      } catch {
        throw error.inside(String(elements.count))
      }
      if try !another(before: UInt8(ascii: "]")) { return .array(elements) }
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    var members: [JSONObject.Member] = []
    var seen: Set<String> = []
    if try peek() == UInt8(ascii: "}") {
      position += 1
      depth -= 1
      return .object(JSONObject(unique: members))
    }
    while true {
      guard try peek() == UInt8(ascii: "\"") else { throw JSONError(.malformed, at: position) }
      let start = position
      let key = try string()
      guard isNew(key, among: members, &seen) else {
        throw JSONError(.duplicateKey, at: start, path: key)
      }
      guard try peek() == UInt8(ascii: ":") else { throw JSONError(.malformed, at: position) }
      position += 1
      do throws(JSONError) {
        members.append((key, try value()))
      } catch {
        throw error.inside(key)
      }
      if try !another(before: UInt8(ascii: "}")) { return .object(JSONObject(unique: members)) }
    }
  }

  /// Small objects are searched; large ones use a set, so that no document takes quadratic time.
  private func isNew(
    _ key: String, among members: [JSONObject.Member], _ seen: inout Set<String>
  ) -> Bool {
    if members.count < 16 { return !members.contains { $0.key == key } }
    if seen.isEmpty { seen = Set(members.map(\.key)) }
    return seen.insert(key).inserted
  }

  /// Consumes a comma (true) or the closing bracket (false).
  private mutating func another(before close: UInt8) throws(JSONError) -> Bool {
    let byte = try peek()
    guard byte == UInt8(ascii: ",") || byte == close else {
      throw JSONError(.malformed, at: position)
    }
    position += 1
    if byte == close { depth -= 1 }
    return byte != close
  }

  private mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try digits()
    }
    return JSONNumber(verified: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      position += 1
    }
    guard position > start else {
      throw JSONError(position < bytes.count ? .malformed : .cutShort, at: position)
    }
  }

  // MARK: Strings

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try utf8(bytes[start..<position], at: start)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: start) }
      guard byte >= 0x20 else { throw JSONError(.malformed, at: position) }
      position += 1
    }
    throw JSONError(.cutShort, at: position)
  }

  private func utf8(_ slice: some Sequence<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw JSONError(.malformed, at: start)
    }
    return text
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var content = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try utf8(content, at: start)
      case UInt8(ascii: "\\"):
        position += 1
        content.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20:
        throw JSONError(.malformed, at: position)
      default:
        content.append(byte)
        position += 1
      }
    }
    throw JSONError(.cutShort, at: position)
  }

  private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
    guard position < bytes.count else { throw JSONError(.cutShort, at: position) }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw JSONError(.malformed, at: position - 1)
    }
  }

  /// The scalar of `\uXXXX`, or of a surrogate pair; a lone surrogate is an error.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let start = position
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw JSONError(.malformed, at: start) }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw JSONError(.malformed, at: start) }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw JSONError(.cutShort, at: bytes.count) }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: throw JSONError(.malformed, at: position)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
