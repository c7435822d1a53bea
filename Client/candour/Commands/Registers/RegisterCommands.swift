import ArgumentParser

/// `candour procedure`
struct ProcedureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "procedure",
    abstract: "The register of employer's procedures: versions, reviews, acknowledgements.",
    discussion: """
      A procedure is linked, not copied: the intranet holds the controlled document.

      EXAMPLES
        candour procedure add title="EP17 Clinical audit" approvedOn=2025-07-10
        candour procedure acknowledge RBD01-2026-1234563 --as "radiographer"
      """,
    subcommands: [
      RecordAddCommand<Procedure>.self, RegisterListCommand<Procedure>.self,
      RecordShowCommand<Procedure>.self, RecordSetCommand<Procedure>.self,
      ProcedureAcknowledgeCommand.self, RecordWithdrawCommand<Procedure>.self,
      RecordResolveCommand<Procedure>.self,
    ])
}

/// `candour equipment`
struct EquipmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equipment",
    abstract: "The register of equipment.",
    discussion: """
      EXAMPLES
        candour equipment add assetNumber=CT2 make=Acme model=64
        candour equipment list
      """,
    subcommands: [
      RecordAddCommand<Equipment>.self, RegisterListCommand<Equipment>.self,
      RecordShowCommand<Equipment>.self, RecordSetCommand<Equipment>.self,
      RecordWithdrawCommand<Equipment>.self, RecordResolveCommand<Equipment>.self,
    ])
}

/// `candour licence`
struct LicenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "licence",
    abstract: "The register of ARSAC licences of the employer and of practitioners.",
    discussion: """
      EXAMPLES
        candour licence add kind=employer number=E123 validFrom=2025-02-01 purposes/-="bone imaging"
        candour licence list
      """,
    subcommands: [
      RecordAddCommand<Licence>.self, RegisterListCommand<Licence>.self,
      RecordShowCommand<Licence>.self, RecordSetCommand<Licence>.self,
      RecordWithdrawCommand<Licence>.self, RecordResolveCommand<Licence>.self,
    ])
}

/// `candour margin`
struct MarginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "margin",
    abstract: "The local table of error margins and imaging action levels, in mm.",
    discussion: """
      By anatomical site and treatment intent, each version a record of its own with the days on \
      which it was in force. A geographical miss that is logged is looked up by its radiotherapy/site \
      and radiotherapy/intent; what the table says is proposed, never filled in.

      EXAMPLES
        candour margin add anatomicalSite=prostate treatmentIntent=radical errorMargin=5 imagingActionLevel=4 version=3 validFrom=2026-01-01
        candour margin set RBD01-2026-1234567 validTo=2026-05-31 status=replaced
        candour margin list
      """,
    subcommands: [
      RecordAddCommand<Margin>.self, RegisterListCommand<Margin>.self,
      RecordShowCommand<Margin>.self, RecordSetCommand<Margin>.self,
      RecordWithdrawCommand<Margin>.self, RecordResolveCommand<Margin>.self,
    ])
}

/// `candour theme`
struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme",
    abstract: "Themes: similar incidents that a person sees as one failure.",
    discussion: """
      SAUE guidance: “we rely on employers to use professional judgement to identify themes.” A theme is \
      proposed until somebody confirms it; its clocks count from the day it was identified.

      EXAMPLES
        candour theme add title="MLC fault" incidents/-=RBD01-2026-1234561
        candour theme set RBD01-2026-1234566 status=confirmed identifiedOn=2026-03-01 --as governance
        candour theme list
      """,
    subcommands: [
      RecordAddCommand<Theme>.self, RegisterListCommand<Theme>.self,
      RecordShowCommand<Theme>.self, RecordSetCommand<Theme>.self,
      RecordWithdrawCommand<Theme>.self, RecordResolveCommand<Theme>.self,
    ])
}
