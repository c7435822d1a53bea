import RecordStore
import Replication
import TestSupport
import Testing

@testable import Aggregation

extension CentreSetTests {
  /// Uses a trust's centre so that its accesses cannot be written.
  private func spoil(_ trust: Scope, in centres: CentreSet<Void>) async throws {
    let reader = Principal(id: "p", role: .reader, kind: .program(name: "test"))
    try await centres.use(trust) { opened in
      opened.centre.note(reader, "read", "x")
      try opened.centre.store.close()
    }
  }

  @Test func `a trust whose data cannot be written holds up no other`() async throws {
    let (spoilt, idle, asked) = (try add("RAA"), try add("RBB"), try add("RCC"))
    let centres = set(openMax: 2)
    try await spoil(spoilt, in: centres)
    clock.advance(.seconds(1))
    try await centres.use(idle) { _ in }
    clock.advance(.seconds(1))

    try await centres.use(asked) { _ in }

    #expect(await centres.open == [spoilt, asked], "the next idle one has made room")
  }

  @Test func `with no room but theirs a further trust is told to come again`() async throws {
    let (spoilt, asked) = (try add("RAA"), try add("RBB"))
    let centres = set(openMax: 1)
    try await spoil(spoilt, in: centres)

    await #expect(throws: TrustUnavailable(trust: asked, reason: .busy)) {
      try await centres.use(asked) { _ in }
    }
    #expect(await centres.closeIdle().map(\.trust) == [], "it was used just now")
    #expect(await centres.closeAll().map(\.trust) == [spoilt], "and it is named by its own")
  }
}
