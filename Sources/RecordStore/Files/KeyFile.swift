internal import Foundation
internal import Glibc
internal import Replication
internal import Storage

/// The replica's private key, in its own file beside the store that only its user can read.
///
/// So a copy of `store.sqlite`, its write-ahead log or one of its unused pages never holds a key.
enum KeyFile {
  static let name = "store.key"
  private static let firstLine = "candour key 1"

  /// - Returns: `nil` where there is no key file.
  /// - Throws: `StoreError.inaccessible` where there is one that cannot be read or holds no key. It may
  ///   be all that is left of one, and no new key is written over it.
  static func read(in folder: String) throws(StoreError) -> ReplicaKey? {
    guard let bytes = try bytes(in: folder) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.count == 2, lines[0] == firstLine, let digits = Data(hexadecimal: lines[1]),
      let key = ReplicaKey(privateBytes: Array(digits))
    else {
      throw .inaccessible(
        detail: "\(folder)/\(name) is no key; restore it from a backup, or move it away and a new "
          + "one is made")
    }
    return key
  }

  /// Takes away what others may do with a key file: it was copied without its mode.
  static func protect(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_mode & 0o077 != 0
    else { return }
    chmod(path, 0o600)
  }

  static func write(_ key: ReplicaKey, in folder: String) throws(StoreError) {
    let digits = key.privateBytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    let text = "\(firstLine)\n\(digits.joined())\n"
    try AtomicFileWriter.write(Array(text.utf8), own: "\(folder)/\(name)")
  }

  /// The bytes of the key file, for a backup; `nil` where there is none.
  package static func bytes(in folder: String) throws(StoreError) -> [UInt8]? {
    try FileReader.ifPresent(at: "\(folder)/\(name)")?.bytes(at: 0, count: 256)
  }
}

extension Data {
  fileprivate init?(hexadecimal text: Substring) {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2), digits.count <= 128 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[index...(index + 1)], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.init(bytes)
  }
}
