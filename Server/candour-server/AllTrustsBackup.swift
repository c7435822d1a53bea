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

  init(_ outcome: TrustOutcome<BackupCommand.Written>, file: String) {
    (trust, self.file) = (outcome.trust.code, file)
    (bytes, sealed) = (outcome.value?.bytes, outcome.value?.isSealed)
    failure = outcome.failure?.message
  }

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
    let place = try options.place()
    guard place.holdsTrusts, place.trust == nil else {
      throw Failure.unusable(
        "no-trusts",
        "--all is for a folder of trusts: \(place.root) is none, or --trust names one of them.")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure.failed("not-written", "The folder \(folder) cannot be made.")
    }
    let outcomes = try await options.eachTrust { trust, data in
      let centre = try options.centre(of: trust, in: data, for: .reading)
      defer { try? centre.store.close() }
      return try Self.write(
        centre, data: data, to: Self.file(of: trust, in: folder), existing: overwriting.existing)
    }
    show(outcomes.map { TrustBackup($0, file: Self.file(of: $0.trust, in: folder)) })
    if let first = outcomes.compactMap(\.failure).first { throw ExitCode(first.exit.rawValue) }
  }

  private static func file(of trust: Scope, in folder: String) -> String {
    "\(folder)/\(trust.code).backup"
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
