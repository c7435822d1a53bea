internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// Fields in conflict: the inbox, and the candidates side by side.
struct ConflictPages: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.conflictInbox, behind: accessControl) { try await inbox($0) }
    router.serve(.settlePage, behind: accessControl) { try await show($0) }
    router.serve(.settleForm, behind: accessControl) { try await settle($0) }
  }

  struct Row {
    let href: String
    let name: String
    let site: String
    let kind: String
    let paths: [String]
  }

  struct Inbox {
    let rows: [Row]
    let isEmpty: Bool
  }

  private func inbox(_ authorised: AuthorisedRequest) async throws -> Response {
    let found = try await pages.centre.namedConflicts()
    let records = Dictionary(grouping: found, by: \.row.record).values.sorted {
      ($0[0].row.site, $0[0].row.record) < ($1[0].row.site, $1[0].row.record)
    }
    let shown = records.map { conflicts in
      let (first, row) = (conflicts[0], conflicts[0].row)
      return Row(
        href: "/records/\(row.record)/conflicts",
        name: first.title ?? RecordReference.grouped(first.reference ?? row.record),
        site: row.site, kind: Wording.displayText(row.kind.rawValue),
        paths: conflicts.map {
          Wording.displayText(FieldLabel.displayText($0.row.path, in: $0.row.kind))
        })
    }
    return pages.show(
      "conflicts", title: "Conflicts", Inbox(rows: shown, isEmpty: shown.isEmpty), authorised)
  }

  struct Candidate {
    let number: Int
    let field: String
    let value: String
    let who: String
    let at: String
  }

  struct Conflict {
    let path: String
    let label: String
    let number: Int
    let candidates: [Candidate]
  }

  struct Content {
    let id: String
    let name: String
    let back: String
    let site: String
    let version: String
    let conflicts: [Conflict]
    let isSettled: Bool
  }

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let snapshot = try await pages.centre.snapshot(named: try authorised.parameter("id"))
    try pages.note(authorised, snapshot.name)
    let origins = try await pages.centre.origins(of: snapshot)
    let conflicts = snapshot.conflicts.enumerated().map { index, conflict in
      let candidates = conflict.candidates.enumerated().map { place, candidate in
        return Candidate(
          number: place + 1, field: "candidate-\(index)-\(place + 1)",
          value: candidate.value.map { ValueWords.displayText($0.json, at: conflict.displayPath) }
            ?? "(removed)",
          who: origins.displayText(candidate.stamp, in: snapshot.scope),
          at: Wording.moment(Moment(candidate.stamp.time)))
      }
      return Conflict(
        path: conflict.displayPath,
        label: Wording.displayText(FieldLabel.displayText(conflict.displayPath, in: snapshot.kind)),
        number: index, candidates: candidates)
    }
    let content = Content(
      id: snapshot.name,
      name: snapshot.reference.map { RecordReference.grouped($0) } ?? snapshot.text("title")
        ?? snapshot.name,
      back: Self.place(of: snapshot), site: snapshot.scope.code, version: snapshot.version,
      conflicts: conflicts, isSettled: conflicts.isEmpty)
    return pages.show("settle", title: "Settle: \(content.name)", content, authorised)
  }

  private static func place(of snapshot: RecordSnapshot) -> String {
    switch snapshot.kind {
    case .incident: "/incidents/\(snapshot.name)"
    case .audit: "/audits/\(snapshot.name)"
    case .theme: "/themes/\(snapshot.name)"
    case .procedure: "/procedures"
    default: "/conflicts"
    }
  }

  private func settle(_ authorised: AuthorisedRequest) async throws -> Response {
    let id = try authorised.parameter("id")
    let fields = try authorised.form()
    let principal = try authorised.known()
    let back = "/records/\(FormFields.encoded(id))/conflicts"
    return try await pages.change(authorised, then: back) {
      try await pages.decisions.settle(
        id, version: fields["version"] ?? "", fields, by: principal)
    }
  }
}
