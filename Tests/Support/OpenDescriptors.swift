import Foundation

/// Copies of descriptors of this process, as a process that it starts has them until its program runs.
package enum OpenDescriptors {
  /// - Returns: a copy of each descriptor that is open for a path; the caller closes them.
  package static func copies(ofThoseOpenFor path: String) throws -> [Int32] {
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(name)")
      guard target == path, let descriptor = Int32(name) else { return nil }
      return dup(descriptor)
    }
  }
}
