import Aggregation
import ArgumentParser
import Foundation
import RecordStore
import Replication
import Web

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a complete copy to one file, also while serving.")

  @OptionGroup var options: DataOptions
  @OptionGroup var overwriting: OverwritingOptions
  @Argument(
    help: """
      Where to; - for standard output. It holds the centre's keys: make a recovery-key, or keep it as \
      safe as the data folder.
      """)
  var file: String

  @Flag(
    help: "Of every trust of a folder: FILE is then a folder, and gets one CODE.backup of each.")
  var all = false

  private struct Answer: Encodable {
    let file: String
    let bytes: Int
    let sealed: Bool
  }

  func validate() throws { try overwriting.check(file) }

  func run() async throws {
    guard !all else { return try await backUpAll(into: file) }
    let written = try Self.write(
      options.centre(for: .reading), data: options.data, to: file, existing: overwriting.existing)
    // Standard output holds the backup itself.
    if file == "-" { return }
    if options.json {
      let answer = Answer(file: file, bytes: written.bytes, sealed: written.isSealed)
      return Output.line(Output.json(answer))
    }
    Output.line("The backup is in \(file) (\(written.bytes.of("byte", "bytes"))).")
    if !written.isSealed {
      Output.line("It is not sealed: keep it as safe as the data folder, or make a recovery-key.")
    }
  }

  /// A backup that was written.
  struct Written {
    let bytes: Int
    let isSealed: Bool
  }

  static func write(
    _ centre: Centre, data: String, to file: String, existing: ExistingFile
  ) throws -> Written {
    var files = try TLSFolder(data: data).files()
    // A store that is only read may have none yet.
    files[SealingKeyFile.name] = try SealingKeyFile.read(in: centre.store.folder)?.privateBytes
    let recovery = try RecoveryKey.publicBytes(in: data)
    files[RecoveryKey.publicName] = recovery
    do {
      let bytes = try StoreBackup.write(
        of: centre.store, to: file, files: files, existing: existing, sealedTo: recovery)
      return Written(bytes: bytes, isSealed: recovery != nil)
    } catch StoreError.inaccessible(let detail) {
      throw Failure.failed("not-written", detail)
    }
  }
}

struct RecoveryKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recovery-key", abstract: "Make the key that opens this centre's backups.",
    discussion: """
      It is printed once and kept nowhere here: print it, or store it away from this machine. Every \
      backup is sealed from then on, and restore takes it by --recovery-key. Backups that were made \
      before stay as they are.
      """)

  @OptionGroup var options: DataOptions

  @Flag(help: "Make another one. Backups that were sealed before still need the one before.")
  var replace = false

  func run() async throws {
    let data = try options.data
    let centre = try options.centre()
    guard try RecoveryKey.publicBytes(in: data) == nil || replace else {
      throw Failure.unusable(
        "recovery-key-exists",
        "There is a recovery key already, and it was printed then. --replace makes another one.")
    }
    let recovery = RecoveryKey()
    try recovery.install(in: data)
    // Before it is printed: every server of a database seals to it from then on.
    try centre.store.keep(CopyCommand.files(in: data))
    if options.json {
      Output.line(Output.json(["recoveryKey": recovery.text]))
    } else {
      Output.line(String(recovery.text.dropLast()))
    }
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a data folder from a backup.",
    discussion: """
      The folder must be absent or empty, and no server may serve it. The backup is verified before \
      anything is written. The centre continues in new logs; ask every site to run candour sync \
      afterwards. For a store in PostgreSQL, restore into a folder, then copy that into the database.

      EXAMPLES
        candour-server restore --data /srv/candour --recovery-key recovery.key candour-20261121
      """)

  @OptionGroup var options: DataOptions
  @Argument(help: "The backup.") var file: String

  @Option(
    help: ArgumentHelp("The key that a sealed backup opens with.", valueName: "FILE"),
    completion: .file())
  var recoveryKey: String?

  func run() async throws {
    let data = try options.data
    do {
      try restore(into: data)
    } catch StoreError.damaged(let detail) {
      throw Failure.unusable("unusable-backup", "\(file): \(detail). Nothing was written.")
    }
    let centre = try opened(data)
    if options.json {
      Output.line(Output.json(["trust": centre.trust.code]))
    } else {
      Output.line(
        "Restored: the centre of \(centre.trust) in \(data). Start it, then ask every site to run "
          + "candour sync: newer work is sent again.")
    }
  }

  /// The restored centre. Whether it can be opened or not, it is complete by now.
  private func opened(_ data: String) throws -> Centre {
    do {
      return try options.centre()
    } catch let error as StoreError {
      throw Failure.failed(
        "restored-not-opened",
        "The centre is restored in \(data), and complete. It cannot be opened yet: "
          + Failure(error as any Error).message)
    }
  }

  private func restore(into data: String) throws {
    let isSealed = SealedBackup.isSealed(file)
    if !isSealed, recoveryKey != nil, FileManager.default.isReadableFile(atPath: file) {
      throw Failure.unusable(
        "not-sealed", "\(file) is not sealed: leave --recovery-key out. Nothing was written.")
    }
    let key = try isSealed ? givenKey() : nil
    try StoreBackup.restore(from: file, into: data, openedBy: key?.key) { files in
      try TLSFolder(data: data).restore(files)
      if let key = files[RecoveryKey.publicName] { try RecoveryKey.install(key, in: data) }
      if let key = files[SealingKeyFile.name] { try SealingKeyFile.write(key, in: data) }
    }
  }

  private func givenKey() throws -> RecoveryKey {
    guard let recoveryKey else {
      throw Failure.unusable(
        "recovery-key-needed",
        "\(file) is sealed: --recovery-key FILE names the key. Nothing was written.")
    }
    do {
      return try RecoveryKey(file: recoveryKey)
    } catch {
      throw Failure.unusable(
        "bad-recovery-key", "\(recoveryKey) holds no recovery key. Nothing was written.")
    }
  }
}

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every hash, every signature, and every record against the logs.",
    discussion: """
      Writes nothing to the store, and works beside a running server.

      EXIT CODES
        0 the store is sound; 5 it is damaged or was altered, and each problem is named
      """)

  @OptionGroup var options: DataOptions

  private struct Answer: Encodable {
    let ok: Bool
    let entries: Int
    let records: Int
    let problems: [VerificationItem]
    let remarks: [VerificationItem]
  }

  func run() async throws {
    let found = try options.centre(for: .verifying).verify()
    let answer = Answer(
      ok: found.isSound, entries: found.entries, records: found.records,
      problems: found.problems.map(VerificationItem.init),
      remarks: found.remarks.map(VerificationItem.init))
    if options.json {
      Output.line(Output.json(answer))
    } else {
      for problem in answer.problems + answer.remarks {
        Output.line("\(problem.code)  \(problem.place)  \(problem.text)")
      }
      Output.line(
        "\(answer.entries.of("entry", "entries")), \(answer.problems.count.of("problem", "problems"))"
      )
    }
    guard answer.ok else { throw ExitCode(Failure.Exit.damaged.rawValue) }
  }
}

/// Something that verify or scrub found, as JSON.
struct VerificationItem: Encodable {
  let code: String
  let place: String
  let text: String

  init(_ problem: Verification.Problem) {
    (code, place, text) = (problem.code, problem.place, problem.text)
  }
}
