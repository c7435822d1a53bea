import Replication
import SyncProtocol
import Testing

/// A centre that never lets a synchronisation end: the session ends it, with a named reason.
@Suite("A centre that goes round in circles")
struct LyingCentreTests {
  private static let log = LogID(high: 1, low: 1)
  private static let held = Frontier([log: .init(sequence: 10, check: 1)])

  /// Runs a session of a store with one log of ten entries.
  ///
  /// - Returns: how it ended, and after how many rounds; `nil` when it did not.
  private func run(
    answering response: (Int) -> SyncResponse,
    storing stored: (Int) -> SyncSession.Stored = { _ in .init(frontier: held) }
  ) -> (ending: SyncSession.Outcome.Ending, rounds: Int)? {
    var session = SyncSession()
    var effect = session.handle(.begun)
    for step in 0..<10_000 {
      switch effect {
      case .prepare:
        effect = session.handle(
          .prepared(.init(frontier: Self.held, segments: [], isComplete: true)))
      case .post: effect = session.handle(.answered(response(step)))
      case .store: effect = session.handle(.stored(stored(step)))
      case .finish(let outcome): return (outcome.ending, outcome.rounds)
      }
    }
    return nil
  }

  @Test func `one that takes back and gives again what it has is ended`() throws {
    let ended = try #require(
      run(answering: { step in
        let sequence = UInt64(step % 6 < 3 ? 3 : 7)
        return SyncResponse(
          frontier: Frontier([Self.log: .init(sequence: sequence, check: 1)]), more: true)
      }))

    #expect(ended.ending == .stuck)
    #expect(ended.rounds <= 3 + SyncSession.idleRoundsMax)
  }

  @Test func `one that makes up logs is ended`() throws {
    let ended = try #require(
      run(answering: { step in
        SyncResponse(
          frontier: Frontier([
            LogID(high: 2, low: UInt64(step)): .init(sequence: UInt64(step), check: 1)
          ]), more: true)
      }))

    #expect(ended.ending == .stuck)
    #expect(ended.rounds <= 1 + SyncSession.idleRoundsMax)
  }

  @Test func `one that always has another fork to tell of is ended`() throws {
    let ended = try #require(
      run(
        answering: { _ in SyncResponse(frontier: Self.held, more: true) },
        storing: { step in
          .init(frontier: Self.held, healed: [LogID(high: 3, low: UInt64(step))])
        }))

    #expect(ended.ending == .stuck)
    #expect(ended.rounds <= SyncSession.forkRoundsMax + SyncSession.idleRoundsMax + 1)
  }

  @Test func `one that never takes what others wrote ends it as agreed, and names them`() {
    var session = SyncSession()
    let other = LogID(high: 2, low: 2)
    var held = Self.held
    held[other] = .init(sequence: 1, check: 5)
    let segment = LogSegment(
      log: other, descriptor: nil, first: 1,
      entries: [SealedEntry(header: [], body: .payload([]))], signature: [])
    var stored = SyncSession.Stored(frontier: held)
    stored.ofOthers = [other]
    var effect = session.handle(.begun)
    var ended: SyncSession.Outcome?
    for _ in 0..<100 where ended == nil {
      switch effect {
      case .prepare:
        effect = session.handle(
          .prepared(.init(frontier: held, segments: [segment], isComplete: true)))
      case .post: effect = session.handle(.answered(SyncResponse(frontier: Self.held)))
      case .store: effect = session.handle(.stored(stored))
      case .finish(let outcome): ended = outcome
      }
    }

    #expect(ended?.ending == .agreed && ended?.notTaken == [other])
    #expect(ended?.rounds == 1 + SyncSession.idleRoundsMax)
  }

  @Test func `one that takes nothing of the store's own does not end it as agreed`() throws {
    let ended = try #require(run(answering: { _ in SyncResponse() }))

    #expect(ended.ending == .stuck)
  }

  @Test func `one that brings something each time goes on`() {
    let ended = run(
      answering: { _ in SyncResponse(frontier: Self.held, more: true) },
      storing: { _ in .init(frontier: Self.held, received: 1) })

    #expect(ended == nil)
  }
}
