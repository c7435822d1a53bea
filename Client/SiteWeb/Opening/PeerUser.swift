internal import Foundation

/// The user whose program is at the other end of a connection on this machine.
///
/// Cookies ignore ports: another user's server on loopback could receive this screen's cookie, and
/// use it. The kernel's tables of connections show who owns the other end, and only the screen's
/// own user gets an answer.
enum PeerUser {
  /// Where the kernel lists the connections of 127.0.0.1, as programs of either family made them.
  static let tables = ["/proc/net/tcp", "/proc/net/tcp6"]

  /// - Returns: `nil` where the system does not report it.
  static func identifier(
    from port: Int, to own: Int, tables paths: [String] = tables
  ) -> UInt32? {
    for path in paths {
      guard let table = contents(of: path) else { continue }
      for line in table.split(separator: "\n").dropFirst() {
        let cells = line.split(separator: " ", omittingEmptySubsequences: true)
        guard cells.count > 7, isLoopback(cells[1], port), isLoopback(cells[2], own) else {
          continue
        }
        return UInt32(cells[7])
      }
    }
    return nil
  }

  /// A table of more connections than this computer can have is not read to its end.
  private static let bytesMax = 64 << 20

  /// The kernel returns a table in pieces of whole lines, so that a piece shorter than asked for is
  /// not the end, as it would be in a file.
  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < bytesMax {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static var own: UInt32 { getuid() }

  /// `0100007F:1F90` for 127.0.0.1:8080, as a little-endian kernel writes it; with the prefix of
  /// an IPv4 address before it where a program connected by an IPv6 socket.
  private static func isLoopback(_ cell: Substring, _ port: Int) -> Bool {
    let digits = String(port, radix: 16, uppercase: true)
    let host = String(UInt32(0x7f00_0001).bigEndian, radix: 16, uppercase: true)
    let prefix = String(UInt32(0x0000_ffff).bigEndian, radix: 16, uppercase: true)
    let end = padded(host, 8) + ":" + padded(digits, 4)
    return cell == end || cell == String(repeating: "0", count: 16) + padded(prefix, 8) + end
  }

  private static func padded(_ digits: String, _ count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}

/// Whose browser a screen answers.
struct ScreenVisitor: Hashable, Sendable {
  let user: UInt32
  /// Whether a connection is refused where the system does not report its user. Only its owner can
  /// read the opening file of a store; a shared screen rests on what the kernel reports.
  let mustBeKnown: Bool

  static var owner: ScreenVisitor { ScreenVisitor(user: PeerUser.own, mustBeKnown: false) }

  static func login(_ user: UInt32) -> ScreenVisitor {
    ScreenVisitor(user: user, mustBeKnown: true)
  }

  func isAt(_ port: Int, to own: Int, tables: [String] = PeerUser.tables) -> Bool {
    guard let found = PeerUser.identifier(from: port, to: own, tables: tables) else {
      return !mustBeKnown
    }
    return found == user
  }
}
