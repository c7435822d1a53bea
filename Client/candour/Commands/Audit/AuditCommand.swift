import ArgumentParser

/// `candour audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Plan, carry out and report clinical audits.",
    discussion: """
      proposed → approved → collecting → analysed → first-report-issued → actions-in-progress → \
      second-report-issued → re-audit-due → closed. `show` says what the next stage still needs.

      EXAMPLES
        candour audit plan --from audit.json
        candour audit set ID status=approved
        candour audit data ID --from cases.csv
        candour audit result ID --standard S1 --numerator 48 --denominator 50
      """,
    subcommands: [
      AuditPlanCommand.self, AuditListCommand.self, RecordShowCommand<Audit>.self,
      RecordSetCommand<Audit>.self, AuditDataCommand.self, AuditResultCommand.self,
      RecordActionCommand<Audit>.self,
      AuditReportCommand.self, RecordNoteCommand<Audit>.self, RecordWithdrawCommand<Audit>.self,
      RecordResolveCommand<Audit>.self,
    ])
}
