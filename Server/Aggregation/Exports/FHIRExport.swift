package import IRMER
package import Records
internal import Replication

/// Incidents and their history in the terms of FHIR R4, for other systems of the trust:
/// `AdverseEvent` and `AuditEvent`.
///
/// No code is invented: where FHIR's code lists have none for what IR(ME)R requires, the words are
/// given as text. Nobody is named: the individuals of an incident are a group with a number.
package enum FHIRExport {
  private static let lifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"

  /// Whether only near misses are recorded of an incident: it might have harmed, and did not.
  static func isNearMiss(_ snapshot: RecordSnapshot) -> Bool {
    let individuals = snapshot.elements("individuals")
    return !individuals.isEmpty && individuals.allSatisfy { $0.text("exposure") == "near-miss" }
  }

  /// An incident as an `AdverseEvent`.
  package static func adverseEvent(_ incident: IncidentView) -> JSONValue {
    let snapshot = incident.snapshot
    let individuals = snapshot.elements("individuals")
    var group: JSONObject = ["resourceType": "Group", "id": "individuals", "type": "person"]
    group.append("actual", true)
    if !individuals.isEmpty {
      group.append("quantity", .number(JSONNumber(individuals.count)))
    }
    var event: JSONObject = ["resourceType": "AdverseEvent"]
    event.append("id", .string("\(snapshot.id)"))
    event.append("contained", .array([.object(group)]))
    event.append(
      "identifier",
      ["system": "urn:ietf:rfc:3986", "value": .string("urn:uuid:\(snapshot.id)")])
    event.append("actuality", .string(isNearMiss(snapshot) ? "potential" : "actual"))
    event.append("event", ["text": .string(text(incident))])
    event.append("subject", ["reference": "#individuals"])
    if let day = snapshot.date("exposureAt/first") { event.append("date", .string("\(day)")) }
    if let day = snapshot.date("discoveredOn") { event.append("detected", .string("\(day)")) }
    if let at = snapshot.text("recordedAt").flatMap({ Moment($0) }) {
      event.append("recordedDate", .string("\(at)"))
    }
    event.append("location", ["display": .string(snapshot.scope.code)])
    return .object(event)
  }

  /// The reference, the assessment and its codes: nothing that somebody wrote.
  private static func text(_ incident: IncidentView) -> String {
    let assessment = incident.assessment
    let codes =
      assessment.codes.isEmpty ? "" : " (codes \(assessment.codes.joined(separator: ", ")))"
    return "\(incident.snapshot.reference ?? "\(incident.snapshot.id)"): radiation incident, "
      + "\(assessment.outcome.rawValue) under IR(ME)R\(codes)"
  }

  /// One change of an incident as an `AuditEvent`: who, when, where and of which fields; not their
  /// contents.
  package static func auditEvent(_ item: HistoryItem, of snapshot: RecordSnapshot) -> JSONValue {
    var event: JSONObject = ["resourceType": "AuditEvent"]
    event.append("id", .string("\(item.entry.log)-\(item.entry.sequence)"))
    event.append(
      "type",
      ["system": .string(lifecycle), "code": item.isFirst ? "originate" : "amend"])
    event.append("action", item.isFirst ? "C" : "U")
    event.append("recorded", .string("\(item.at)"))
    event.append("outcome", "0")
    var agent: JSONObject = [:]
    agent.append("altId", .string(item.author))
    agent.append("requestor", true)
    event.append("agent", .array([.object(agent)]))
    event.append(
      "source",
      ["site": .string(item.site), "observer": ["display": .string("Candour \(item.replica)")]])
    var entity: JSONObject = [:]
    entity.append("what", ["reference": .string("AdverseEvent/\(snapshot.id)")])
    let fields = item.changes.map(\.path).joined(separator: ", ")
    if !fields.isEmpty { entity.append("description", .string("Fields: \(fields)")) }
    event.append("entity", .array([.object(entity)]))
    return .object(event)
  }
}

extension Centre {
  /// Every incident discovered within some days, one resource after the other, each followed by its
  /// history where that is wanted.
  ///
  /// - Returns: how many incidents there were.
  package func exportFHIR(
    from: CalendarDate?, to: CalendarDate?, withHistory: Bool, _ write: (JSONValue) throws -> Void
  ) async throws -> Int {
    var count = 0
    try await eachIncident(from: from, to: to) { snapshot in
      try write(FHIRExport.adverseEvent(IncidentView(snapshot)))
      count += 1
      guard withHistory else { return }
      for item in try await history(of: snapshot).reversed() {
        try write(FHIRExport.auditEvent(item, of: snapshot))
      }
    }
    return count
  }
}
