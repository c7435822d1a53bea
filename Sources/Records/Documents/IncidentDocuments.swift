public import IRMER
internal import Replication

// The documents that the command line and the server print, with the same keys.

extension IncidentRow {
  /// One item of `incident list` and of `/api/v1/incidents`.
  public var listItem: JSONObject { item(ItemContext(today: .earliest)) }

  /// Whether anything is still to be done.
  public var isOpen: Bool { self.status.isOpen }
}

extension NotificationRow {
  /// One item of `/api/v1/notifications`.
  public func item(on today: CalendarDate) -> JSONObject { item(ItemContext(today: today)) }

  /// Why it is here, a sentence each.
  public var reasonSentences: [String] {
    (try? JSONValue(parsing: self.reasons))?.array?.compactMap(\.string) ?? []
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
    case .theme:
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
