internal import Foundation
package import Replication
internal import Storage
internal import Synchronization

/// The file of a store's X25519 key: 32 bytes, readable only by its user (0600), beside the store
/// and not in it, so that no copy of the store opens what is sealed to it.
package enum SealingKeyFile {
  package static let name = "sealing.key"

  /// - Returns: `nil` where there is none yet.
  package static func read(in folder: String) throws(StoreError) -> SealingKey? {
    let path = folder + "/" + name
    guard let file = try FileReader.ifPresent(at: path) else { return nil }
    // Reads one byte more than it may have, so that a longer file is not mistaken for a key.
    guard let key = SealingKey(privateBytes: try file.bytes(at: 0, count: 33)) else {
      throw .inaccessible(
        detail: "\(path) is no key; restore it from a backup, or move it away and a new one is made"
      )
    }
    return key
  }

  /// The existing key, or a new one, which is on the disk when this returns.
  package static func readOrMake(in folder: String) throws(StoreError) -> SealingKey {
    if let key = try read(in: folder) { return key }
    let key = SealingKey()
    try write(key.privateBytes, in: folder)
    return key
  }

  package static func write(_ bytes: [UInt8], in folder: String) throws(StoreError) {
    try AtomicFileWriter.write(bytes, own: folder + "/" + name)
  }
}

extension RecordStore {
  /// The key that others seal to for this store.
  package func sealingKey() throws(StoreError) -> SealingKey {
    try SealingKeyFile.readOrMake(in: folder)
  }

  /// Makes the key where there is none, so that no command has to that only reads. Where that cannot
  /// be done, the next one does it.
  package func prepareSealingKey() {
    guard access == .writing, !database.isEngine else { return }
    _ = try? sealingKey()
  }

  /// The same, signed by this replica; `nil` where there is none and this store is only read.
  package func sealingRecipientIfKnown() throws(StoreError) -> SealingRecipient? {
    if access != .writing, try SealingKeyFile.read(in: folder) == nil { return nil }
    return try sealingRecipient()
  }

  /// The key that others seal to, as they know it; `nil` where there is none and this store is only read.
  ///
  /// Every exchange asks for it: the file is read again only when it was changed.
  package func sealingKeyIfKnown() throws(StoreError) -> [UInt8]? {
    let state = FileState(of: "\(folder)/\(SealingKeyFile.name)")
    if let state, let kept = knownSealingKey.withLock({ $0 }), kept.file == state {
      return kept.key
    }
    if access != .writing, try SealingKeyFile.read(in: folder) == nil { return nil }
    let key = try sealingKey().publicBytes
    // Of a file that was changed meanwhile, the state is the older one: it is read once more.
    if let state { knownSealingKey.withLock { $0 = (state, key) } }
    return key
  }

  /// The key that others seal to, signed by this replica.
  package func sealingRecipient() throws(StoreError) -> SealingRecipient {
    let key = try sealingKey()
    do {
      return try SealingRecipient.signed(key, by: self.key)
    } catch {
      throw .inaccessible(detail: "this replica's key cannot sign")
    }
  }
}
