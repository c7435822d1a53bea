internal import HTTPTypes

/// The page that somebody requested when they had to sign in: a page of this centre, never another
/// address.
struct Destination: Hashable, Sendable {
  /// Starts with one `/`; the start page where no other was requested.
  let path: String

  static let start = Destination("/")

  private static let bytesMax = 2_000

  /// - Parameter text: the value of a query or a form; anything that is not a page of ours means
  ///   the start page.
  init(_ text: String?) {
    path = text.flatMap(Self.checked) ?? "/"
  }

  private static func checked(_ text: String) -> String? {
    guard text.utf8.count <= bytesMax, text.hasPrefix("/"), !text.hasPrefix("//"),
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return nil }
    let page = String(text.prefix { $0 != "?" && $0 != "#" })
    let isOurs = Endpoint.all.contains {
      $0.kind == .page && $0.method == .get && $0.access != .open && $0.matches(page)
    }
    return isOurs ? text : nil
  }
}
