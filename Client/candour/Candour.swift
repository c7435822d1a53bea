import ArgumentParser
import ProgramArguments
import SiteClient

@main
struct Candour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candour",
    abstract: "Radiation incidents and clinical audits at a site, with or without a network.",
    discussion: """
      Records are kept on this computer and sent to the trust's centre when it can be reached. \
      `candour COMMAND --help` explains a command.

      EXAMPLES
        candour init --site RBD01 --nation england
        candour open
        candour incident log
        candour sync
        candour due

      The store is the folder given by --store, else CANDOUR_STORE, else \
      ${XDG_DATA_HOME:-~/.local/share}/candour.

      EXIT CODES
        0 done
        1 the work failed; what was saved before is kept
        2 the command or an input cannot be used; nothing was changed
        3 the centre could not be reached; your work is safe and will be sent later
        4 the centre refused; your work is safe
        5 the store is damaged or was altered; nothing was written
      """,
    version: CandourVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Every day",
        subcommands: [
          OpenCommand.self, IncidentCommand.self, DueCommand.self, UndeterminedCommand.self,
          MissingCommand.self,
          ExplainCommand.self, ReportCommand.self, ContactsCommand.self,
        ]),
      CommandGroup(
        name: "Audits, registers and themes",
        subcommands: [
          AuditCommand.self, ProcedureCommand.self, EquipmentCommand.self, LicenceCommand.self,
          MarginCommand.self, DoseCommand.self, ThemeCommand.self,
          LessonCommand.self, CodeListCommand.self,
        ]),
      CommandGroup(
        name: "Who changed what",
        subcommands: [
          ConflictsCommand.self, HistoryCommand.self, ChangesCommand.self, RedactCommand.self,
          KnownPeopleCommand.self, EvidenceCommand.self,
        ]),
      CommandGroup(
        name: "The centre and the store",
        subcommands: [
          InitCommand.self, EnrolCommand.self, SyncCommand.self, StatusCommand.self,
          ExportCommand.self, ImportCommand.self, VerifyCommand.self,
          ExportTablesCommand.self, ShareCommand.self,
        ]),
      CommandGroup(
        name: "Rules and help",
        subcommands: [
          AssessCommand.self, EditionsCommand.self, FieldsCommand.self, CompletionsCommand.self,
        ]),
    ])

  /// Runs the command and ends the process with the exit codes that its help lists.
  static func main() async {
    let arguments = ReferenceArguments.joined(Array(CommandLine.arguments.dropFirst()))
    do {
      if let error = ArgumentText.error { throw error }
      try CommandSuggestion.check(arguments, of: Self.self)
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
