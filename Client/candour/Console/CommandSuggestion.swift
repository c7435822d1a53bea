import ArgumentParser
import ProgramArguments

/// Finds the command that may have been meant, before the arguments are read.
enum CommandSuggestion {
  /// - Throws: ``CommandFailure`` where a word in the place of a command is not one.
  static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
    guard let problem = tree(root).problem(in: arguments) else { return }
    throw CommandFailure.unusable(problem, code: "unknown-command")
  }

  private static func tree(_ command: any ParsableCommand.Type) -> CommandTree {
    CommandTree(
      command._commandName, command.configuration.subcommands.map { tree($0) })
  }
}
