internal import Storage

/// Recognises files that Candour wrote: bundles and backups.
enum OwnFormat {
  /// How they begin, in every version; a backup that is not sealed is a SQLite file.
  private static let beginnings = ["candour bundle ", "candour backup "].map { Array($0.utf8) }
  private static let database = Array("SQLite format 3\0".utf8)

  static func isOurs(_ path: String) -> Bool {
    guard let file = try? FileReader(at: path), let start = try? file.bytes(at: 0, count: 16)
    else { return false }
    if beginnings.contains(where: { start.starts(with: $0) }) { return true }
    return start == database && hasBackupTable(path)
  }

  private static func hasBackupTable(_ path: String) -> Bool {
    // As a complete file: it may be a link of a store that is in use, which gets nothing beside it.
    guard let file = try? SQLiteFile.openToRead(path, isImmutable: true) else { return false }
    defer { try? file.close() }
    return (try? file.read { try $0.hasTable("backupFile") }) ?? false
  }
}
