import ArgumentParser
import FoundationEssentials
import RecordStore
import Web

struct CopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Move a centre between a data folder and PostgreSQL.",
    discussion: """
      Stop the server first. Everything is copied in one transaction, counted and verified; then the \
      source is marked, and refuses to be written or backed up from then on. Until the source is \
      marked, the copy refuses to be written: where the command was interrupted, run the same one \
      again, and it finishes. The centre keeps its key and its certificate authority, and continues \
      in new logs: its sites notice nothing. Afterwards move the old folder away, so that no service \
      starts on it.

      EXAMPLES
        candour-server copy --config /etc/candour/settings.json --from /var/lib/candour-server \
          --to 'postgres://candour@db/candour?schema=rbd'
        candour-server copy --from 'postgres://candour@db/candour?schema=rbd' --to /srv/candour
      """)

  @Option(help: ArgumentHelp("A data folder, or a database.", valueName: "STORE"))
  var from: String

  @Option(help: ArgumentHelp("A database, or an absent or empty folder.", valueName: "STORE"))
  var to: String

  @Option(
    help: ArgumentHelp(
      "A file of settings, for store.passwordFile; else CANDOUR_CONFIG, else settings.json in the folder.",
      valueName: "FILE"))
  var config: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  private struct Answer: Encodable {
    let rows: Int
    let to: String
  }

  func run() async throws {
    let environment = try Now.environment()
    Databases.setPasswordFile(try settings().text("store.passwordFile"))
    let rows: Int
    switch (Databases.isDatabase(from), Databases.isDatabase(to)) {
    case (false, true):
      let folder = try Self.folder(from)
      try Databases.checked(to)
      rows = try RecordStore.move(
        from: folder, to: to, files: Self.files(in: folder), environment: environment)
    case (true, false):
      let folder = try Self.folder(to)
      try Databases.checked(from)
      rows = try RecordStore.move(from: from, into: folder, environment: environment)
    default:
      throw Failure.unusable(
        "bad-copy", "One of --from and --to is a folder, and the other a database.")
    }
    if json { return Output.line(Output.json(Answer(rows: rows, to: to))) }
    Output.line(
      "Copied \(rows.of("row", "rows")) to \(to) and verified them. \(from) is kept, and is not "
        + "written any more.")
  }

  private func settings() throws -> Settings {
    let own = [from, to].filter { !Databases.isDatabase($0) }.map(SettingsFile.path)
      .first(where: FileManager.default.fileExists)
    return try Settings.ofFile(Settings.named(config) ?? own)
  }

  /// By its whole path, which both stores note: what was interrupted is found again by it.
  private static func folder(_ store: String) throws -> String {
    URL(filePath: try DataPlace.folder(store)).standardizedFileURL.path
  }

  /// What a centre has beside its store, by the names in its folder.
  static func files(in data: String) throws -> [String: [UInt8]] {
    var files = try TLSFolder(data: data).sharedFiles()
    for name in [SealingKeyFile.name, RecoveryKey.publicName] {
      guard let bytes = try? Data(contentsOf: URL(filePath: data + "/" + name)) else { continue }
      files[name] = Array(bytes)
    }
    return files
  }
}
