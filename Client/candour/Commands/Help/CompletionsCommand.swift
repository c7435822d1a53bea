import ArgumentParser

/// `candour completions`
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a completion script for a shell.",
    discussion: """
      EXAMPLES
        candour completions bash > ~/.local/share/bash-completion/completions/candour
        candour completions zsh > ~/.zsh/completions/_candour
        candour completions fish > ~/.config/fish/completions/candour.fish
      """)

  @Argument(
    help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"),
    completion: .list(["bash", "zsh", "fish"]))
  var shell: String

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else {
      throw CommandFailure(.unusable, "unknown-shell", "the shells are bash, zsh and fish")
    }
    StandardOutput.write(Candour.completionScript(for: shell) + "\n")
  }
}
