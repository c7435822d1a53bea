internal import Synchronization

/// The last computed value, with the version that it was computed from.
final class VersionedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let last = Mutex<(key: Key, value: Value)?>(nil)

  func value(for key: Key) -> Value? {
    last.withLock { $0?.key == key ? $0?.value : nil }
  }

  func keep(_ value: Value, for key: Key) { last.withLock { $0 = (key, value) } }

  var isKept: Bool { last.withLock { $0 != nil } }

  func forget() { last.withLock { $0 = nil } }
}
