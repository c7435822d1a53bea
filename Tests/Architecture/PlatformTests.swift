import Foundation
import Testing

/// Code for one operating system has a folder of its own, so that a port to another shows what has
/// to be written.
@Suite("Platforms")
struct PlatformTests {
  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Names that exist only on Linux: headers, calls, options of calls, and its file of the kernel's
  /// tables.
  private static let linux = [
    "linux/", "SYS_", "syscall(", "statx", "/proc/", "epoll", "inotify", "SO_PEERCRED", "O_TMPFILE",
    "F_OFD_", "prctl", "memfd_create", "getrandom", "sync_file_range", "renameat2", "eventfd",
  ]
  /// Files: a temporary file without a name, and which disk a path is on. The site's screen: the
  /// user of a program at the other end of a connection on this machine.
  private static let home = ["Sources/RecordStore/Files/", "Client/SiteWeb/Opening/"]

  private func sources() throws -> [(path: String, text: String)] {
    var found: [(path: String, text: String)] = []
    for folder in ["Sources", "Client", "Server"] {
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard ["swift", "h", "c"].contains(file.pathExtension) else { continue }
        let path = String(file.path.dropFirst(root.path.count + 1))
        found.append((path, try String(contentsOf: file, encoding: .utf8)))
      }
    }
    return found
  }

  @Test func `what Linux alone has is kept in its folders`() throws {
    let sources = try sources()
    let users = sources.filter { source in Self.linux.contains { source.text.contains($0) } }

    #expect(users.contains { $0.path.hasPrefix(Self.home[0]) })
    for source in users {
      #expect(Self.home.contains { source.path.hasPrefix($0) }, "\(source.path)")
    }
  }

  @Test func `the version is written in one place`() throws {
    let pattern = /static let current = "(\d+\.\d+\.\d+)"/
    let sources = try sources()
    let versions = sources.compactMap { try? pattern.firstMatch(in: $0.text)?.1 }

    try #require(versions.count == 1)
    #expect(sources.filter { $0.text.contains("\"\(versions[0])\"") }.count == 1)
  }
}
