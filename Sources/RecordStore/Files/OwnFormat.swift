internal import GRDB

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
    var configuration = Configuration()
    configuration.readonly = true
    guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else {
      return false
    }
    defer { try? queue.close() }
    return (try? queue.read { try $0.tableExists("backupFile") }) ?? false
  }
}
