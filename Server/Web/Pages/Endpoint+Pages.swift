internal import Aggregation
internal import HTTPTypes
internal import Screens

extension Endpoint {
  /// Roles that decide about records.
  static let deciders = Access.roles([.governance, .employer, .mpe])

  static let signIn = page("/sign-in", .open)
  static let signInForm = Endpoint(
    method: .post, path: "/sign-in", kind: .page, access: .open,
    bodyBytesMax: 4 * Unsent.bytesMax)
  static let openIDBegin = page("/sign-in/openid", .open)
  static let openIDReturn = page("/sign-in/openid/callback", .open)
  static let signInCode = Endpoint(
    method: .post, path: "/sign-in/code", kind: .page, access: .open, bodyBytesMax: 4 * 1024)
  static let accountPage = page("/account", signedIn)
  static let passwordForm = form("/account/password", signedIn)
  static let factorForm = form("/account/code", signedIn)
  static let signOut = form("/sign-out", signedIn)
  static let stylesheet = page(Asset.stylesheet.path, .open)
  static let icon = page(Asset.icon.path, .open)
  static let script = page(Asset.script.path, .open)

  static let todayPage = page("/")
  static let incidentsPage = page("/incidents")
  static let incidentsTable = page("/incidents.csv")
  static let notificationsPage = page("/notifications")
  static let notificationsTable = page("/notifications.csv")
  static let actionsPage = page("/actions")
  static let actionsTable = page("/actions.csv")
  static let auditsTable = page("/audits.csv")
  static let viewForm = form("/views", everyone)
  static let endViewForm = form("/views/end", everyone)
  static let calendarPage = page("/calendar")
  static let calendarForm = form("/calendar", everyone)
  static let calendarFeed = page("/calendar/{id}", .secret)
  static let incidentPage = page("/incidents/{id}")
  static let incidentEdit = form("/incidents/{id}", deciders)
  static let settlePage = page("/records/{id}/conflicts", deciders)
  static let settleForm = form("/records/{id}/conflicts", deciders)
  static let reportPage = page("/incidents/{id}/report")
  static let reportForm = form("/incidents/{id}/report", deciders)
  static let reportPrint = page("/incidents/{id}/report/print")
  static let reportPDF = page("/incidents/{id}/report/pdf")
  static let answersPage = page("/incidents/{id}/answers")
  static let answersPrint = page("/incidents/{id}/answers/print")
  static let sentCopy = page("/incidents/{id}/sent/{copy}")
  static let sentCopyPDF = page("/incidents/{id}/sent/{copy}/pdf")
  static let conflictInbox = page("/conflicts")
  static let quarantinePage = page("/quarantine")
  static let quarantineForm = form("/quarantine", governance)
  static let themesPage = page("/themes")
  static let themeForm = form("/themes", deciders)
  static let themePage = page("/themes/{id}")
  static let themeEdit = form("/themes/{id}", deciders)
  static let duplicatesPage = page("/duplicates")
  static let duplicateForm = form("/duplicates", deciders)
  static let auditsPage = page("/audits")
  static let auditPage = page("/audits/{id}")
  static let auditEdit = form("/audits/{id}", deciders)
  static let proceduresPage = page("/procedures")
  static let procedureForm = form("/procedures", governance)
  static let procedureEdit = form("/procedures/{id}", deciders)
  static let sitesPage = page("/sites")
  static let trendsPage = page("/trends")
  static let trendsTable = page("/trends.csv")
  static let rareEventsPage = page("/trends/rare-events")
  static let causesPage = page("/trends/causes")
  static let comparisonPage = page("/trends/sites")
  static let auditResultsPage = page("/trends/audits")
  static let denominatorsPage = page("/denominators")
  static let denominatorForm = form("/denominators", deciders)
  static let denominatorImport = Endpoint(
    method: .post, path: "/denominators/import", kind: .page, access: deciders,
    bodyBytesMax: 6 * 1024 * 1024)
  static let lessonsPage = page("/lessons")
  static let lessonForm = form("/lessons", deciders)
  static let rebaseForm = form("/trends/limits", governance)
  static let boardPage = page("/board")
  static let boardPrint = page("/board/print")
  static let boardPDF = page("/board/pdf")
  static let employerPage = page("/employer", .roles([.governance, .employer]))
  static let devicesPage = page("/devices", administrators)
  static let codeForm = form("/devices", administrators)
  static let revokeForm = form("/devices/{id}/revoke", administrators)
  static let peoplePage = page("/people", administrators)
  static let personForm = form("/people", administrators)
  static let endAccessForm = form("/people/{id}/end", administrators)
  static let messagesPage = page("/messages", governance)
  static let retryForm = form("/messages/{id}/retry", governance)
  static let subscribeForm = form("/subscriptions", governance)
  static let endSubscriptionForm = form("/subscriptions/{id}/end", governance)
  static let testForm = form("/subscriptions/{id}/test", governance)
  static let searchPage = page("/search")
  static let interfacePage = page("/interface")
  static let accessPage = page("/access", administrators)

  static let pages: [Endpoint] =
    [
      signIn, signInForm, openIDBegin, openIDReturn, signInCode, accountPage,
      passwordForm, factorForm, signOut, stylesheet, icon, script, reportPrint, reportPDF,
      answersPage, answersPrint, sentCopy, sentCopyPDF, todayPage, incidentsPage,
      incidentsTable, notificationsPage, notificationsTable, actionsPage, actionsTable, auditsTable,
      viewForm, endViewForm, calendarPage, calendarForm, calendarFeed, incidentPage, incidentEdit,
      settlePage, settleForm, reportPage, reportForm, conflictInbox, quarantinePage,
      quarantineForm, themesPage, themeForm, themePage, themeEdit, duplicatesPage, duplicateForm,
      auditsPage, auditPage, auditEdit, proceduresPage,
      procedureForm, procedureEdit, sitesPage, trendsPage, trendsTable, rareEventsPage, causesPage,
      comparisonPage,
      auditResultsPage, denominatorsPage, denominatorForm, denominatorImport, lessonsPage,
      lessonForm, boardPage, boardPrint, boardPDF, rebaseForm,
      employerPage,
      devicesPage,
      codeForm,
      revokeForm, peoplePage, personForm, endAccessForm, searchPage, interfacePage, accessPage,
      messagesPage,
      retryForm, subscribeForm, endSubscriptionForm, testForm,
    ] + peoplePages + logPages

  /// Whether a role may use the endpoint: pages show no button that would be refused.
  func admits(_ role: Role) -> Bool {
    switch access {
    case .open, .secret: true
    case .replica: false
    case .roles(let roles): roles.contains(role)
    }
  }
}
