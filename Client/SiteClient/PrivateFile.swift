internal import Foundation
internal import RecordStore

/// A small file beside the store that only its owner may read and that never leaves the device.
struct PrivateFile {
  /// A larger file was not written by this program.
  private static let bytesMax = 4 << 20

  let path: String

  /// - Returns: `nil` where the file is missing or cannot be read.
  func contents() -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: Self.bytesMax)).map { Array($0) }
  }

  /// Replaces the file: after a power cut it is the old one or the new one, never a part of either.
  /// Once this returns it is the new one.
  func write(_ text: String) throws(SiteError) {
    let temporary = path + ".new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure }
    let bytes = Array(text.utf8)
    let isWritten = FileHandle(fileDescriptor: descriptor).writes(bytes) && fsync(descriptor) == 0
    close(descriptor)
    guard isWritten, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw failure
    }
    do throws(StoreError) {
      try AtomicFileWriter.flush(folder: (path as NSString).deletingLastPathComponent)
    } catch {
      throw .store(error)
    }
  }

  func remove() { unlink(path) }

  private var failure: SiteError {
    let name = (path as NSString).lastPathComponent
    return errno == ENOSPC
      ? .store(.full) : .store(.inaccessible(detail: "\(name) cannot be written"))
  }
}

extension FileHandle {
  fileprivate func writes(_ bytes: [UInt8]) -> Bool {
    (try? write(contentsOf: Data(bytes))) != nil
  }
}
