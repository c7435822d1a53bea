/// A text as one word of a command that a person may paste into a shell.
///
/// What a command prints may come from another device: a reference that contains `$(…)` or a quote
/// must be an argument, and never a command.
struct ShellWord: CustomStringConvertible {
  let text: String

  init(_ text: String) { self.text = text }

  var description: String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy(Self.isPlain) && text.utf8.first != 0x2d
    return isPlain ? text : "'\(quoted)'"
  }

  /// By scalars: an apostrophe with a combining accent after it is one `Character` that is none, and
  /// yet ends what a shell reads as one word.
  private var quoted: String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": result += "'\\''"
      case "\n", "\r", "\0": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
