internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

// The other lists of the pages: records with their history, registers, people and devices, and the
// numbers behind every chart.

extension ListController {
  func registerTrust(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    registerRecords(router, accessControl)
    serve(.procedures, states: nil, router, accessControl) { try await centre.procedures($0) }
    serve(.devices, states: ["enrolled", "revoked"], router, accessControl) {
      try await centre.devices($0)
    }
    serve(.people, states: Role.allCases.map(\.rawValue), router, accessControl) {
      try await centre.people($0)
    }
    serve(.accesses, states: nil, router, accessControl) { try await centre.accesses($0) }
    serve(.subscriptions, states: nil, router, accessControl) { try await centre.summaries($0) }
    serve(.messages, states: OutboxMessage.State.allCases.map(\.rawValue), router, accessControl) {
      try await centre.outbox($0)
    }
    router.serve(.search, behind: accessControl) { try await search($0) }
    router.serve(.employer, behind: accessControl) { authorised in
      try note(authorised, "all sites")
      return Self.answer(.object(try await centre.employerReport().item), to: authorised)
    }
    router.serve(.figures, behind: accessControl) { try await figures($0) }
  }

  private func registerRecords(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.record, behind: accessControl) { authorised in
      let name = try authorised.parameter("id")
      let (document, _) = try await centre.recordDocument(name)
      try note(authorised, name)
      return Self.answer(.object(document), to: authorised)
    }
    router.serve(.history, behind: accessControl) { authorised in
      let name = try authorised.parameter("id")
      let history = try await centre.history(of: try await centre.snapshot(named: name))
      try note(authorised, name)
      return Self.answer(
        ["items": .array(history.map { .object($0.json) }), "next": .null], to: authorised)
    }
    router.serve(.report, behind: accessControl) { authorised in
      let name = try authorised.parameter("id")
      let snapshot = try await centre.snapshot(named: name)
      guard snapshot.kind == .incident else { throw UnknownRecord() }
      try note(authorised, name)
      do throws(ValidationError) {
        let report = try InvestigationReport(IncidentView(snapshot), now: centre.moment)
        return Self.answer(.object(report.json), to: authorised)
      } catch {
        throw Problem(
          status: .unprocessableContent, code: error.code, detail: error.message,
          field: error.field)
      }
    }
  }

  /// Records that contain every word and phrase of `q`.
  private func search(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    guard let words = query["q"], (1...200).contains(words.unicodeScalars.count)
    else { throw Problem.badParameter("q", "1 to 200 characters to look for") }
    let page = try Filter(query, .plain)
    let start = page.cursor.flatMap { Int($0.text, radix: 16) } ?? 0
    let (found, total) = try await centre.search(words, offset: start, limit: page.limit)
    let items = found.map { record -> JSONValue in
      let snapshot = record.snapshot
      return [
        "id": .string(snapshot.name), "kind": .string(snapshot.kind.rawValue),
        "reference": JSONValue(snapshot.reference), "site": .string(snapshot.scope.code),
        "title": JSONValue(snapshot.text("title")), "excerpt": .string(record.excerpt),
      ]
    }
    try note(authorised, "all sites")
    let end = start + found.count
    let next = end < total ? String(end, radix: 16) : nil
    let even = next.map { $0.count % 2 == 0 ? $0 : "0" + $0 }
    return Self.answer(
      [
        "items": .array(items), "next": JSONValue(even),
        "total": .number(JSONNumber(total)),
      ], to: authorised)
  }

  /// The numbers behind the charts of one page of trends.
  private func figures(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    guard let view = TrendReport.View(rawValue: query["view"] ?? "") else {
      throw Problem.badParameter("view", "one of the pages of trends")
    }
    let site = try Filter(query, .plain).site
    let report = try await TrendReport.read(view, site: site, at: centre)
    try note(authorised, site ?? "all sites")
    let items = report.pictures.map { picture -> JSONValue in
      [
        "id": .string(picture.id), "title": .string(picture.title),
        "summary": .string(picture.summary), "columns": JSONValue(picture.header),
        "rows": .array(picture.rows.map { JSONValue([$0.head] + $0.cells) }),
      ]
    }
    return Self.answer(
      ["items": .array(items), "next": .null, "notes": JSONValue(report.notes)], to: authorised)
  }
}
