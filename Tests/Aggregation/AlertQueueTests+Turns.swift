import CentreStore
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

extension AlertQueueTests {
  @Test func `many messages for one subscription delay no other's`() async throws {
    let many = try await centre.subscribe(.email, "a@trust.example", role: .reader, site: nil)
    let few = try await centre.subscribe(.email, "b@trust.example", role: .reader, site: nil)
    for id in [many.id, many.id, many.id, few.id] {
      clock.value += 1
      #expect(try await centre.sendTest(to: id))
    }

    let due = try centre.administration.dueMessages(at: clock.value, limit: 3)

    #expect(due.map(\.subscription.id) == [many.id, few.id, many.id])
    #expect(due.first.map(\.id) == due.map(\.id).min(), "of each subscription the oldest first")
  }
}
