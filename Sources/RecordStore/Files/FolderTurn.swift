internal import Glibc

/// Lets one process at a time create a store in a folder.
///
/// A store gets its name when it is complete. Without this, two commands that both saw an empty
/// folder would both create a store, and the later one would replace the earlier, its key, and
/// what had been written to it since. The lock is the kernel's, on the open folder: it ends with
/// the process, however that ends.
package struct FolderTurn {
  private let descriptor: CInt

  /// - Parameter folder: is there already.
  /// - Throws: `StoreError.present` where another process is creating a store there, or has
  ///   created one since this process looked.
  package init(in folder: String) throws(StoreError) {
    try self.init(locking: folder, foundingIn: folder)
  }

  /// - Parameters:
  ///   - part: a folder whose contents are made before the store.
  ///   - folder: where the store will be.
  package init(locking part: String, foundingIn folder: String) throws(StoreError) {
    let descriptor = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(writing: part) }
    // A file system without such locks is used as before.
    let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    guard !isTaken, access("\(folder)/\(RecordStore.fileName)", F_OK) != 0 else {
      close(descriptor)
      throw .present(folder: folder)
    }
    self.descriptor = descriptor
  }

  /// The lock is given up before the folder is closed: a process that this one is starting has a copy
  /// of the descriptor until its program runs, and would hold the lock as long.
  package func end() {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
