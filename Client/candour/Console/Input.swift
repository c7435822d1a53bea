import SiteClient

/// Reads a command's input: a file, or standard input for `-`.
enum Input {
  static func bytes(_ name: String) throws(CommandFailure) -> [UInt8] {
    var reader = try InputReader(name)
    return try reader.whole()
  }

  static func json(_ name: String) throws(CommandFailure) -> JSONValue {
    try json(try bytes(name))
  }

  /// - Parameter line: which line of its file the text begins on.
  static func json(
    _ bytes: some Collection<UInt8>, line: Int = 1
  ) throws(CommandFailure) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw CommandFailure(
        .unusable, "malformed-json", displayText(of: error, in: Array(bytes), from: line),
        field: error.path.isEmpty ? nil : error.path)
    }
  }

  /// Where to look, by line and character, and the common mistakes there.
  static func displayText(of error: JSONError, in bytes: [UInt8], from first: Int = 1) -> String {
    guard bytes.contains(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) else {
      return "the input is empty"
    }
    let before = bytes.prefix(error.offset)
    let line = before.count { $0 == 0x0a } + first
    let column = before.reversed().prefix { $0 != 0x0a }.count + 1
    let what =
      switch error.code {
      case .malformed: hint(bytes, at: error.offset) ?? "this is not JSON"
      case .cutShort: "the text ends before it is complete: a bracket or quote is not closed"
      case .duplicateKey: "a name is given twice"
      case .tooDeep: "it is nested too deeply"
      }
    return "line \(line), character \(column): \(what)"
  }

  private static func hint(_ bytes: [UInt8], at offset: Int) -> String? {
    guard bytes.indices.contains(offset) else { return nil }
    let last = bytes[..<offset].last { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    switch bytes[offset] {
    case UInt8(ascii: "'"): return "names and texts need double quotes"
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      return last == UInt8(ascii: ",") ? "there is a comma too many before it" : nil
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return last == UInt8(ascii: "{") || last == UInt8(ascii: ",")
        ? "names need double quotes" : nil
    default: return nil
    }
  }
}
