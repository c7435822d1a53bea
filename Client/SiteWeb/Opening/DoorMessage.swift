internal import Foundation
internal import IRMER

/// What a shared screen says on its socket: one JSON object a line. The other end says nothing; it
/// stays connected as long as its screen is wanted.
enum DoorMessage: Hashable, Sendable {
  /// A screen was started for this login: its address, and the token that opens it once.
  case admitted(port: Int, token: String)
  /// A browser used the token.
  case opened
  case refused(Refusal)

  enum Refusal: String, Hashable, Sendable {
    /// The login is not in the group.
    case notInGroup = "not-in-group"
    /// As many screens are open as one login, or all of them, may have.
    case tooMany = "too-many"
    /// The screen could not be started.
    case failed
  }

  /// A longer line was not written by this program.
  static let bytesMax = 1024

  var line: String {
    let json: JSONValue =
      switch self {
      case .admitted(let port, let token):
        ["port": .number(JSONNumber(port)), "token": .string(token)]
      case .opened: ["event": "opened"]
      case .refused(let refusal): ["refused": .string(refusal.rawValue)]
      }
    return json.serialized() + "\n"
  }

  /// - Returns: `nil` for anything that a shared screen does not say.
  init?(line: some Sequence<UInt8>) {
    guard let json = try? JSONValue(parsing: Array(line)) else { return nil }
    if let port = json["port"]?.integer, (1...65_535).contains(port),
      let token = json["token"]?.string, token.utf8.count == 64,
      token.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
    {
      self = .admitted(port: port, token: token)
    } else if json["event"]?.string == "opened" {
      self = .opened
    } else if let refusal = json["refused"]?.string.flatMap(Refusal.init) {
      self = .refused(refusal)
    } else {
      return nil
    }
  }
}
