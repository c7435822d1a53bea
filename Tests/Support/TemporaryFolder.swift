internal import Foundation

/// A folder of a test's own, removed with the test.
public final class TemporaryFolder: Sendable {
  public let path: String

  /// - Parameter inMemory: in a file system in memory, where there is one: for tests that create
  ///   very many stores.
  public init(inMemory: Bool = false) throws {
    let memory = "/dev/shm"
    let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory)
    let base = isThere ? memory : FileManager.default.temporaryDirectory.path
    path = base + "/candour-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func path(_ name: String) -> String { path + "/" + name }
}
