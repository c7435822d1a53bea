internal import Aggregation
internal import Records

/// The links on every page, in five groups, for what a role may open.
enum Navigation {
  struct Link {
    let href: String
    let text: String
    /// Not named like the group's member: a template that finds none here would use that one.
    let number: String?
    let isCurrent: Bool
  }

  struct Group {
    let name: String
    let href: String
    let count: String?
    let isCurrent: Bool
    let links: [Link]
  }

  private typealias Entry = (endpoint: Endpoint, text: String, subjects: [TodayReport.Subject])

  private static let groups: [(String, [Entry])] = [
    ("Reports", [(.loggedPage, "Your reports", []), (.logPage, "Log an incident", [])]),
    (
      "Today",
      [
        (.todayPage, "Today", []),
        (.notificationsPage, "Deadlines", [.overdueToNotify, .overdueToDecide, .reportsOverdue]),
        (.actionsPage, "Actions", [.actionsOverdue]), (.calendarPage, "Calendar", []),
      ]
    ),
    ("Records", [(.incidentsPage, "Incidents", [.returned]), (.searchPage, "Search", [])]),
    (
      "To settle",
      [
        (.conflictInbox, "Conflicts", [.conflicts]), (.quarantinePage, "Quarantine", [.quarantine]),
        (.themesPage, "Themes", [.themes]), (.duplicatesPage, "Duplicates", [.duplicates]),
      ]
    ),
    (
      "Audits and trends",
      [
        (.auditsPage, "Audits", [.auditsOverdue]), (.proceduresPage, "Procedures", []),
        (.trendsPage, "Trends", []), (.boardPage, "Board paper", []), (.lessonsPage, "Lessons", []),
        (.employerPage, "Employer", []),
      ]
    ),
    (
      "Centre",
      [
        (.sitesPage, "Sites", [.silentSites]), (.devicesPage, "Devices", []),
        (.peoplePage, "People", []), (.tokensPage, "Tokens", []),
        (.accessPage, "Access log", []), (.messagesPage, "Messages", []),
        (.interfacePage, "Interface", []),
      ]
    ),
  ]

  static func groups(for role: Role, at path: String, _ report: TodayReport?) -> [Group] {
    groups.compactMap { name, entries in
      let links = entries.filter { $0.endpoint.admits(role) }.map { entry in
        let number = entry.subjects.reduce(0) { $0 + (report?.figure($1)?.count ?? 0) }
        return (
          link: Link(
            href: entry.endpoint.path, text: entry.text, number: number > 0 ? number.grouped : nil,
            isCurrent: entry.endpoint.path == path), number: number
        )
      }
      guard let first = links.first?.link else { return nil }
      let number = links.reduce(0) { $0 + $1.number }
      let isHere = links.contains { isAt(path, $0.link.href) }
      return Group(
        name: name, href: first.href, count: number > 0 ? number.grouped : nil, isCurrent: isHere,
        links: links.map(\.link))
    }
  }

  /// The menu's title for the page at an address, or for the list that it belongs to.
  static func title(at path: String) -> String? {
    let entries = groups.flatMap { $0.1 }.filter { isAt(path, $0.endpoint.path) }
    return entries.max { $0.endpoint.path.count < $1.endpoint.path.count }?.text
  }

  /// Whether a page is a list itself or shows one of its items.
  private static func isAt(_ path: String, _ list: String) -> Bool {
    path == list || list != "/" && path.hasPrefix(list + "/")
  }
}
