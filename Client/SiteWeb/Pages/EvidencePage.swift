internal import Hummingbird
internal import IRMER
internal import NIOPosix
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient
internal import Synchronization

/// The evidence of an incident or an audit: a file is read for its hash, never kept, and can be
/// checked later.
struct EvidencePage: Sendable {
  let pages: ScreenPages
  private let readFiles = ReadFiles()

  func register(_ router: Router<ScreenContext>) {
    for (kind, place) in [(RecordKind.incident, "incidents"), (.audit, "audits")] {
      pages.get(router, "/\(place)/{id}/evidence") { try await show($0, kind) }
      pages.postHashing(router, "/\(place)/{id}/evidence", file: "file") {
        try await add($0, $1, to: kind)
      }
      pages.postHashing(router, "/\(place)/{id}/evidence/check", file: "file") {
        try await find($0, $1, in: kind)
      }
    }
  }

  /// The files read last: if a description is refused, its file need not be chosen again.
  private final class ReadFiles: Sendable {
    private static let countMax = 8
    private let files = Mutex<[FileFingerprint]>([])

    func remember(_ file: FileFingerprint) {
      files.withLock { files in
        files.removeAll { $0 == file }
        files = files.suffix(Self.countMax - 1) + [file]
      }
    }

    func file(_ sha256: String?) -> FileFingerprint? {
      files.withLock { files in files.first { $0.sha256 == sha256 } }
    }
  }

  struct Content {
    let title: String
    let name: String
    let back: String
    let action: String
    let evidence: [EvidenceLine]
    let isEmpty: Bool
    let mayLook: Bool
    let found: Tag?
    let foundWords: String
    let fields: [FieldView]
    let errors: FormErrors
    let readFile: String?
    let version: String
    let names: [String]
    let hasNames: Bool
  }

  /// What the page shows beside the evidence itself.
  private struct Outcome {
    var error: ValidationError?
    var names: [String] = []
    var readFile: FileFingerprint?
    var found: (tag: Tag, displayText: String)?
    var states: [EvidenceState] = []
  }

  private func show(_ visit: Visit, _ kind: RecordKind) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), kind)
    var outcome = Outcome()
    if visit.query["check"] != nil, pages.mayLookAtFiles {
      let evidence = snapshot.evidence
      outcome.states = try await NIOThreadPool.singleton.runIfActive { evidence.map { $0.check() } }
    }
    return page(snapshot, outcome, visit)
  }

  private func page(_ snapshot: RecordSnapshot, _ outcome: Outcome, _ visit: Visit) -> Response {
    let fields = fields(visit.form, outcome.error)
    var errors = FormErrors(fields)
    if let error = outcome.error, !fields.contains(where: { $0.error != nil }) {
      errors.add(
        PlainError.plain(error.message).capitalisedFirst,
        at: error.field == "file" ? "file" : nil)
    }
    if !outcome.names.isEmpty {
      errors.add("Decide about the words that seem to name someone", at: "names")
    }
    let back = IncidentPages.path(of: snapshot)
    let evidence = snapshot.evidence.enumerated().map { index, item in
      EvidenceLine(
        item, state: outcome.states.indices.contains(index) ? Self.tag(outcome.states[index]) : nil)
    }
    let name = RecordReference.grouped(snapshot.reference ?? snapshot.name)
    return pages.show(
      "evidence", title: (errors.isEmpty ? "" : "Error: ") + "Evidence",
      Content(
        title: "Evidence of", name: name, back: back, action: back + "/evidence",
        evidence: evidence, isEmpty: evidence.isEmpty,
        mayLook: pages.mayLookAtFiles
          && snapshot.evidence.contains { $0.place?.hasPrefix("/") ?? false },
        found: outcome.found?.tag, foundWords: outcome.found?.displayText ?? "", fields: fields,
        errors: errors, readFile: outcome.readFile?.sha256, version: snapshot.version,
        names: outcome.names, hasNames: !outcome.names.isEmpty),
      at: snapshot.kind == .audit ? "/audits/" : "/incidents/",
      status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private func fields(_ form: FormFields, _ error: ValidationError?) -> [FieldView] {
    func line(_ key: String, _ label: String, _ hint: String) -> FieldView {
      FieldView(
        id: key, name: key, label: label, hint: hint,
        error: error?.field == "evidence/-/\(key)" ? error?.message.capitalisedFirst : nil,
        value: form.text(key) ?? "", control: .line)
    }
    return [
      line("what", "What it is", "Such as: photo of the console. Write roles, never names"),
      line(
        "where", "Where it is kept",
        pages.mayLookAtFiles
          ? "A path such as /srv/incidents/photo.jpg is found again by a press; a place in words is kept, too"
          : "A path such as /srv/incidents/photo.jpg, or a place in words"),
    ]
  }

  private static func tag(_ state: EvidenceState) -> Tag {
    switch state {
    case .unchanged: Tag("Unchanged", "green")
    case .changed: Tag("Changed", "red")
    case .gone: Tag("Gone", "red")
    case .unreadable: Tag("Cannot be read", "amber")
    case .notChecked: Tag("Not on this computer", "grey")
    }
  }

  // MARK: Doing

  private func add(
    _ visit: Visit, _ chosen: FileFingerprint?, to kind: RecordKind
  ) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), kind)
    var outcome = Outcome()
    guard let file = chosen ?? readFiles.file(visit.form.text("read-file")) else {
      outcome.error = ValidationError(
        "required", "Choose the file; an empty one is no evidence", field: "file")
      return page(snapshot, outcome, visit)
    }
    readFiles.remember(file)
    outcome.readFile = file
    let edit: Edit
    do throws(SiteError) {
      edit = try pages.client.addingEvidence(
        file, what: visit.form.text("what") ?? "", keptAt: visit.form.text("where") ?? "",
        to: snapshot, as: visit.role)
    } catch {
      guard case .invalid(let invalid) = error else { throw error }
      outcome.error = invalid
      return page(snapshot, outcome, visit)
    }
    outcome.names = try edit.identifiers(people: pages.client.knownPeople()).map(
      ReportPages.displayText)
    guard outcome.names.isEmpty || visit.form["keep-names"] == "yes" else {
      return page(snapshot, outcome, visit)
    }
    try await pages.client.write(edit, to: snapshot, as: visit.role)
    pages.door.say(["Saved on this computer: the file's hash, and nothing else of the file."])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot) + "/evidence")
  }

  /// Finds the evidence that a chosen file is.
  private func find(
    _ visit: Visit, _ chosen: FileFingerprint?, in kind: RecordKind
  ) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), kind)
    guard let chosen else {
      throw ScreenProblem(
        "No file was chosen", "Nothing was changed. Go back and choose the file.",
        status: .unprocessableContent)
    }
    let same = snapshot.evidence.first { $0.sha256 == chosen.sha256 }
    var outcome = Outcome()
    outcome.found =
      same.map { item in
        (
          Tag("Unchanged", "green"),
          "The file is piece of evidence \(item.position + 1), byte for byte."
        )
      } ?? (
        Tag("Not found", "amber"),
        "No evidence of this record has the hash of the file. It was changed, or it is another file."
      )
    return page(snapshot, outcome, visit)
  }
}
