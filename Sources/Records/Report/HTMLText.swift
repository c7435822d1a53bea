/// Text inside HTML, in an element or in a quoted attribute.
package enum HTMLText {
  /// The text with every character that HTML reads as its own written as a reference.
  ///
  /// Read by the byte: a quotation mark with a combining accent after it is one `Character` that no
  /// comparison with a quotation mark finds, and yet ends an attribute. A zero byte, which no HTML
  /// may hold, becomes U+FFFD.
  package static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { reference(to: $0) != nil }) else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      if let reference = reference(to: byte) {
        result += reference.utf8
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func reference(to byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case 0: "\u{fffd}"
    default: nil
    }
  }
}
