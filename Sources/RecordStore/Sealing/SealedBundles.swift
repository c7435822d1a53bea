internal import Foundation
package import Replication

/// Bundles that this store cannot open: stored unchanged, never shown, and relayed.
///
/// One file each, in a folder beside the store, named by its SHA-256.
package struct SealedBundles: Sendable {
  /// How many a store relays for others at most; further ones are refused and stay on their stick.
  package static let countMax = 64
  package static let bytesMax: UInt64 = 256 * 1024 * 1024

  /// The next synchronisation sends those up to this size: as much as one of its requests may hold.
  /// A larger one goes with the next bundle.
  package static let forwardedBytesMax = 1024 * 1024

  package struct KeptBundle: Hashable, Sendable {
    /// The SHA-256 of the file, in hexadecimal digits.
    package let digest: String
    package let path: String
    package let bytes: UInt64
  }

  private static let suffix = ".bundle"
  private static let pieceBytes = 1024 * 1024

  private let folder: String

  /// - Parameter store: the store's folder.
  package init(store: String) { folder = store + "/sealed" }

  /// In the order of their names.
  package func all() -> [KeptBundle] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      guard name.hasSuffix(Self.suffix) else { return nil }
      let path = folder + "/" + name
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64
      guard let bytes = size ?? nil else { return nil }
      return KeptBundle(digest: String(name.dropLast(Self.suffix.count)), path: path, bytes: bytes)
    }
  }

  /// Stores a file that was checked, and exactly the bytes that were: it is read once more from the
  /// descriptor that was checked, and never looked up by its name again. It is on the disk when this
  /// returns; a file that is there already is not stored twice.
  ///
  /// - Parameter digest: the SHA-256 of the file when it was checked.
  /// - Returns: `false`, with nothing stored, where the file has changed since.
  /// - Throws: `StoreError.tooLarge` where this store relays as much as it may.
  package func keep(_ file: FileReader, checked digest: Digest) throws(StoreError) -> Bool {
    let kept = all()
    guard !kept.contains(where: { $0.digest == "\(digest)" }) else { return true }
    let held = kept.reduce(0) { $0 + $1.bytes }
    guard kept.count < Self.countMax else { throw Self.refusal(holding: kept.count) }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .inaccessible(detail: "\(folder) cannot be made")
    }
    let copy = try AtomicFileWriter(own: "\(folder)/\(digest)\(Self.suffix)")
    var copied = RunningDigest()
    var size: UInt64 = 0
    while true {
      let piece = try file.bytes(at: size, count: Self.pieceBytes)
      if piece.isEmpty { break }
      size += UInt64(piece.count)
      guard held + size <= Self.bytesMax else { throw Self.refusal(holding: kept.count) }
      copied.update(piece)
      try copy.write(piece)
    }
    guard copied.digest == digest else { return false }
    try copy.commit()
    return true
  }

  private static func refusal(holding count: Int) -> StoreError {
    .tooLarge(
      detail: "\(count) sealed bundles for others are kept here already, and there is room for no "
        + "more: this one stays where it is")
  }

  /// Deletes one that the centre has.
  package func remove(_ kept: KeptBundle) { try? FileManager.default.removeItem(atPath: kept.path) }
}
