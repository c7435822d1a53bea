import ArgumentParser
import ProgramArguments
import Records

/// The centre of one trust, from the command line.
@main
struct CandourServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candour-server",
    abstract: "Merges what a trust's sites record, and shows it to those who answer for it.",
    version: CandourVersion.current,
    subcommands: [
      InitCommand.self, ServeCommand.self, TokenCommand.self, EnrolmentCodeCommand.self,
      EnrolmentAnswerCommand.self,
      UserCommand.self, DeviceCommand.self, BackupCommand.self, RestoreCommand.self,
      RecoveryKeyCommand.self,
      VerifyCommand.self, ImportCommand.self, ExportCommand.self, OverviewCommand.self,
      NotifyCommand.self, OutboxCommand.self, TLSCommand.self,
      DenominatorsCommand.self, FormCommand.self, FHIRCommand.self, LFPSECommand.self,
      RadiotherapyEventsCommand.self,
      TrustCommand.self, NationalCommand.self,
      UpgradeCommand.self, ScrubCommand.self, CopyCommand.self,
    ])

  static func main() async {
    do {
      if let error = ArgumentText.error { throw Failure.unusable(error.code, "\(error.message).") }
      if let problem = tree(Self.self).problem(in: Array(CommandLine.arguments.dropFirst())) {
        throw Failure.unusable("unknown-command", problem)
      }
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.end(with: error)
    }
  }

  private static func tree(_ command: any ParsableCommand.Type) -> CommandTree {
    CommandTree(
      command._commandName, command.configuration.subcommands.map { tree($0) })
  }
}
