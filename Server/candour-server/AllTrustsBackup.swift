import Aggregation
import ArgumentParser
import FoundationEssentials
import RecordStore
import Replication
import Web

/// One trust's part of a backup of all.
private struct TrustBackup: Encodable {
  let trust: String
  let file: String
  /// `nil` where it was not written, as `sealed`.
  let bytes: Int?
  let sealed: Bool?
  let failure: String?

  enum CodingKeys: String, CodingKey { case trust, file, bytes, sealed, failure }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(trust, forKey: .trust)
    try container.encode(file, forKey: .file)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(sealed, forKey: .sealed)
    try container.encode(failure, forKey: .failure)
  }
}

extension BackupCommand {
  /// Writes a backup of each trust, one after the other. A failed one does not stop the others; the
  /// exit code is that of the first failure.
  func backUpAll(into folder: String) async throws {
    let centres = try options.centres()
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure.failed("not-written", "The folder \(folder) cannot be made.")
    }
    let existing = overwriting.existing
    var (written, first): ([TrustBackup], Failure?) = ([], nil)
    for trust in centres.folder.trusts() {
      let file = "\(folder)/\(trust.code).backup"
      do {
        let backup = try await centres.use(trust, for: .upkeep) { opened in
          try Self.write(
            opened.centre, data: centres.folder.folder(of: trust), to: file,
            existing: existing)
        }
        written.append(
          TrustBackup(
            trust: trust.code, file: file, bytes: backup.bytes, sealed: backup.isSealed,
            failure: nil))
      } catch {
        let cause: any Error = (error as? TrustUnavailable).map { $0.reason as any Error } ?? error
        let failure = Failure(cause)
        first = first ?? failure
        written.append(
          TrustBackup(
            trust: trust.code, file: file, bytes: nil, sealed: nil, failure: failure.message))
      }
      await centres.closeIdle()
    }
    show(written)
    if let first { throw ExitCode(first.exit.rawValue) }
  }

  private func show(_ backups: [TrustBackup]) {
    if options.json { return Output.line(Output.json(backups)) }
    for backup in backups {
      if let failure = backup.failure {
        StandardError.write("\(backup.trust) was not backed up: \(failure)\n")
      } else {
        Output.line("\(backup.file)\(backup.sealed == true ? "" : " (not sealed)")")
      }
    }
  }
}
