internal import Foundation
internal import IRMER
internal import RecordStore

/// A small file beside the store that only its owner may read and that never leaves the device.
struct PrivateFile {
  /// A larger file was not written by this program.
  private static let bytesMax = 4 << 20

  let path: String

  /// - Returns: `nil` where there is no such file.
  /// - Throws: where there is one that cannot be read as JSON. It may be all that is left of what it
  ///   held, so it is never taken for one that is missing.
  func contents() throws(SiteError) -> JSONValue? {
    let bytes: [UInt8]
    do throws(StoreError) {
      guard let file = try FileReader.ifPresent(at: path) else { return nil }
      bytes = try file.bytes(at: 0, count: Self.bytesMax + 1)
    } catch {
      throw unreadable
    }
    guard bytes.count <= Self.bytesMax, let json = try? JSONValue(parsing: bytes) else {
      throw unreadable
    }
    return json
  }

  /// For a file that is there and does not hold what it should.
  var unreadable: SiteError {
    .store(
      .inaccessible(
        detail: "\(path) cannot be read, and is kept as it is; restore it from a backup, or move "
          + "it away and enter its contents again"))
  }

  /// Replaces the file: after a power cut it is the old one or the new one, never a part of either.
  /// Once this returns it is the new one.
  func write(_ text: String) throws(SiteError) {
    // An earlier version that was killed may have left this name behind.
    unlink(path + ".new")
    do throws(StoreError) {
      try AtomicFileWriter.write(Array(text.utf8), own: path)
    } catch {
      throw .store(error)
    }
  }

  func remove() { unlink(path) }
}
