/// Asks a person at the terminal.
struct Console {
  /// What the person typed up to Enter, pasted lines included; `nil` at the end of input.
  var read: () -> String? = { LineReader.next() }
  var write: (String) -> Void = { StandardOutput.write($0) }
  /// A text written in the person's own editor, beginning with what there is; `nil` without one.
  var edit: (String) -> String? = { TextEditor.edited($0) }

  /// The person wants the question before this one again.
  struct Back: Error {}

  func say(_ text: String = "") {
    write(Output.shown(text, .none, on: .output) + "\n")
  }

  /// One line, or what was pasted, without blanks around it.
  func answer(_ prompt: String = ">") throws -> String {
    write("\(prompt) ")
    guard let line = read() else { throw Self.ended }
    return line.trimmed
  }

  /// What somebody typed who was asked whether something is right.
  enum Reply: Equatable {
    case yes
    case no
    /// Neither: perhaps what they meant in the first place.
    case other(String)
  }

  /// - Parameter same: what, typed again, means yes.
  func reply(to question: String, same: String = "") throws -> Reply {
    say(question)
    while true {
      let typed = try answer("y or n >")
      let answer = typed.lowercased()
      if ["y", "yes"].contains(answer) { return .yes }
      if !same.isEmpty, answer == same.lowercased() { return .yes }
      if ["n", "no"].contains(answer) { return .no }
      guard typed.isEmpty else { return .other(typed) }
      say("Type y or n.")
    }
  }

  func confirms(_ question: String) throws -> Bool {
    var reply = try reply(to: question)
    while case .other = reply {
      say("Type y or n.")
      reply = try self.reply(to: question)
    }
    return reply == .yes
  }

  static let ended = CommandFailure(
    .failed, "interrupted", "Input stopped before the last question. Nothing was saved.")
}

extension StringProtocol {
  /// Without blanks and line ends around it.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
