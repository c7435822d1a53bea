internal import NIOCore
internal import Synchronization

/// Counts the connections of each address.
final class AddressCounter: Sendable {
  private let countMax: Int
  private let counts = Mutex<[NetworkPrefix: Int]>([:])

  init(max countMax: Int) { self.countMax = countMax }

  /// - Returns: whether there is room; if so, ``leave(_:)`` must follow.
  func enter(_ network: NetworkPrefix) -> Bool {
    counts.withLock { counts in
      let count = counts[network] ?? 0
      guard count < countMax else { return false }
      counts[network] = count + 1
      return true
    }
  }

  func leave(_ network: NetworkPrefix) {
    counts.withLock { counts in
      guard let count = counts[network] else { return }
      counts[network] = count > 1 ? count - 1 : nil
    }
  }
}

/// The owner of an address: an IPv4 address, or the first 64 bits of an IPv6 one, since the holder
/// of one of those has all with the same prefix.
struct NetworkPrefix: Hashable, Sendable {
  private let bytes: [UInt8]

  static func of(_ address: SocketAddress?) -> NetworkPrefix {
    let bytes = address?.ipAddress.flatMap { NetworkAddress($0) }?.bytes ?? []
    return NetworkPrefix(bytes: bytes.count == 16 ? Array(bytes.prefix(8)) : bytes)
  }
}
