/// Asks a person at the terminal.
struct Console {
  /// One line of what the person typed; `nil` at the end of input.
  var read: () -> String? = { readLine(strippingNewline: true) }
  var write: (String) -> Void = { print($0, terminator: "") }

  /// The person wants the question before this one again.
  struct Back: Error {}

  func say(_ text: String) { write(text + "\n") }

  /// - Returns: what was typed, the default for nothing; `nil` for “don't know”.
  /// - Throws: ``Back`` for `<`.
  func ask(_ question: String, default standard: String? = nil) throws -> String? {
    write("\(question)\(standard.map { " [\($0)]" } ?? "") ")
    guard let line = read() else {
      throw CommandFailure(.failed, "interrupted", "the answers ended; nothing was logged")
    }
    let answer = line.drop { $0.isWhitespace }
    if answer.isEmpty { return standard }
    if answer == "<" { throw Back() }
    return ["?", "don't know", "dont know"].contains(answer.lowercased()) ? nil : String(answer)
  }

  /// - Returns: the chosen option's key; `nil` for “don't know”.
  func choose(_ question: String, _ options: [(key: String, words: String)]) throws -> String? {
    say(question)
    for (index, option) in options.enumerated() { say("  \(index + 1)  \(option.words)") }
    while let answer = try ask(">") {
      if let number = Int(answer), options.indices.contains(number - 1) {
        return options[number - 1].key
      }
      let folded = answer.lowercased()
      let fitting = options.filter {
        $0.key == folded || $0.words.lowercased().hasPrefix(folded)
      }
      if fitting.count == 1 || fitting.first?.key == folded { return fitting[0].key }
      say("A number from 1 to \(options.count), the words themselves, or Enter.")
    }
    return nil
  }
}
