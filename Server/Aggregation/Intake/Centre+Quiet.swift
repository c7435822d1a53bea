internal import CentreStore
internal import RecordStore
internal import Replication
package import SyncProtocol

/// The answer to a request that brings nothing new.
package struct QuietAnswer: Sendable {
  /// The message, encoded for its receiver.
  package let message: EncodedAnswer
  /// See ``Centre/recipientsCheck(for:)``; `nil` for a revoked device.
  package let recipientsCheck: String?
  package let tally: SyncTally
}

extension Centre {
  /// Answers a request that brings no entries and gives no reason to write any: nearly every one. All of
  /// it is read from one state, and what has to be noted is one transaction that does not wait for the
  /// disk: the token is used up in it, and no answer is given whose token had been used before.
  ///
  /// - Parameters:
  ///   - body: as sent.
  ///   - message: the body before it was compressed; asked for once the body is known to be the
  ///     device's.
  /// - Returns: `nil` where there is something to write. Then nothing has happened.
  /// - Throws: ``SyncRefusal``.
  package func quietAnswer(
    to recognised: RecognisedRequest, body: [UInt8],
    message: @escaping @Sendable () throws -> [UInt8]
  ) async throws -> QuietAnswer? {
    let now = now()
    let scopes = scopes(of: recognised.site)
    let asked = [
      PageQuestion.device(recognised.replica), .recipients(of: recognised.site),
    ]
    let read = try await together(asked) { reading in
      let centre = reading.centre
      try Self.check(recognised, body, at: now)
      let request = try SyncExchange.request(decoding: message(), at: centre.store)
      guard request.segments.isEmpty else { return nil as (QuietAnswer, Frontier)? }
      try centre.readAhead(ofQuiet: request, from: recognised.replica, scopes: scopes)
      let caller = try centre.caller(of: recognised)
      guard let response = try centre.answer(toQuiet: request, from: caller) else { return nil }
      return (
        QuietAnswer(
          message: try SyncExchange.encoded(response, to: request, at: centre.store),
          recipientsCheck: response.revoked ? nil : try centre.readRecipientsCheck(for: caller),
          tally: SyncTally(sent: response.entryCount)), request.frontier
      )
    }
    guard let (answer, frontier) = read else { return nil }
    let isFresh = try await writing { centre in
      try centre.administration.noteQuietSync(
        of: recognised.replica, announcing: frontier, nonce: recognised.token.nonce, at: now,
        keepUntil: now + Self.nonceKept)
    }
    guard isFresh else { throw SyncRefusal.token(.replayed) }
    return answer
  }
}
