internal import Foundation
package import Replication

/// A backup that only a recovery key opens.
///
///     file  = "candour backup 2␊" ‖ encapsulated key (32) ‖ sealed key (48) ‖ piece*
///     piece = ChaCha20-Poly1305 of 1 MiB of the backup; of less, perhaps none, in the last one
///
/// The key of the pieces is sealed by HPKE for the purpose `candour backup 2␊`. Piece n is bound to
/// its number and to whether it is the last, so that a truncated file, or one whose pieces changed
/// places, does not open.
package enum SealedBackup {
  package static let magic = Array("candour backup 2\n".utf8)
  static let pieceBytes = 1024 * 1024
  private static let keyBytes =
    SealedSecret.encapsulatedKeyBytes + SealedStream.keyBytes + SealedSecret.tagBytes

  /// Whether a file is a sealed backup. False for a file that cannot be read.
  package static func isSealed(_ path: String) -> Bool {
    (try? FileReader(at: path).bytes(at: 0, count: magic.count)) == magic
  }

  /// - Throws: `StoreError.inaccessible` where nothing can be written; no part of it is left then.
  package static func seal(
    _ source: String, into file: AtomicFileWriter, for publicBytes: [UInt8]
  ) throws(StoreError) {
    let secret = SealedStream.newKey()
    guard let sealed = SealedSecret.sealing(secret, to: publicBytes, for: magic),
      let stream = SealedStream(key: secret)
    else { throw .inaccessible(detail: "the recovery key cannot be sealed to") }
    let input = try FileReader(at: source)
    try file.write(magic + sealed.encapsulatedKey + sealed.ciphertext)
    var number: UInt64 = 0
    var isLast = false
    while !isLast {
      let piece = try input.bytes(at: number * UInt64(pieceBytes), count: pieceBytes)
      isLast = piece.count < pieceBytes
      guard
        let body = try? stream.seal(piece, number: number, after: bound(isLast: isLast))
      else { throw .inaccessible(detail: "the backup cannot be sealed") }
      try file.write(body)
      number += 1
    }
    try file.commit()
  }

  /// Opens a backup piece by piece: the result was sealed by somebody who knew the centre's public
  /// key, and is complete when this returns.
  ///
  /// - Throws: `StoreError.damaged` where the key is another one, or the file was altered or cut
  ///   short.
  package static func open(
    _ path: String, by key: SealingKey, _ take: (_ piece: [UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let input = try FileReader(at: path)
    let head = try input.bytes(at: 0, count: magic.count + keyBytes)
    guard head.count == magic.count + keyBytes, head.starts(with: magic) else {
      throw .damaged(detail: "the file is not a sealed backup")
    }
    let keys = head.dropFirst(magic.count)
    let sealed = SealedSecret(
      encapsulatedKey: Array(keys.prefix(SealedSecret.encapsulatedKeyBytes)),
      ciphertext: Array(keys.dropFirst(SealedSecret.encapsulatedKeyBytes)))
    guard let secret = key.open(sealed, for: magic), let stream = SealedStream(key: secret) else {
      throw .damaged(detail: "the recovery key is not the one that the backup is sealed to")
    }
    let size = pieceBytes + SealedStream.tagBytes
    var offset = UInt64(head.count)
    var number: UInt64 = 0
    var isLast = false
    while !isLast {
      let body = try input.bytes(at: offset, count: size)
      isLast = body.count < size
      guard let piece = stream.open(body, number: number, after: bound(isLast: isLast)) else {
        throw .damaged(detail: "the backup was altered or cut short")
      }
      try take(piece)
      offset += UInt64(body.count)
      number += 1
    }
  }

  private static func bound(isLast: Bool) -> [UInt8] { magic + [isLast ? 1 : 0] }
}
