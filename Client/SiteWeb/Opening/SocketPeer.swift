internal import Foundation

/// Whose program is at the other end of a Unix socket, as the kernel recorded it when the program
/// connected. No program can state another login or group than its own.
struct SocketPeer: Hashable, Sendable {
  let user: UInt32
  let groups: Set<UInt32>

  /// - Returns: `nil` where the system does not report it.
  init?(of descriptor: Int32) {
    var credentials = Credentials()
    var length = socklen_t(MemoryLayout<Credentials>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0,
      length == socklen_t(MemoryLayout<Credentials>.size),
      let others = Self.otherGroups(descriptor)
    else { return nil }
    user = credentials.user
    groups = others.union([credentials.group])
  }

  init(user: UInt32, groups: Set<UInt32>) { (self.user, self.groups) = (user, groups) }

  /// `struct ucred` of the kernel.
  private struct Credentials {
    let process: Int32 = 0
    var user = UInt32.max
    var group = UInt32.max
  }

  /// The most groups of one process: the kernel's own limit.
  private static let groupCountMax = 65_536

  private static func otherGroups(_ descriptor: Int32) -> Set<UInt32>? {
    // The kernel states the size that it needs where the buffer is too short.
    var capacity = 64
    while capacity <= groupCountMax {
      var groups = [UInt32](repeating: 0, count: capacity)
      var length = socklen_t(capacity * MemoryLayout<UInt32>.size)
      if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0 {
        return Set(groups.prefix(Int(length) / MemoryLayout<UInt32>.size))
      }
      guard errno == ERANGE else { return nil }
      capacity *= 4
    }
    return nil
  }
}

/// Who may open a shared screen.
public struct SharedGroup: Hashable, Sendable {
  /// The system's number of the group.
  package let number: UInt32
  /// The system's name of it; the number where it has none.
  public let name: String

  /// Finds a group of this computer.
  ///
  /// - Parameter name: `nil` for the group of this program.
  /// - Returns: `nil` where there is no such group.
  public init?(named name: String?) {
    if let name {
      guard let entry = getgrnam(name) else { return nil }
      (number, self.name) = (entry.pointee.gr_gid, name)
    } else {
      number = getegid()
      self.name = getgrgid(number).map { String(cString: $0.pointee.gr_name) } ?? "\(number)"
    }
  }

  /// The store's own login may always; the administrator's root as well, who can read it anyway.
  func admits(_ peer: SocketPeer, owner: UInt32 = getuid()) -> Bool {
    peer.user == owner || peer.user == 0 || peer.groups.contains(number)
  }
}
