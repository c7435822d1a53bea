import ArgumentParser

@main
struct Candour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candour",
    abstract: "Radiation incidents and clinical audits at a site, on line or off.",
    discussion: """
      Records are kept on this device and sent to the trust's centre when it can be reached.

      EXAMPLES
        candour init --site RBD01 --nation england
        candour incident log
        candour sync
        candour due

      The store is the folder given by --store, else CANDOUR_STORE, else \
      ${XDG_DATA_HOME:-~/.local/share}/candour.

      EXIT CODES
        0 done · 1 failed, what was there is kept · 2 not usable, nothing changed
        3 centre not reached, work is queued · 4 centre refused
        5 store damaged or altered
      """,
    version: "0.1.0",
    subcommands: [
      InitCommand.self, IncidentCommand.self, AuditCommand.self, DueCommand.self,
      UndeterminedCommand.self, ConflictsCommand.self, ExplainCommand.self, MissingCommand.self,
      HistoryCommand.self, ChangesCommand.self, ReportCommand.self, RedactCommand.self,
      EnrolCommand.self, SyncCommand.self, StatusCommand.self, ExportCommand.self,
      ImportCommand.self, VerifyCommand.self,
      ProcedureCommand.self, EquipmentCommand.self, LicenceCommand.self, MarginCommand.self,
      ThemeCommand.self,
      AssessCommand.self,
      EditionsCommand.self, FieldsCommand.self, CompletionsCommand.self, ManualCommand.self,
    ])

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
