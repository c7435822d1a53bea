internal import Foundation
internal import Glibc
internal import Replication
internal import Storage

/// Stored beside a store's folder, so that a restored folder or file is noticed.
///
/// The first write after an open renews the token, here first and then in the store:
///
///     file {new, before} flushed ──▶ commit with the new one ──▶ file {new}
///
/// A crash in between leaves a file with both. The end of each own log shows which entries were lost,
/// with a write-ahead log or a damaged part of it: see ``CommittedHeads``.
struct StoreToken: Hashable {
  /// The end of one of the store's own logs after a commit.
  struct Head: Hashable {
    let sequence: UInt64
    let check: UInt32
  }

  var current: String
  /// The token that the store has, if the commit with the new one was not completed.
  var previous: String?
  /// When the store was created, which all copies of one store share.
  var created: Int64?
  /// The store's file, as the file system identifies it: a copy is another one.
  var file: String?
  var heads: [LogID: Head] = [:]

  private static let firstLine = "candour token 2"
  /// Without ``CommittedHeads``.
  private static let formerFirstLine = "candour token 1"

  init(current: String, previous: String? = nil, heads: [LogID: Head] = [:]) {
    (self.current, self.previous, self.heads) = (current, previous, heads)
  }

  /// - Returns: `nil` for a text that is not a token file.
  init?(_ text: String) {
    var lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }[...]
    guard text.hasPrefix(Self.firstLine + "\n") || text.hasPrefix(Self.formerFirstLine + "\n"),
      lines.popFirst() != nil, let first = lines.popFirst(), first.count == 2, first[0] == "token"
    else { return nil }
    current = first[1]
    for words in lines {
      switch (words.first, words.count) {
      case ("before", 2): previous = words[1]
      case ("created", 2): created = Int64(words[1])
      case ("file", 2): file = words[1]
      case ("head", 4):
        guard let (log, head) = Self.head(words) else { return nil }
        heads[log] = head
      default: return nil
      }
    }
  }

  /// Reads a file's bytes: the token, and the ends of the logs at the commits since it was written.
  init?(file bytes: [UInt8]) {
    guard CommittedHeads.isPlace(bytes) else {
      self.init(String(decoding: bytes, as: UTF8.self))
      return
    }
    let rest = bytes[..<CommittedHeads.range.lowerBound] + bytes[CommittedHeads.range.upperBound...]
    self.init(String(decoding: rest, as: UTF8.self))
    add(CommittedHeads.read(bytes))
  }

  /// Of each log the later end.
  mutating func add(_ others: [LogID: Head]) {
    heads.merge(others) { $0.sequence >= $1.sequence ? $0 : $1 }
  }

  var text: String {
    var lines = [Self.firstLine, "token \(current)"]
    if let previous { lines.append("before \(previous)") }
    if let created { lines.append("created \(created)") }
    if let file { lines.append("file \(file)") }
    return lines.joined(separator: "\n") + "\n" + Self.text(of: heads)
  }

  /// The bytes of a file with this token, with room for ``CommittedHeads``.
  var fileBytes: [UInt8] {
    var bytes = Array(text.utf8)
    bytes.insert(contentsOf: CommittedHeads.empty, at: CommittedHeads.range.lowerBound)
    return bytes
  }

  static func text(of heads: [LogID: Head]) -> String {
    heads.sorted { $0.key < $1.key }.map { log, head in
      "head \(log) \(head.sequence) \(head.check)\n"
    }.joined()
  }

  /// A line of ``text(of:)``, in words.
  static func head(_ words: [String]) -> (LogID, Head)? {
    guard words.count == 4, words[0] == "head", let log = LogID(text: words[1]),
      let sequence = UInt64(words[2]), let check = UInt32(words[3])
    else { return nil }
    return (log, Head(sequence: sequence, check: check))
  }

  /// Whether this is the token of a store that has the given one.
  func fits(_ stored: String) -> Bool { current == stored || previous == stored }

  static func random() -> String {
    let words = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    return String(words.0, radix: 16) + "-" + String(words.1, radix: 16)
  }
}

/// Where a store's token is kept.
enum TokenPlace: Hashable {
  /// Beside the folder: restoring the folder does not restore it.
  case beside
  /// In the folder: that is a disk of its own, or nothing can be written beside it.
  case inside

  static let nameInside = "store.token"
  /// What is read of a token's file.
  static let bytesMax = 1 << 16

  static func path(_ place: TokenPlace, of folder: String) -> String {
    let folder = resolved(folder)
    switch place {
    case .inside: return "\(folder)/\(nameInside)"
    case .beside:
      let slash = folder.lastIndex(of: "/") ?? folder.startIndex
      let name = folder[folder.index(after: slash)...]
      return "\(folder[..<slash])/.\(name).candour-token"
    }
  }

  /// The place for a folder that has none yet.
  static func chosen(for folder: String) -> TokenPlace {
    let folder = resolved(folder)
    let parent = folder + "/.."
    var (own, above) = (stat(), stat())
    guard folder != "/", stat(folder, &own) == 0, stat(parent, &above) == 0,
      own.st_dev == above.st_dev, access(parent, W_OK) == 0
    else { return .inside }
    return .beside
  }

  private static func resolved(_ folder: String) -> String {
    guard let path = realpath(folder, nil) else { return folder }
    defer { free(path) }
    return String(cString: path)
  }

  func read(_ folder: String) -> StoreToken? {
    let path = Self.path(self, of: folder)
    guard access(path, F_OK) == 0, let file = try? FileReader(at: path),
      let bytes = try? file.bytes(at: 0, count: Self.bytesMax)
    else { return nil }
    return StoreToken(file: bytes)
  }

  func write(_ token: StoreToken, _ folder: String) throws(StoreError) {
    try AtomicFileWriter.write(token.fileBytes, own: Self.path(self, of: folder))
  }
}
