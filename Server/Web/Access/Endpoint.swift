internal import Aggregation
internal import HTTPTypes
internal import RecordStore

/// One operation of the centre: its path, and who may use it.
///
/// This table is the only place that defines who may do what. Nothing can be served that is not in
/// it, and a test checks it for every role and every method.
struct Endpoint: Hashable, Sendable {
  enum Access: Hashable, Sendable {
    /// Needs no authorisation and reveals no record.
    case open
    /// Authorised by a replica's own key, or by an enrolment code, inside the exchange.
    case replica
    /// Authorised by a secret in its own address, and shows only deadlines.
    case secret
    /// A person or program under one of these roles.
    case roles(Set<Role>)
  }

  /// The kind of client: decides the form of an error and which credentials are accepted.
  enum Kind: Hashable, Sendable {
    case service
    case exchange
    case api
    case page
  }

  let method: HTTPRequest.Method
  /// As the router writes it: `/api/v1/incidents/{id}`.
  let path: String
  let kind: Kind
  let access: Access
  var bodyBytesMax = 0

  /// Every endpoint of the centre.
  static let all: [Endpoint] = services + exchange + api + pages

  /// Everybody who sees records.
  static let everyone = Access.roles(Set(Role.withRecords))
  /// Everybody who is signed in, whether they see records or not.
  static let signedIn = Access.roles(Set(Role.allCases))
  static let governance = Access.roles([.governance])
  /// Those who run the centre: its people, tokens and devices.
  static let administrators = Access.roles([.governance, .administrator])

  // MARK: Services

  static let health = service("/healthz")
  static let readiness = service("/readyz")
  static let metrics = service("/metrics")

  static let security = service("/.well-known/security.txt")

  private static let services = [health, readiness, metrics, security]

  private static func service(_ path: String) -> Endpoint {
    Endpoint(method: .get, path: path, kind: .service, access: .open)
  }

  // MARK: The exchange with sites

  static let enrolment = Endpoint(
    method: .post, path: "/v1/enrolments", kind: .exchange, access: .replica,
    bodyBytesMax: 16 * 1024)
  static let sync = Endpoint(
    method: .post, path: "/v1/sync", kind: .exchange, access: .replica,
    bodyBytesMax: 4 * 1024 * 1024)
  static let keys = Endpoint(
    method: .post, path: "/v1/keys", kind: .exchange, access: .replica, bodyBytesMax: 4 * 1024)
  static let centreProof = Endpoint(
    method: .post, path: "/v1/centre", kind: .exchange, access: .replica, bodyBytesMax: 256)

  /// A bundle that a device relays for others.
  static let bundle = Endpoint(
    method: .post, path: "/v1/bundles", kind: .exchange, access: .replica,
    bodyBytesMax: SealedBundles.forwardedBytesMax)

  private static let exchange = [enrolment, sync, keys, centreProof, bundle]

  // MARK: Helpers for pages

  static func page(_ path: String, _ access: Access = everyone) -> Endpoint {
    Endpoint(method: .get, path: path, kind: .page, access: access)
  }

  /// A form. Its body contains the form token of the session.
  static func form(_ path: String, _ access: Access) -> Endpoint {
    Endpoint(
      method: .post, path: path, kind: .page, access: access, bodyBytesMax: 256 * 1024)
  }

  // MARK: Looking up

  /// The methods that some endpoint answers at a path, `HEAD` with every `GET`.
  static func methods(at path: String) -> [HTTPRequest.Method] {
    let found = all.filter { $0.matches(path) }.map(\.method)
    return found.contains(.get) ? [.get, .head] + found.filter { $0 != .get } : found
  }

  func matches(_ path: String) -> Bool {
    let mine = self.path.split(separator: "/")
    let theirs = path.split(separator: "/")
    return mine.count == theirs.count
      && zip(mine, theirs).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
  }
}
