import IRMER

/// Reads what a command is given: a file, or standard input for `-`.
enum Input {
  static func bytes(_ name: String) throws(CommandFailure) -> [UInt8] {
    var reader = try InputReader(name)
    return try reader.whole()
  }

  static func json(_ name: String) throws(CommandFailure) -> JSONValue {
    try json(try bytes(name))
  }

  static func json(_ bytes: some Collection<UInt8>) throws(CommandFailure) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw CommandFailure(
        .unusable, "malformed-json", "\(error)", field: error.path.isEmpty ? nil : error.path)
    }
  }
}
