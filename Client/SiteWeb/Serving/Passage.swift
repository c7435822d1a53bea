internal import HTTPTypes
internal import Hummingbird
internal import Screens

/// Whether a request comes from the screen's own pages.
///
/// Another site's page can make a browser send requests here: by a form, or by a name that is made
/// to resolve to this machine (DNS rebinding). It cannot choose `Host`, `Origin` and
/// `Sec-Fetch-Site`.
enum Passage {
  enum Refusal: Equatable {
    /// Another name than the screen's own.
    case host
    /// Another page than the screen's own.
    case origin
    case method
  }

  static let opening = "/open"

  static func refusal(of request: Request, at authority: String) -> Refusal? {
    // A second Host header is another name than the one that is read here.
    guard request.head.authority == authority, request.headers[.furtherHost] == nil
    else { return .host }
    switch request.method {
    case .get, .head: return isFromElsewhere(request) ? .origin : nil
    case .post: break
    default: return .method
    }
    let origin = request.headers[.origin]
    if request.uri.path == opening {
      // The file that opens the screen has no origin of its own.
      return origin == nil || origin == "null" || origin == own(authority) ? nil : .origin
    }
    if isFromElsewhere(request) { return .origin }
    let isNamed = request.headers[.secFetchSite] == "same-origin" || origin != nil
    return isNamed && (origin == nil || origin == own(authority)) ? nil : .origin
  }

  private static func own(_ authority: String) -> String { "http://\(authority)" }

  private static func isFromElsewhere(_ request: Request) -> Bool {
    guard let site = request.headers[.secFetchSite] else { return false }
    return site != "same-origin" && site != "none"
  }
}

extension HTTPField.Name {
  /// Of a request that has one already as its authority.
  static let furtherHost = constant("Host")
  static let secFetchSite = constant("Sec-Fetch-Site")
  static let referrerPolicy = constant("Referrer-Policy")
  static let crossOriginOpenerPolicy = constant("Cross-Origin-Opener-Policy")

  private static func constant(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("a header's name in the source must be well formed")
    }
    return name
  }
}
