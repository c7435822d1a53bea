internal import CentreStore
package import IRMER
internal import RecordStore
internal import Records

// Registers, devices, people and the access log, as lists.

extension Centre {
  /// The employer's procedures; the days those on which a review is due.
  package func procedures(_ filter: Filter) async throws -> Listing {
    let today = today
    let items = try await snapshots(of: .procedure).filter { !$0.isWithdrawn }.map {
      ("\($0.id)", ProcedureView($0).item(on: today))
    }.filter { _, item in
      filter.admits(day: item["reviewDue"]?.string.flatMap { CalendarDate($0) })
        && filter.admits(site: item["site"]?.string ?? "")
        && filter.admits(state: item["review"]?.string ?? "")
    }
    return Listing(items, filter)
  }

  /// Devices that ever enrolled; `state` is `enrolled` or `revoked`.
  package func devices(_ filter: Filter) async throws -> Listing {
    let items = try await listedDevices().map { device -> (key: String, item: JSONObject) in
      var item = JSONObject()
      item.append("id", .string(device.id))
      item.append("name", .string(device.name))
      item.append("site", .string(device.site))
      item.append("role", .string(device.role))
      item.append("state", .string(device.revokedWhy == nil ? "enrolled" : "revoked"))
      item.append("lastSync", Self.moment(device.lastSync))
      item.append("joinedAgain", Self.moment(device.joinedAgain))
      item.append("revokedWhy", JSONValue(device.revokedWhy))
      return (device.id, item)
    }.filter { _, item in
      filter.admits(site: item["site"]?.string ?? "")
        && filter.admits(state: item["state"]?.string ?? "")
    }
    return Listing(items, filter)
  }

  /// People who have or had access; `state` is their role.
  package func people(_ filter: Filter) async throws -> Listing {
    let items = try await people().filter { filter.admits(state: $0.role.rawValue) }.map {
      person -> (key: String, item: JSONObject) in
      var item = JSONObject()
      item.append("id", .string(person.id))
      item.append("email", .string(person.email))
      item.append("role", .string(person.role.rawValue))
      item.append("hasAccess", .bool(person.hasAccess))
      item.append("label", JSONValue(person.label))
      item.append("site", JSONValue(person.site))
      return (person.id, item)
    }
    return Listing(items, filter)
  }

  /// Who read what and did what, the latest first.
  package func accesses(_ filter: Filter) async throws -> Listing {
    try await writeAccesses()
    let before = filter.cursor.flatMap { Int64($0.key) }
    let found = try await reading {
      try $0.administration.accesses(before: before, limit: filter.limit + 1)
    }
    let page = found.prefix(filter.limit)
    let items = page.map { access in
      var item = JSONObject()
      item.append("at", Self.moment(access.at))
      item.append("who", .string(access.who))
      item.append("role", .string(access.role))
      item.append("action", .string(access.action))
      item.append("subject", .string(access.subject))
      return item
    }
    let last = page.last?.id.map { Cursor(key: String($0)) }
    return Listing(items: Array(items), next: found.count > page.count ? last : nil)
  }

  private static func moment(_ milliseconds: Int64?) -> JSONValue {
    JSONValue(milliseconds.map { "\(Moment(milliseconds: $0))" })
  }
}

extension EmployerReport {
  /// The Employer's page as a document.
  package var item: JSONObject {
    func share(_ share: Share) -> JSONValue {
      ["part": .number(JSONNumber(share.part)), "whole": .number(JSONNumber(share.whole))]
    }
    func tallies(_ tallies: [Tally]) -> JSONValue {
      .array(
        tallies.map { ["name": .string($0.name), "number": .number(JSONNumber($0.number))] })
    }
    var item = JSONObject()
    item.append("codes", tallies(codes))
    item.append("nations", tallies(nations))
    item.append("notifiedInTime", share(notifiedInTime))
    item.append("reportedInTime", share(reportedInTime))
    item.append("candourMet", share(candourMet))
    item.append("unopened", JSONValue(unopened))
    item.append("licenceBreaches", .number(JSONNumber(licenceBreaches)))
    item.append("actionsOverdue", .number(JSONNumber(actionsOverdue)))
    item.append("openCases", JSONValue(openCases.map(\.incident)))
    item.append("undecided", JSONValue(undecided.map { "\($0.id)" }))
    item.append("audits", JSONValue(audits.map(\.id)))
    item.append("proceduresDue", .number(JSONNumber(proceduresDue)))
    item.append("acknowledged", share(acknowledged))
    item.append("themes", JSONValue(themes.map(\.snapshot.name)))
    return item
  }
}
