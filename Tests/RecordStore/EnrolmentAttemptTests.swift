import Foundation
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

@Suite("Attempts to enrol")
struct EnrolmentAttemptTests {
  let folder: TemporaryFolder
  private let environment = StoreEnvironment(now: { 1_770_000_000_000 })

  init() throws { folder = try TemporaryFolder() }

  private func open(_ name: String) throws -> RecordStore {
    try RecordStore.open(in: folder.path(name), environment: environment)
  }

  @Test
  func `a store asks with the same bytes until it has enrolled, and a copy of it with others`()
    throws
  {
    let scope = try #require(Scope("RBD02"))
    let made = try RecordStore.create(
      in: folder.path("store"), NewStoreOptions(side: .site, scope: scope, nation: "england"),
      environment: environment)
    try made.close()
    try FileManager.default.copyItem(atPath: folder.path("store"), toPath: folder.path("copy"))

    let store = try open("store")
    let first = try store.enrolmentAttempt(bytes: 16)
    try store.close()
    let again = try open("store")
    let copy = try open("copy")

    #expect(first.count == 16 && Set(first).count > 1)
    #expect(try again.enrolmentAttempt(bytes: 16) == first)
    #expect(try copy.enrolmentAttempt(bytes: 16) != first)

    try again.enrol(
      Enrolment(
        server: "https://centre.example", authority: nil, role: "site",
        centrePublicKey: Array(repeating: 1, count: 32), enrolledAt: 1),
      trust: try #require(Scope("RBD")))
    #expect(try again.enrolmentAttempt(bytes: 16) != first, "the next code is another attempt")
  }
}
