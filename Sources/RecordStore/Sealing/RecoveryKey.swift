internal import Foundation
package import Replication

/// The key that opens a centre's sealed backups. Its private half is printed once and kept away
/// from the machine; its public half is in the data folder, and seals every backup from then on.
package struct RecoveryKey: Sendable {
  /// The public half, in the centre's folder: 32 bytes.
  package static let publicName = "recovery.pub"
  private static let firstLine = "candour recovery key 1"

  package let key: SealingKey

  package init() { key = SealingKey() }

  /// What a person prints or keeps on a stick: one line that names it, and one of 64 hexadecimal
  /// digits.
  package var text: String {
    Self.firstLine + "\n" + key.privateBytes.map(Self.digits).joined() + "\n"
  }

  private static func digits(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }

  /// - Returns: `nil` for anything but ``text``; spaces and capitals among the digits do not matter.
  package init?(text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count >= 2, lines[0] == Self.firstLine else { return nil }
    let digits = lines[1...].joined().filter { !$0.isWhitespace }.map { $0.hexDigitValue ?? 16 }
    guard digits.count == 64, digits.allSatisfy({ $0 < 16 }),
      let key = SealingKey(
        privateBytes: stride(from: 0, to: 64, by: 2).map {
          UInt8(digits[$0] << 4 | digits[$0 + 1])
        })
    else { return nil }
    self.key = key
  }

  /// - Throws: `StoreError.tooLarge` where the file is not a recovery key.
  package init(file path: String) throws(StoreError) {
    let bytes = try FileReader(at: path).bytes(at: 0, count: 4096)
    guard let key = RecoveryKey(text: String(decoding: bytes, as: UTF8.self)) else {
      throw .inaccessible(detail: "\(path) holds no recovery key")
    }
    self = key
  }

  /// Writes the private half where a person asked for it, readable only by them.
  package func write(to path: String) throws(StoreError) {
    let file = try AtomicFileWriter(at: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  // MARK: The public half

  /// Seals the backups of a centre from now on.
  package func install(in folder: String) throws(StoreError) {
    try Self.install(key.publicBytes, in: folder)
  }

  package static func install(_ publicBytes: [UInt8], in folder: String) throws(StoreError) {
    try AtomicFileWriter.write(publicBytes, own: folder + "/" + publicName)
  }

  /// The key that a centre's backups are sealed to; `nil` where there is none.
  package static func publicBytes(in folder: String) throws(StoreError) -> [UInt8]? {
    let path = folder + "/" + publicName
    guard let file = try FileReader.ifPresent(at: path) else { return nil }
    let bytes = try file.bytes(at: 0, count: 33)
    guard bytes.count == 32 else { throw .inaccessible(detail: "\(path) is no key") }
    return bytes
  }
}
