internal import Aggregation
internal import HTTPTypes
internal import Screens

// Logging in a browser, for a site that may not install software.

extension Endpoint {
  static let reporters = Access.roles([.reporter])

  static let logPage = page("/log", reporters)
  static let logBegin = form("/log/begin", reporters)
  static let logDiscard = form("/log/discard", reporters)
  static let logFormPage = page("/log/form", reporters)
  static let logForm = form("/log/form", reporters)
  static let logLive = form("/log/live", reporters)
  static let logQuestionPage = page("/log/question/{id}", reporters)
  static let logQuestion = form("/log/question/{id}", reporters)
  static let logSummaryPage = page("/log/summary", reporters)
  static let logNames = form("/log/names", reporters)
  static let logSave = form("/log/save", reporters)
  static let loggedPage = page("/logged", reporters)
  static let loggedOnePage = page("/logged/{id}", reporters)
  static let logScript = page(Asset.logScript.path, .open)

  static let logPages = [
    logPage, logBegin, logDiscard, logFormPage, logForm, logLive, logQuestionPage, logQuestion,
    logSummaryPage, logNames, logSave, loggedPage, loggedOnePage, logScript,
  ]
}
