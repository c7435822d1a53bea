internal import Foundation
internal import RecordStore

/// Allows one synchronisation of a store at a time, across processes.
///
/// The lock is the kernel's, on an open file: it ends with the process, however that ends.
struct SyncLock: ~Copyable {
  static let fileName = "sync.lock"
  private let descriptor: Int32

  init(folder: String) throws(SiteError) {
    let path = "\(folder)/\(Self.fileName)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .store(StoreError(writing: path)) }
    Self.giveToOwner(of: folder, descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .syncInProgress
    }
    self.descriptor = descriptor
  }

  /// A lock file that root created would prevent the store's user from synchronising.
  private static func giveToOwner(of folder: String, _ descriptor: Int32) {
    var owner = stat()
    guard geteuid() == 0, stat(folder, &owner) == 0 else { return }
    _ = fchown(descriptor, owner.st_uid, owner.st_gid)
  }

  /// Given up before the file is closed: a process that this one is starting has a copy of the
  /// descriptor until its program runs, and would hold the lock as long.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
