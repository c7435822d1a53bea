public import IRMER
internal import Replication

// The documents that the command line and the server print, with the same keys.

extension IncidentRow {
  /// One item of `incident list` and of `/api/v1/incidents`.
  public var listItem: JSONObject {
    var item = JSONObject()
    item.append("id", .string(id))
    item.append("reference", JSONValue(reference))
    item.append("site", .string(site))
    item.append("status", .string(status))
    item.append("outcome", .string(outcome))
    item.append("codes", JSONValue(codes.split(separator: " ").map(String.init)))
    item.append("complementary", JSONValue(complementary.split(separator: " ").map(String.init)))
    item.append("discoveredOn", JSONValue(discoveredOn))
    item.append("notifyBy", JSONValue(notifyBy))
    item.append("reportBy", JSONValue(reportBy))
    item.append("authority", .string(authority))
    item.append("modality", JSONValue(modality))
    item.append("conflicts", .number(JSONNumber(conflicts)))
    return item
  }

  /// Whether anything remains to be done; true for a status that this version does not know.
  public var isOpen: Bool { IncidentStatus(rawValue: status)?.isOpen ?? true }
}

extension NotificationRow {
  /// One item of `/api/v1/notifications`.
  public func item(on today: CalendarDate) -> JSONObject {
    var item = JSONObject()
    item.append("incident", .string(incident))
    item.append("kind", .string(kind.rawValue))
    item.append("reference", JSONValue(reference))
    item.append("site", .string(site))
    item.append("outcome", .string(outcome))
    item.append("codes", JSONValue(codes.split(separator: " ").map(String.init)))
    item.append("complementary", JSONValue(complementary.split(separator: " ").map(String.init)))
    item.append("authority", .string(authority))
    item.append("state", .string(state(on: today).rawValue))
    item.append("discoveredOn", JSONValue(discoveredOn))
    item.append("notifyBy", JSONValue(notifyBy))
    item.append("reportBy", JSONValue(reportBy))
    item.append("daysLeft", daysLeft(on: today).map { .number(JSONNumber($0)) } ?? .null)
    item.append("submittedOn", JSONValue(submittedOn))
    item.append("reportSentOn", JSONValue(reportSentOn))
    item.append("inspectorContactedOn", JSONValue(inspectorContactedOn))
    item.append("inConflict", .bool(inConflict))
    item.append("reasons", (try? JSONValue(parsing: reasons)) ?? [])
    return item
  }

  /// Whether a clock is due within this many days, or overdue.
  public func isDue(on today: CalendarDate, within days: Int = 14) -> Bool {
    daysLeft(on: today).map { $0 <= days } ?? false
  }
}

extension RecordSnapshot {
  /// `incident show`, `audit show` and the centre's equivalents: fields, conflicts, and the result
  /// of the rules or of the process.
  ///
  /// - Parameter origins: where values in conflict were written, as far as the store knows.
  public func document(
    on today: CalendarDate, origins: ValueOrigins = ValueOrigins()
  ) -> JSONObject {
    var result = JSONObject()
    result.append("id", .string("\(id)"))
    result.append("reference", JSONValue(reference))
    result.append("kind", .string(kind.rawValue))
    result.append("site", .string(scope.code))
    result.append("status", JSONValue(text("status")))
    result.append("fields", .object(fields))
    var inConflict = JSONObject()
    for conflict in conflicts {
      inConflict[conflict.displayPath] = conflict.json(scope: scope, origins: origins)
    }
    result.append("conflicts", .object(inConflict))
    switch kind {
    case .incident:
      let incident = IncidentView(self)
      result.append("outcome", .string(incident.assessment.outcome.rawValue))
      result.append("assessment", incident.assessment.json)
      result.append("missing", JSONValue(incident.missing))
      if let notification = ReadModel.rows(for: self).notification {
        result.append("notification", .object(notification.item(on: today)))
      }
    case .audit:
      if let row = ReadModel.rows(for: self).audit {
        for (key, value) in row.progress(on: today, of: AuditView(self)).members {
          result[key] = value
        }
      }
    default: break
    }
    return result
  }
}
