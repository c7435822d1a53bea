internal import Crypto
internal import FoundationEssentials
internal import Replication

/// A file that pages refer to. Its name contains a digest of its contents, so that a browser may
/// cache it permanently and still shows an upgrade at once.
package struct Asset: Sendable {
  package let path: String
  package let type: String
  package let text: String

  package init(_ name: String, _ ending: String, type: String, bytes: [UInt8]) {
    let digest = Hexadecimal.text(SHA256.hash(data: Data(bytes)).prefix(8))
    path = "/assets/\(name)-\(digest).\(ending)"
    (self.type, self.text) = (type, String(decoding: bytes, as: UTF8.self))
  }

  package static let stylesheet = Asset(
    "candour", "css", type: "text/css; charset=utf-8", bytes: PackageResources.candour_css)
  /// The stylesheet's rules for pictures, without variables: for a program that reads a picture as a
  /// document of its own.
  package static let pictureRules: String = {
    let lines = stylesheet.text.split(separator: "\n")
    let variables = (lines.first ?? "").matches(of: #/(--[a-z]+):([^;}]+)/#)
    let rules = lines.filter { $0.hasPrefix("svg") && !$0.hasPrefix("svg a:") }
      .joined(separator: "\n")
    return variables.reduce(rules) {
      $0.replacing("var(\($1.output.1))", with: String($1.output.2))
    }
  }()
  package static let icon = Asset(
    "candour", "svg", type: "image/svg+xml",
    bytes: PackageResources.candour_svg)
  /// The script of the log's form: shows the rules' result meanwhile, and what could not be sent.
  package static let logScript = Asset(
    "log", "js", type: "text/javascript; charset=utf-8", bytes: PackageResources.log_js)
}
