import ArgumentParser
import IRMER

/// Finds the command that may have been meant, before the arguments are read.
enum CommandSuggestion {
  /// - Throws: ``CommandFailure`` where a word in the place of a command is not one.
  static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
    var command = root
    var name: [String] = []
    for word in arguments {
      let children = command.configuration.subcommands
      guard !children.isEmpty, word.first != "-", word != "help" else { return }
      let names = children.compactMap { $0.configuration.commandName }
      if let next = children.first(where: { $0.configuration.commandName == word }) {
        command = next
        name.append(word)
        continue
      }
      let typed = (name + [word]).joined(separator: " ")
      let help = (["candour"] + name + ["--help"]).joined(separator: " ")
      throw CommandFailure.unusable(
        "Unknown command “\(typed)”. "
          + (meant(word, among: names, below: root).map { "Did you mean \($0)?" }
            ?? "There are: \(names.joined(separator: ", ")).") + " See `\(help)`.",
        code: "unknown-command")
    }
  }

  /// A command at this level, or one of another level with this name.
  private static func meant(
    _ word: String, among names: [String], below root: any ParsableCommand.Type
  ) -> String? {
    if let near = NearestWord.to(word, among: names) { return near }
    for child in root.configuration.subcommands {
      let below = child.configuration.subcommands.compactMap { $0.configuration.commandName }
      guard let found = below.first(where: { $0 == word }) else { continue }
      return "\(child.configuration.commandName ?? "") \(found)"
    }
    return nil
  }
}
