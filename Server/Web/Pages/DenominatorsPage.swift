internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// How many examinations the sites did: entered one by one, or as a table.
struct DenominatorsPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.denominatorsPage, behind: accessControl) { try await show($0) }
    router.serve(.denominatorForm, behind: accessControl) { try await enter($0) }
    router.serve(.denominatorImport, behind: accessControl) { try await take($0) }
  }

  struct Row {
    let site: String
    let month: String
    let number: String
    let modalities: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let sites: [String]
    let modalities: [Choice]
    let mayEnter: Bool
    let failures: [String]
    let hasFailures: Bool
    let written: String?
    let rowsMax: Int
  }

  private func show(
    _ authorised: AuthorisedRequest, failures: [String] = [], written: String? = nil
  ) async throws -> Response {
    let all = try await pages.centre.denominators().all
    let groups = Dictionary(grouping: all) { "\($0.month) \($0.site)" }
    let rows = groups.sorted { $0.key > $1.key }.prefix(240).map { _, entries in
      Row(
        site: entries[0].site, month: entries[0].month.description,
        number: String(entries.reduce(0) { $0 + $1.number }),
        modalities: entries.map { "\($0.modality.rawValue) \($0.number)" }
          .joined(separator: ", "))
    }
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty, sites: try await pages.centre.coverage().map(\.site),
      modalities: Modality.allCases.map {
        Choice(value: $0.rawValue, text: Wording.modality($0.rawValue), isChosen: false)
      }, mayEnter: Endpoint.denominatorForm.admits(try authorised.known().role),
      failures: failures, hasFailures: !failures.isEmpty, written: written,
      rowsMax: DenominatorTable.rowsMax)
    return pages.show(
      "denominators", title: (failures.isEmpty ? "" : "Error: ") + "Examinations", content,
      authorised, status: failures.isEmpty ? .ok : .unprocessableContent)
  }

  private func enter(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let cells = DenominatorTable.heading.map { fields.text($0) ?? "" }
    return try await write(cells.joined(separator: ","), isTable: false, authorised)
  }

  private func take(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    return try await write(
      fields.text("table") ?? fields["file"] ?? "", isTable: true, authorised)
  }

  private func write(
    _ text: String, isTable: Bool, _ authorised: AuthorisedRequest
  ) async throws -> Response {
    let (rows, bad) = DenominatorTable.read(text)
    guard bad.isEmpty else {
      let lines = bad.prefix(100).map {
        isTable ? "Line \($0.number): \($0.reason)." : "It \($0.reason)."
      }
      return try await show(authorised, failures: lines)
    }
    let count = try await pages.centre.record(rows, by: try authorised.known())
    return try await show(
      authorised,
      written: "\(Wording.count(rows.count, "row")) imported; "
        + "\(Wording.count(count, "record")) added or changed.")
  }
}
