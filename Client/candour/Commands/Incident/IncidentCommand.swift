import ArgumentParser

/// `candour incident`
struct IncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "Log, find, show and edit incidents.",
    discussion: """
      ID is a UUID, a reference such as RBD01-2026-1234561, or a part of it that fits one record only.

      EXAMPLES
        candour incident log
        candour incident list --find "wrong side"
        candour incident set RBD01-2026-1234561 individuals/0/effectiveDose/total=3.2
      """,
    subcommands: [
      IncidentLogCommand.self, IncidentListCommand.self, RecordShowCommand<Incident>.self,
      RecordSetCommand<Incident>.self, RecordNoteCommand<Incident>.self,
      RecordActionCommand<Incident>.self, RecordWithdrawCommand<Incident>.self,
      IncidentJoinCommand.self, IncidentNotTheSameCommand.self,
      RecordResolveCommand<Incident>.self,
    ])
}
