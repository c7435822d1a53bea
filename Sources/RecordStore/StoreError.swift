internal import Storage

/// Why the store could not do what was asked. What was stored before is unchanged.
public enum StoreError: Error, Hashable, Sendable {
  /// There is no store in the folder.
  case absent(folder: String)
  /// There is one already.
  case present(folder: String)
  /// The file is damaged, or was altered by something other than Candour.
  case damaged(detail: String)
  /// No space is left on the store's disk.
  case full
  /// No space is left; names the file and its disk.
  case noRoom(detail: String)
  /// A file that exists, a link or a folder: it is unchanged, and nothing was written.
  case notOverwritten(detail: String)
  /// A disk that several machines may write to at once, which no store can be on.
  case networkDisk(detail: String)
  /// Another process kept the store locked for too long.
  case busy
  /// The database did not confirm the commit: it is not known whether the change was stored. Never
  /// repeated by itself.
  case uncertain
  /// The database server does not answer, is starting, or another one is taking over: the same call
  /// may succeed soon.
  case unreachable(detail: String)
  /// The folder or file cannot be read or written.
  case inaccessible(detail: String)
  /// SQLite does not accept a setting without which a commit could be lost. Nothing was written.
  case notDurable(detail: String)
  /// Written by a later version of Candour.
  case tooNew(version: String)
  /// No such record, entry or reference.
  case unknown(identifier: String)
  /// The UUID, reference or part of one fits more than one record.
  case ambiguous(identifier: String, records: [RecordKey])
  /// An entry beyond the limits of ``EntryLimits``.
  case tooLarge(detail: String)
  /// The change settles the conflict at a path, and gives no reason.
  case reasonRequired(path: String)

  /// Translates what a database reported.
  ///
  /// - Parameter path: of its file, if it is one.
  init(_ error: StorageError, at path: String? = nil) {
    switch error.kind {
    case .damaged: self = .damaged(detail: error.message)
    case .full: self = Self.full(at: path)
    case .busy: self = .busy
    case .notDurable: self = .notDurable(detail: error.message)
    case .uncertain: self = .uncertain
    case .unreachable: self = .unreachable(detail: error.message)
    case .superseded: self = .tooNew(version: error.message)
    case .inaccessible:
      self = .inaccessible(
        detail: path.map { Self.inaccessible($0, error.message) } ?? error.message)
    }
  }

  /// Whether the error prevents writing to a store that can still be read.
  public var hindersWriting: Bool {
    switch self {
    case .full, .noRoom, .busy, .unreachable, .inaccessible, .networkDisk: true
    default: false
    }
  }

  /// The file and its disk, for a log; never contents. `nil` for what is not about a disk.
  public var diskCause: String? {
    switch self {
    case .noRoom(let place): "no room is left for \(place)"
    case .full: "no room is left on the store's disk"
    case .networkDisk(let detail), .inaccessible(let detail): detail
    default: nil
    }
  }

  private static func inaccessible(_ path: String, _ message: String) -> String {
    let disk = Disk.displayText(of: path)
    return Disk(of: path)?.isReadOnly == true
      ? "\(path) cannot be written: \(disk) takes no writes; what is there can be read"
      : "\(path) on \(disk): \(message)"
  }

  private static func full(at path: String?) -> StoreError {
    guard let path else { return .full }
    if Disk(of: path)?.isReadOnly == true {
      return .inaccessible(
        detail: "\(path) cannot be written: \(Disk.displayText(of: path)) takes no writes")
    }
    return .noRoom(detail: noRoom(path))
  }
}
