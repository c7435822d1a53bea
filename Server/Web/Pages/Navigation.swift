internal import Aggregation

/// The links that stand on every page, for what a role may open.
enum Navigation {
  private static let all: [(Endpoint, String)] = []

  static func links(for role: Role, at path: String) -> [PageRenderer.Link] {
    all.compactMap { endpoint, text in
      guard case .roles(let roles) = endpoint.access, roles.contains(role) else { return nil }
      return PageRenderer.Link(
        href: endpoint.path, text: text, isCurrent: endpoint.path == path)
    }
  }
}
