internal import IRMER

/// A program's commands by name, to suggest one where a word is not a command.
public struct CommandTree: Sendable {
  /// As it is typed.
  let name: String
  /// The commands below it; empty where it takes arguments of its own.
  let commands: [CommandTree]

  /// - Parameters:
  ///   - name: as it is typed, without the names of the commands above it.
  ///   - commands: those below it.
  public init(_ name: String, _ commands: [CommandTree] = []) {
    (self.name, self.commands) = (name, commands)
  }

  /// The message about the first word that is in a command's place and is not a command; `nil` where
  /// there is none.
  ///
  /// - Parameter arguments: as typed, without the program's own name. `help incident lgo` is
  ///   searched, too.
  public func problem(in arguments: [String]) -> String? {
    var command = self
    var typed: [String] = []
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    for word in words {
      guard !command.commands.isEmpty, word.first != "-", word != "help" else { return nil }
      guard let next = command.commands.first(where: { $0.name == word }) else {
        return problem(of: word, after: typed, among: command.commands.map(\.name))
      }
      command = next
      typed.append(word)
    }
    return nil
  }

  private func problem(of word: String, after typed: [String], among names: [String]) -> String {
    let question = meant(word, among: names).map { "Did you mean \($0)?" }
    let help = ([name] + typed + ["--help"]).joined(separator: " ")
    return "Unknown command “\((typed + [word]).joined(separator: " "))”. "
      + (question ?? "There are: \(names.joined(separator: ", ")).") + " See `\(help)`."
  }

  /// A command at this place, or those with this very name below others, three at most.
  private func meant(_ word: String, among names: [String]) -> String? {
    if let near = NearestWord.to(word, among: names) { return near }
    let begun = names.filter { $0.hasPrefix(word) }
    if begun.count == 1 { return begun[0] }
    let parents = commands.filter { $0.commands.contains { $0.name == word } }.prefix(3)
    return parents.isEmpty ? nil : parents.map { "\($0.name) \(word)" }.joined(separator: " or ")
  }
}
