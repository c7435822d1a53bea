internal import Aggregation
internal import HTTPTypes

/// The API for programs: what the pages show, and what people decide on them.
extension Endpoint {
  static let openAPI = Endpoint(
    method: .get, path: "/api/v1/openapi.json", kind: .api, access: .open)
  static let incidents = read("incidents")
  static let incident = read("incidents/{id}")
  static let notifications = read("notifications")
  static let actions = read("actions")
  static let audits = read("audits")
  static let auditStatus = read("audit-status")
  static let conflicts = read("conflicts")
  static let quarantine = read("quarantine")
  static let coverage = read("coverage")
  static let trends = read("trends")
  static let figures = read("trends/figures")
  static let themes = read("themes")
  static let duplicates = read("duplicates")
  static let denominators = read("denominators")
  static let record = read("records/{id}")
  static let history = read("records/{id}/history")
  static let report = read("incidents/{id}/report")
  static let procedures = read("procedures")
  static let search = read("search")
  static let employer = read("employer", .roles([.governance, .employer]))
  static let devices = read("devices", administrators)
  static let people = read("people", administrators)
  static let accesses = read("accesses", administrators)
  static let subscriptions = read("subscriptions", governance)
  static let messages = read("messages", governance)

  static let takeStep = write("records/{id}/steps", deciders)
  static let settle = write("records/{id}/settlements", deciders)
  static let writeReport = Endpoint(
    method: .put, path: "/api/v1/incidents/{id}/report", kind: .api, access: deciders,
    bodyBytesMax: 256 * 1024)
  static let judgeTheme = write("themes", deciders)
  static let joinTheme = write("themes/{id}/incidents", deciders)
  static let decideDuplicate = write("duplicates", deciders)
  static let decideEntry = write("quarantine/{id}", governance)
  static let enterDenominators = write("denominators", deciders)
  static let enterProcedure = write("procedures", governance)
  static let makeCode = write("enrolment-codes", administrators)
  static let revokeDevice = write("devices/{id}/revocation", administrators)
  static let subscribe = write("subscriptions", governance)
  static let unsubscribe = Endpoint(
    method: .delete, path: "/api/v1/subscriptions/{id}", kind: .api, access: governance)
  static let sendTest = write("subscriptions/{id}/test", governance, bodyBytesMax: 0)
  static let retryMessage = write("messages/{id}/retry", governance, bodyBytesMax: 0)

  static let api = [
    openAPI, incidents, incident, notifications, actions, audits, auditStatus, conflicts,
    quarantine,
    coverage, trends, figures, themes, duplicates, denominators, record, history, report,
    procedures, search, employer, devices, people, accesses, subscriptions, messages, takeStep,
    settle, writeReport, judgeTheme, joinTheme, decideDuplicate, decideEntry, enterDenominators,
    enterProcedure, makeCode, revokeDevice, subscribe, unsubscribe, sendTest, retryMessage,
  ]

  private static func read(_ name: String, _ access: Access = everyone) -> Endpoint {
    Endpoint(method: .get, path: "/api/v1/" + name, kind: .api, access: access)
  }

  private static func write(
    _ name: String, _ access: Access, bodyBytesMax: Int = 64 * 1024
  ) -> Endpoint {
    Endpoint(
      method: .post, path: "/api/v1/" + name, kind: .api, access: access,
      bodyBytesMax: bodyBytesMax)
  }
}
