import Foundation
import TestSupport
import Testing

@testable import SiteClient

@Suite("The lock of a synchronisation")
struct SyncLockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Takes the lock, copies its descriptor, and gives it up.
  private func lockAndCopy() throws -> [Int32] {
    let lock = try SyncLock(folder: folder.path)
    defer { withExtendedLifetime(lock) {} }
    return try OpenDescriptors.copies(ofThoseOpenFor: folder.path(SyncLock.fileName))
  }

  @Test func `a process that is being started does not hold it`() throws {
    let copies = try lockAndCopy()
    defer { for copy in copies { close(copy) } }

    #expect(copies.count == 1)
    let next = try SyncLock(folder: folder.path)
    withExtendedLifetime(next) {}
  }
}
