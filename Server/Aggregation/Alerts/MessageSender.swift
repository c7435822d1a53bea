package import CentreStore
internal import RecordStore
internal import Replication
internal import SyncProtocol

package typealias Subscription = Administration.Subscription
package typealias Message = Administration.Message

/// Delivers one message to its address, and decides nothing.
package protocol MessageSender: Sendable {
  /// Returns when the other side has accepted the message.
  func deliver(_ notice: OutgoingMessage) async throws(DeliveryFailure)
}

/// Why a message was not accepted.
package struct DeliveryFailure: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    /// The channel itself is unavailable: nobody answers, no trusted connection, a rejected login,
    /// or nothing set up. All other messages for the channel wait, too.
    case closed
    /// This message was not accepted at present, or the connection broke before it was.
    case notNow = "not-now"
    /// The message will never be accepted.
    case refused
  }

  package let code: Code
  /// What the other side or the network library reported. Contains nothing of a record.
  package let detail: String

  package init(_ code: Code, _ detail: String) {
    (self.code, self.detail) = (code, String(detail.prefix(200)))
  }
}

/// When to try again, and when to stop.
package struct DeliveryRetryPolicy: Hashable, Sendable {
  package var first: Duration = .seconds(30)
  package var longest: Duration = .seconds(3600)
  /// Counted from the first attempt.
  package var giveUpAfter: Duration = .seconds(72 * 3600)
  /// The limit of a single attempt.
  package var attemptMax: Duration = .seconds(60)

  package init() {}

  /// Milliseconds until the next attempt after `attempts` of them.
  func delay(after attempts: Int, using random: inout some RandomNumberGenerator) -> Int64 {
    Backoff(first: first, longest: longest).delay(before: attempts - 1, using: &random).milliseconds
  }

  /// When to try again after a failure; `nil` when it is time to give up.
  func next(
    after message: Message, _ failure: DeliveryFailure, at now: Int64,
    using random: inout some RandomNumberGenerator
  ) -> Int64? {
    if failure.code == .refused { return nil }
    if let first = message.firstAttemptAt,
      now.milliseconds(since: first) >= giveUpAfter.milliseconds
    {
      return nil
    }
    return now + delay(after: message.attempts &+ 1, using: &random)
  }
}

extension Duration {
  var milliseconds: Int64 { Int64(min(max(self / .milliseconds(1), 0), 1e12)) }
}
