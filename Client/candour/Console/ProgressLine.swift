import Synchronization

/// One line on standard error that is overwritten until the work is done. Silent where no person is
/// watching.
final class ProgressLine: Sendable {
  private let terminal: Terminal
  private let length = Mutex(0)

  init(terminal: Terminal = .error) { self.terminal = terminal }

  func show(_ text: String) {
    guard terminal.isInteractive else { return }
    let shown = String(text.singleLine.prefix(max((terminal.width ?? 80) - 1, 10)))
    length.withLock { length in
      let rest = String(repeating: " ", count: max(length - shown.count, 0))
      StandardError.write("\r\(shown)\(rest)")
      length = shown.count
    }
  }

  /// Leaves the line empty.
  func clear() {
    length.withLock { length in
      guard length > 0 else { return }
      let blank = String(repeating: " ", count: length)
      StandardError.write("\r\(blank)\r")
      length = 0
    }
  }

  /// `████░░░░`
  static func bar(_ fraction: Double, width: Int = 24) -> String {
    let full = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }
}
