internal import Aggregation

/// The links that stand on every page, for what a role may open.
enum Navigation {
  private static let all: [(Endpoint, String)] = [
    (.board, "Deadlines"), (.incidentsPage, "Incidents"), (.conflictInbox, "Conflicts"),
    (.quarantinePage, "Quarantine"), (.themesPage, "Themes"), (.duplicatesPage, "Duplicates"),
    (.auditsPage, "Audits"),
    (.proceduresPage, "Procedures"), (.sitesPage, "Sites"), (.trendsPage, "Trends"),
    (.employerPage, "Employer"), (.devicesPage, "Devices"), (.peoplePage, "People"),
    (.messagesPage, "Messages"),
    (.searchPage, "Search"),
  ]

  static func links(for role: Role, at path: String) -> [PageRenderer.Link] {
    all.filter { $0.0.admits(role) }.map { endpoint, text in
      PageRenderer.Link(href: endpoint.path, text: text, isCurrent: endpoint.path == path)
    }
  }
}
