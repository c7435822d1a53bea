import Foundation

/// The properties of the screen that a stream goes to.
struct Terminal {
  /// Whether the output goes to a person's screen, not to a file or another program.
  let isInteractive: Bool
  /// Columns; `nil` where lines may have any length.
  let width: Int?
  let hasColour: Bool

  static let output = Terminal(STDOUT_FILENO)
  static let error = Terminal(STDERR_FILENO)

  /// Whether a person can be asked something.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  private init(_ descriptor: Int32) {
    isInteractive = isatty(descriptor) == 1
    let environment = ProcessInfo.processInfo.environment
    var size = winsize()
    if !isInteractive {
      width = nil
    } else if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      width = Int(size.ws_col)
    } else {
      width = environment["COLUMNS"].flatMap { Int($0) } ?? 80
    }
    // https://no-color.org: any value but an empty one.
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    hasColour = isInteractive && !refused && environment["TERM"] != "dumb"
  }

  /// For tests and for output that is not a screen.
  init(width: Int?, hasColour: Bool) {
    isInteractive = width != nil
    self.width = width
    self.hasColour = hasColour
  }
}

/// How text is emphasised.
enum Emphasis: String {
  case none = ""
  case strong = "1"
  case faint = "2"
  case danger = "31"
  case good = "32"
  case warning = "33"

  func apply(to text: String, on terminal: Terminal) -> String {
    guard terminal.hasColour, self != .none else { return text }
    return "\u{1b}[\(rawValue)m\(text)\u{1b}[0m"
  }
}

extension String {
  /// Without characters that control a terminal: text in a record may come from anywhere.
  var printable: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(Self.isObeyed(scalar) ? "\u{fffd}" : scalar) }
    return String(scalars)
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0a: false
    case 0..<0x20, 0x7f..<0xa0, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }

  /// Wrapped to lines of at most this many characters, between words; a longer word is not split.
  /// On a very narrow screen, or without one, lines are unchanged.
  func wrapped(to width: Int?) -> [String] {
    let lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let width, width >= 20 else { return lines }
    return lines.flatMap { line in
      var result: [String] = []
      var current = ""
      for word in line.split(separator: " ", omittingEmptySubsequences: false) {
        if !current.isEmpty, current.count + 1 + word.count > width {
          result.append(current)
          current = String(word)
        } else {
          current += (current.isEmpty ? "" : " ") + word
        }
      }
      return result + [current]
    }
  }

  /// On one line.
  var singleLine: String {
    printable.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
