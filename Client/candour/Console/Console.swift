/// Asks a person at the terminal.
struct Console {
  /// What the person typed up to Enter, pasted lines included; `nil` at the end of input.
  var read: () -> String? = { LineReader.next() }
  var write: (String) -> Void = { StandardOutput.write($0) }
  /// A text edited in the person's own editor, starting with the present text; `nil` without one.
  var edit: (String) -> String? = { TextEditor.edited($0) }

  /// What is said where the input ends before the last question.
  var endedWords = "Input stopped before the last question. Nothing was saved."

  /// The person wants to return to the question before this one.
  struct Back: Error {}

  func say(_ text: String = "") {
    write(Output.shown(text, .none, on: .output) + "\n")
  }

  /// One line, or what was pasted, without blanks around it.
  func answer(_ prompt: String = ">") throws -> String {
    write("\(prompt) ")
    guard let line = read() else {
      throw CommandFailure(.failed, "interrupted", endedWords)
    }
    return line.trimmed
  }

  /// A person's reply to the question whether something is right.
  enum Reply: Equatable {
    case yes
    case no
    /// Neither: possibly a corrected answer.
    case other(String)
  }

  /// - Parameter same: an answer that means yes when it is typed again.
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
}

extension StringProtocol {
  /// Without blanks and line ends around it.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
