import Foundation
import Synchronization

/// Reads what a person types up to Enter, and accepts pasted text unchanged, with its line ends.
///
/// The terminal's own line editing keeps at most 4,095 bytes of a line and ends at each line of a
/// paste. So the reader edits the line itself, with bracketed paste: backspace, Ctrl-U and Ctrl-W.
enum LineReader {
  /// A narrative holds at most 100 kB; a longer text is refused by the record, not cut here.
  private static let bytesMax = 1 << 20

  /// The settings to restore when a signal ends the process.
  private static let saved = Mutex<termios?>(nil)

  /// - Returns: `nil` at the end of input.
  static func next() -> String? {
    guard isatty(STDIN_FILENO) == 1, var settings = current() else {
      return readLine(strippingNewline: true)
    }
    saved.withLock { $0 = settings }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    StandardOutput.write(TypedLine.pasteOn)
    defer { restore() }
    var line = TypedLine()
    while line.bytes.count < bytesMax {
      var byte: UInt8 = 0
      let count = Foundation.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return line.bytes.isEmpty ? nil : line.text }
      switch line.take(byte) {
      case .show(let text): StandardOutput.write(text)
      case .ended:
        StandardOutput.write("\n")
        return line.text
      case .endOfInput: return nil
      }
    }
    return line.text
  }

  /// Restores the terminal's settings; also called from a signal handler.
  static func restore() {
    saved.withLock { settings in
      guard var kept = settings else { return }
      StandardOutput.write(TypedLine.pasteOff)
      tcsetattr(STDIN_FILENO, TCSADRAIN, &kept)
      settings = nil
    }
  }

  private static func current() -> termios? {
    var settings = termios()
    return tcgetattr(STDIN_FILENO, &settings) == 0 ? settings : nil
  }
}

/// A line as it is typed, byte by byte: the accepted text, and what the screen has to show.
struct TypedLine {
  static let pasteOn = "\u{1b}[?2004h"
  static let pasteOff = "\u{1b}[?2004l"

  enum Step: Equatable {
    case show(String)
    case ended
    case endOfInput
  }

  private enum Mode: Equatable {
    case typing
    /// Between `ESC [200~` and `ESC [201~`: control characters have no effect.
    case pasting
  }

  private(set) var bytes: [UInt8] = []
  private var mode = Mode.typing
  /// An escape sequence that is not yet complete.
  private var escape: [UInt8] = []
  /// Of a character of several bytes: shown once it is complete.
  private var shownCount = 0

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func take(_ byte: UInt8) -> Step {
    if !escape.isEmpty || byte == 0x1b { return takeEscape(byte) }
    switch (mode, byte) {
    case (.pasting, 0x0d), (.pasting, 0x0a): return append(0x0a)
    case (.typing, 0x0d), (.typing, 0x0a): return end()
    case (.typing, 0x04): return bytes.isEmpty ? .endOfInput : .show("")
    case (.typing, 0x7f), (.typing, 0x08): return erase { $0.removeLast() }
    case (.typing, 0x15): return erase { $0.removeAll() }
    case (.typing, 0x17):
      return erase { text in
        while text.last?.isWhitespace ?? false { text.removeLast() }
        while let last = text.last, !last.isWhitespace { text.removeLast() }
      }
    case (_, 0..<0x20) where byte != 0x09: return .show("")
    default: return append(byte)
    }
  }

  /// What is not UTF-8 is asked again: read as text it would lose characters for good.
  private mutating func end() -> Step {
    guard String(validating: bytes, as: UTF8.self) == nil else { return .ended }
    (bytes, shownCount) = ([], 0)
    return .show("\nThis is not UTF-8: set the terminal to UTF-8. Type the line again:\n")
  }

  private mutating func append(_ byte: UInt8) -> Step {
    bytes.append(byte)
    guard let shown = String(validating: bytes[shownCount...], as: UTF8.self) else {
      return .show("")
    }
    shownCount = bytes.count
    return .show(shown.printable)
  }

  /// Erases characters and overwrites them on the screen, as far as they are on its last line.
  private mutating func erase(_ change: (inout String) -> Void) -> Step {
    var text = text
    guard !text.isEmpty else { return .show("") }
    let before = text.count
    change(&text)
    bytes = Array(text.utf8)
    shownCount = bytes.count
    return .show(String(repeating: "\u{8} \u{8}", count: before - text.count))
  }

  /// The two marks of a paste are recognised; arrows and similar keys do nothing.
  private mutating func takeEscape(_ byte: UInt8) -> Step {
    escape.append(byte)
    let isComplete =
      escape.count > 2 && (0x40...0x7e).contains(byte)
      || escape.count == 2 && byte != 0x5b
        && byte != 0x4f
    guard isComplete || escape.count > Self.escapeMax else { return .show("") }
    switch escape {
    case Array("\u{1b}[200~".utf8): mode = .pasting
    case Array("\u{1b}[201~".utf8): mode = .typing
    default: break
    }
    escape = []
    return .show("")
  }

  /// No sequence that a keyboard sends is longer.
  private static let escapeMax = 16
}
