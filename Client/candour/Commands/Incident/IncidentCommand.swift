import ArgumentParser

/// `candour incident`
struct IncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "Log, show, edit and settle incidents.",
    discussion: """
      ID is a UUID or a reference such as RBD01-2026-1234561.

      EXAMPLES
        candour incident log
        candour incident list --due
        candour incident set RBD01-2026-1234561 individuals/0/effectiveDose/total=3.2
      """,
    subcommands: [
      IncidentLogCommand.self, IncidentListCommand.self, RecordShowCommand<Incident>.self,
      RecordSetCommand<Incident>.self, RecordNoteCommand<Incident>.self,
      RecordWithdrawCommand<Incident>.self, IncidentJoinCommand.self,
      RecordResolveCommand<Incident>.self,
    ])
}
