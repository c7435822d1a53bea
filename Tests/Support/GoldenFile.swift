internal import Foundation

/// The bytes of a format as some version wrote them, committed beside the tests.
///
/// Every later version must read them to the same values. They are rewritten by `UPDATE_GOLDEN=1
/// swift test --filter Golden`; a change in them is a change of the format, and needs a new version
/// beside the old one.
public struct GoldenFile: Sendable, CustomStringConvertible {
  public let name: String
  private let path: String

  /// - Parameter test: the file of the test that asks; the bytes are in `Golden/` beside it.
  public init(_ name: String, beside test: String = #filePath) {
    self.name = name
    path =
      test[..<(test.lastIndex(of: "/") ?? test.startIndex)] + "/Golden/\(name).hex"
  }

  public var description: String { name }

  /// Whether the files are to be written from the code, not compared with it.
  public static var isUpdating: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"
  }

  /// Reads hexadecimal digits; whitespace and anything after `#` is skipped.
  public func bytes() throws -> [UInt8] {
    try Self.bytes(of: String(contentsOfFile: path, encoding: .utf8))
  }

  public static func bytes(of text: String) throws -> [UInt8] {
    var digits = ""
    for line in text.split(separator: "\n") {
      digits += line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
    }
    var result: [UInt8] = []
    var rest = digits[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 else {
        throw CocoaError(.fileReadCorruptFile)
      }
      result.append(byte)
      rest = rest.dropFirst(2)
    }
    return result
  }

  /// Writes the file, 32 bytes a line.
  public func write(_ bytes: [UInt8]) throws {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 32) {
      let line = bytes[start..<min(start + 32, bytes.count)]
      text += line.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\n"
    }
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// The file's bytes; where files are being updated, the given ones, which it then holds.
  public func expected(updatingTo bytes: @autoclosure () throws -> [UInt8]) throws -> [UInt8] {
    if Self.isUpdating { try write(try bytes()) }
    return try self.bytes()
  }
}
