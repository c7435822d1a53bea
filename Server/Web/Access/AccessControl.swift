internal import Aggregation
internal import HTTPTypes
internal import Hummingbird

/// The first page of somebody who does not use the start page.
struct OtherStart: Error, Hashable {
  let path: String

  init(of role: Role) {
    path = role == .reporter ? Endpoint.loggedPage.path : Endpoint.peoplePage.path
  }
}

/// Decides whether a request may reach its endpoint.
struct AccessControl: Sendable {
  static let sessionCookie = "__Host-candour-session"

  let centre: Centre

  /// Who sends the request. Where it opens a page, the figures in the menu are those of the records.
  ///
  /// - Returns: `nil` where the endpoint needs no sign-in.
  /// - Throws: a ``Problem``: 401 without valid credentials, 403 when the role may not.
  func principal(of request: Request, for endpoint: Endpoint) async throws -> Principal? {
    guard case .roles(let roles) = endpoint.access else { return nil }
    guard let principal = try await caller(of: request, to: endpoint) else {
      throw Problem.notAuthorised
    }
    guard roles.contains(principal.role) else {
      if endpoint == .todayPage { throw OtherStart(of: principal.role) }
      throw Problem.forbidden
    }
    return principal
  }

  /// Whose session the request's cookie names, even where that has ended.
  func formerOwner(of request: Request) async throws -> String? {
    guard let session = request.cookies[Self.sessionCookie]?.value, session.utf8.count <= 256
    else { return nil }
    return try await centre.person(ofSession: session)
  }

  /// A token is valid only for the API: a page is for a person, whose forms have a form token.
  private func caller(of request: Request, to endpoint: Endpoint) async throws -> Principal? {
    if endpoint.kind == .api, let header = request.headers[.authorization] {
      let parts = header.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else {
        return nil
      }
      return try await centre.principal(token: String(parts[1]))
    }
    guard let session = request.cookies[Self.sessionCookie]?.value, session.utf8.count <= 256
    else { return nil }
    return try await centre.principal(
      session: session, showingMenu: endpoint.kind == .page && endpoint.method == .get)
  }
}
