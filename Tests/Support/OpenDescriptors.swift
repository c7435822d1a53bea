import Foundation

/// Copies of descriptors of this process, as a process that it starts has them until its program runs.
package enum OpenDescriptors {
  /// - Returns: a copy of each descriptor that is open for a path; the caller closes them.
  package static func copies(ofThoseOpenFor path: String) throws -> [Int32] {
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    // Found first: a copy may get the number that the listing itself had.
    let folder = "/proc/self/fd"
    let found = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "\(folder)/\(name)")
      return target == path
    }
    return found.compactMap { Int32($0) }.map { dup($0) }
  }
}
