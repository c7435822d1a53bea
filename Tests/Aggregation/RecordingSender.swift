import CentreStore
import RecordStore
import Synchronization

@testable import Aggregation

/// A value that a test changes while others read it.
final class Mutable<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>
  init(_ value: Value) { storage = Mutex(value) }

  var value: Value {
    get { storage.withLock { $0 } }
    set { storage.withLock { $0 = newValue } }
  }

  func change(_ body: (inout sending Value) -> Void) { storage.withLock { body(&$0) } }
}

/// Accepts every message, unless a failure is set.
final class RecordingSender: MessageSender, @unchecked Sendable {
  // `failing` is set before anything is delivered.
  let taken = Mutable<[String]>([])
  let attempts = Mutable(0)
  let failure = Mutable<DeliveryFailure?>(nil)
  var failing: Subscription.Channel?

  func deliver(_ notice: OutgoingMessage) async throws(DeliveryFailure) {
    attempts.change { $0 += 1 }
    var isEmail = false
    if case .email = notice.destination { isEmail = true }
    if let failure = failure.value, failing == nil || (failing == .email) == isEmail {
      throw failure
    }
    taken.change { $0.append(notice.identifier) }
  }
}
