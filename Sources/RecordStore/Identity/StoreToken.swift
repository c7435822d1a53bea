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
/// A crash in between leaves a file with both. The highest signed head of each own log shows which
/// entries were lost from a damaged write-ahead log.
struct StoreToken: Hashable {
  /// How far one of the store's own logs was signed.
  struct Head: Hashable {
    let sequence: UInt64
    let check: UInt32
  }

  var current: String
  /// The token that the store has, if the commit with the new one was not completed.
  var previous: String?
  var heads: [LogID: Head] = [:]

  private static let firstLine = "candour token 1"

  init(current: String, previous: String? = nil, heads: [LogID: Head] = [:]) {
    (self.current, self.previous, self.heads) = (current, previous, heads)
  }

  /// - Returns: `nil` for a text that is not a token file.
  init?(_ text: String) {
    var lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }[...]
    guard text.hasPrefix(Self.firstLine + "\n"), lines.popFirst() != nil,
      let first = lines.popFirst(), first.count == 2, first[0] == "token"
    else { return nil }
    current = first[1]
    for words in lines {
      switch (words.first, words.count) {
      case ("before", 2): previous = words[1]
      case ("head", 4):
        guard let log = LogID(text: words[1]), let sequence = UInt64(words[2]),
          let check = UInt32(words[3])
        else { return nil }
        heads[log] = Head(sequence: sequence, check: check)
      default: return nil
      }
    }
  }

  var text: String {
    var lines = [Self.firstLine, "token \(current)"]
    if let previous { lines.append("before \(previous)") }
    for (log, head) in heads.sorted(by: { $0.key < $1.key }) {
      lines.append("head \(log) \(head.sequence) \(head.check)")
    }
    return lines.joined(separator: "\n") + "\n"
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
      let bytes = try? file.bytes(at: 0, count: 1 << 16)
    else { return nil }
    return StoreToken(String(decoding: bytes, as: UTF8.self))
  }

  func write(_ token: StoreToken, _ folder: String) throws(StoreError) {
    try AtomicFileWriter.write(Array(token.text.utf8), own: Self.path(self, of: folder))
  }
}
