import ArgumentParser

/// `candour evidence`
struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Files that show what happened: their hashes are kept, never their bytes.",
    discussion: """
      A photo of a console names the patient, so the file stays where it is. The record keeps what it \
      is, where it is kept, its SHA-256, who added it and when.

      EXAMPLES
        candour evidence add RBD01-2026-1234561 console.jpg --what "photo of the console"
        candour evidence list RBD01-2026-1234561
        candour evidence check
      """,
    subcommands: [
      EvidenceAddCommand.self, EvidenceListCommand.self, EvidenceCheckCommand.self,
    ])
}
