import Replication
import SyncProtocol
import Testing

/// When a request may leave out what the centre has acknowledged.
@Suite("Leaving out what the centre has")
struct LeavingOutTests {
  private static let log = LogID(high: 1, low: 1)
  private static let ours = Frontier([log: .init(sequence: 10, check: 1)])

  /// Whether the second request of a session may, after an answer to the first.
  private func mayLeaveOut(
    after response: SyncResponse, _ stored: SyncSession.Stored
  ) -> Bool {
    var session = SyncSession()
    _ = session.handle(.begun)
    #expect(session.leavesOut)
    _ = session.handle(.prepared(.init(frontier: Self.ours, segments: [], isComplete: false)))
    _ = session.handle(.answered(response))
    guard case .prepare = session.handle(.stored(stored)) else {
      Issue.record("the session has not ended")
      return false
    }
    return session.leavesOut
  }

  @Test func `a request may after an answer that reports more than before`() {
    let more = SyncResponse(
      frontier: Frontier([Self.log: .init(sequence: 4, check: 9)]), more: true)

    #expect(mayLeaveOut(after: more, .init(frontier: Self.ours)))
  }

  @Test func `it may not after one that changed nothing`() {
    #expect(!mayLeaveOut(after: SyncResponse(more: true), .init(frontier: Self.ours)))
  }

  @Test func `it may not while a log is of another line`() {
    let forked = SyncResponse(frontier: Self.ours, forked: [Self.log], more: true)
    #expect(
      !mayLeaveOut(
        after: forked, .init(frontier: Self.ours, received: 1, disagreeing: [Self.log])))
    let healed = SyncResponse(frontier: Self.ours, more: true)
    #expect(
      !mayLeaveOut(after: healed, .init(frontier: Self.ours, received: 1, healed: [Self.log])))
  }

  @Test(arguments: [false, true])
  func `portable segments are asked for until one could not be used`(hasUnusable: Bool) throws {
    var session = SyncSession()
    _ = session.handle(.begun)
    let prepared = SyncSession.Event.prepared(
      .init(frontier: Self.ours, segments: [], isComplete: false))
    guard case .post(let first) = session.handle(prepared) else {
      Issue.record("the session begins with a request")
      return
    }
    _ = session.handle(.answered(SyncResponse(frontier: Self.ours, more: true)))
    var stored = SyncSession.Stored(frontier: Self.ours, received: 1)
    stored.hasUnusable = hasUnusable
    _ = session.handle(.stored(stored))
    guard case .post(let second) = session.handle(prepared) else {
      Issue.record("the session goes on")
      return
    }

    #expect(first.readsPortable && session.leavesOut)
    #expect(second.readsPortable == !hasUnusable)
  }

  @Test func `a line that the centre does not take keeps it from nothing`() {
    let forked = SyncResponse(frontier: Self.ours, forked: [Self.log], more: true)
    var stored = SyncSession.Stored(
      frontier: Self.ours, received: 1, disagreeing: [Self.log])
    stored.notTaken = [Self.log]
    stored.keptApart = [Self.log]

    #expect(mayLeaveOut(after: forked, stored))
  }
}
