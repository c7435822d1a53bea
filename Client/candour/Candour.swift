import ArgumentParser

@main
struct Candour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candour",
    abstract: "Radiation incidents and clinical audits at a site, on line or off.",
    subcommands: [AssessCommand.self, EditionsCommand.self])

  /// Runs the command and ends the process with the exit codes of `contracts.md` section 1.
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let isJSON = arguments.contains("--json") || arguments.contains("--lines")
      CommandFailure.end(by: error, of: Self.self, asJSON: isJSON)
    }
  }
}
