import SiteClient

/// The destination of results: standard output, as JSON or for people. Everything else goes to
/// standard error.
struct Output {
  let isJSON: Bool
  let terminal: Terminal

  init(isJSON: Bool, terminal: Terminal = .output) {
    (self.isJSON, self.terminal) = (isJSON, terminal)
  }

  /// One JSON document.
  func print(_ value: JSONValue) {
    Output.write(value.serialized(terminal.isInteractive ? .pretty : .compact) + "\n")
  }

  /// One line of JSON Lines.
  func printLine(_ value: JSONValue) { Output.write(value.serialized() + "\n") }

  func line(_ text: String = "", _ emphasis: Emphasis = .none) {
    Output.write(Self.shown(text, emphasis, on: terminal) + "\n")
  }

  /// A line of a command that wrote something: a reference is not split, so that scripts and people
  /// can copy it.
  func written(_ text: String, _ emphasis: Emphasis = .none) {
    Output.write(Self.wrapped(text, emphasis, on: terminal) + "\n")
  }

  /// For people, with references in groups.
  static func shown(_ text: String, _ emphasis: Emphasis, on terminal: Terminal) -> String {
    wrapped(RecordReference.grouped(in: text), emphasis, on: terminal)
  }

  /// Wrapped between words at the width of the screen, and indented like its start.
  private static func wrapped(
    _ text: String, _ emphasis: Emphasis, on terminal: Terminal
  ) -> String {
    let indent = text.prefix { $0 == " " }
    let width = terminal.width.map { $0 - indent.count }
    let lines = text.dropFirst(indent.count).description.printable.wrapped(to: width)
    return emphasis.apply(to: indent + lines.joined(separator: "\n" + indent), on: terminal)
  }

  /// Names and their values, aligned within their block.
  func pairs(_ pairs: [(String, String)]) {
    let width = pairs.reduce(0) { max($0, $1.0.count) }
    for (name, value) in pairs {
      let space = String(repeating: " ", count: width - name.count + 2)
      let lines = RecordReference.grouped(in: value).printable.wrapped(
        to: terminal.width.map { $0 - width - 2 })
      let indented = lines.joined(separator: "\n" + String(repeating: " ", count: width + 2))
      Output.write(Emphasis.faint.apply(to: name, on: terminal) + space + indented + "\n")
    }
  }

  func table(_ table: Table) {
    for line in table.lines(on: terminal) { Output.write(line + "\n") }
  }

  private static func write(_ text: String) { StandardOutput.write(text) }

  /// A remark that is not part of the result.
  static func note(_ text: String, _ emphasis: Emphasis = .none) {
    StandardError.write(
      emphasis.apply(to: RecordReference.grouped(in: text).printable, on: .error) + "\n")
  }
}
