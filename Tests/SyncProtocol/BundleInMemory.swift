import Replication
import SyncProtocol

/// A bundle in memory.
final class BundleInMemory: BundleSource {
  var file: [UInt8]

  init(file: [UInt8] = []) { self.file = file }

  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8] {
    guard offset <= UInt64(file.count) else { return [] }
    return Array(file[Int(offset)...].prefix(count))
  }

  static func written(
    _ header: BundleHeader, _ batches: [[LogSegment]], key: ReplicaKey
  ) throws -> [UInt8] {
    let memory = BundleInMemory()
    var writer = try BundleWriter(header) { memory.file += $0 }
    for batch in batches { try writer.append(batch) }
    try writer.finish(signedBy: key)
    return memory.file
  }
}
