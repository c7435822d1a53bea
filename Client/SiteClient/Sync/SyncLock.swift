internal import Foundation
internal import RecordStore

/// Lets one synchronisation of a store run at a time, across processes.
///
/// The lock is the kernel's, on an open file: it ends with the process, however that ends.
struct SyncLock: ~Copyable {
  static let fileName = "sync.lock"
  private let descriptor: Int32

  init(folder: String) throws(SiteError) {
    let path = "\(folder)/\(Self.fileName)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw errno == ENOSPC
        ? .store(.full) : .store(.inaccessible(detail: "\(path) cannot be written"))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .syncInProgress
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
