import SiteClient

/// One JSON array on standard output, written element by element: it may be longer than memory.
///
/// The text is that of ``Output/print(_:)`` for the same array.
struct JSONListing {
  private static let bufferMax = 1 << 16

  private let isPretty: Bool
  private var buffer: [UInt8] = []
  private var isEmpty = true
  private let write: ([UInt8]) -> Void

  /// - Parameter write: takes the text piece by piece.
  init(isPretty: Bool, write: @escaping ([UInt8]) -> Void) {
    (self.isPretty, self.write) = (isPretty, write)
  }

  init(to output: Output) {
    self.init(isPretty: output.terminal.isInteractive) { StandardOutput.write($0) }
  }

  mutating func add(_ value: JSONValue) {
    buffer += (isEmpty ? "[" : ",").utf8
    isEmpty = false
    if isPretty {
      for line in value.serialized(.pretty).split(separator: "\n") { buffer += "\n  \(line)".utf8 }
    } else {
      buffer += value.serializedBytes(.compact)
    }
    if buffer.count > Self.bufferMax { flush() }
  }

  /// Ends the array.
  mutating func end() {
    buffer += (isEmpty ? "[]\n" : isPretty ? "\n]\n" : "]\n").utf8
    flush()
  }

  private mutating func flush() {
    write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
