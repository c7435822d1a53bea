internal import Foundation

/// The user whose program is at the other end of a connection on this machine.
///
/// Cookies ignore ports: another user's server on loopback could receive this screen's cookie, and
/// use it. The kernel's table of connections shows who owns the other end, and only the screen's
/// own user gets an answer.
enum PeerUser {
  /// - Returns: `nil` where the system does not report it.
  static func identifier(
    from port: Int, to own: Int, table path: String = "/proc/net/tcp"
  ) -> UInt32? {
    guard let table = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let (client, server) = (address(port), address(own))
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: " ", omittingEmptySubsequences: true)
      guard cells.count > 7, cells[1] == client, cells[2] == server else { continue }
      return UInt32(cells[7])
    }
    return nil
  }

  static var own: UInt32 { getuid() }

  /// `0100007F:1F90` for 127.0.0.1:8080, as a little-endian kernel writes it.
  private static func address(_ port: Int) -> String {
    let digits = String(port, radix: 16, uppercase: true)
    let host = UInt32(0x7f00_0001).bigEndian
    let name = String(host, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - name.count) + name + ":"
      + String(repeating: "0", count: 4 - min(digits.count, 4)) + digits
  }
}
