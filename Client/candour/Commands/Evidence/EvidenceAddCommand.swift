import ArgumentParser
import Foundation
import SiteClient

/// `candour evidence add`
struct EvidenceAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a file as evidence of an incident or an audit; the file stays where it is.",
    discussion: """
      The file is read once for its SHA-256 and its size. Nothing else of it is kept.

      EXAMPLES
        candour evidence add RBD01-2026-1234561 /srv/incidents/console.jpg
        candour evidence add RBD01-2026-1234561 console.jpg --what "photo of the console" --where "the shared folder, incidents 2026"
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: nil))
  var id: String

  @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
  var file: String

  @Option(help: ArgumentHelp("What it is; the file's name unless given.", valueName: "text"))
  var what: String?

  @Option(help: ArgumentHelp("Where it is kept; the file's path unless given.", valueName: "text"))
  var `where`: String?

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let kind = try await store.open().record(named: id).kind
    let url = URL(fileURLWithPath: file).standardizedFileURL
    let read = try Self.read(url.path, as: file)
    if !store.isJSON { store.output.line("SHA-256: \(read.sha256)") }
    try await RecordEditing(kind, id: id, author: author, store: store).write {
      snapshot, context, generator in
      try Edit.addingEvidence(
        read, what: what ?? url.lastPathComponent, keptAt: `where` ?? url.path, on: snapshot,
        context: context, using: &generator)
    }
  }

  private static func read(_ path: String, as typed: String) throws -> FileFingerprint {
    do throws(OutsideFileDigest.Failure) {
      return try FileFingerprint(of: path)
    } catch {
      let words =
        switch error {
        case .absent: "no such file"
        case .notAFile: "this is a folder, a device or a pipe; give a file"
        case .unreadable(let words): words
        case .changedMeanwhile, .otherSize: "it was written to while it was read; add it again"
        }
      throw CommandFailure(.unusable, "unreadable-input", "\(typed): \(words)")
    }
  }
}
