internal import RecordStore
internal import SyncProtocol

/// A bundle's file.
struct StoredBundle: BundleSource {
  let file: FileReader

  init(file: FileReader) { self.file = file }

  init(at path: String) throws(BundleError) {
    do {
      file = try FileReader(at: path)
    } catch {
      throw .unreadable(FileReader.problem(with: path))
    }
  }

  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8] {
    do {
      return try file.bytes(at: offset, count: count)
    } catch {
      throw .unreadable("the file stopped answering")
    }
  }
}
