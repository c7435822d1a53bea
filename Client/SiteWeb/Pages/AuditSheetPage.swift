internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient
internal import Synchronization

/// Sheets that wait for a person's word, because cases of them are there already. Forgotten with the
/// screen.
final class CaseSheets: Sendable {
  private static let countMax = 2
  private let sheets = Mutex<[(name: String, bytes: [UInt8])]>([])

  func keep(_ bytes: [UInt8]) -> String {
    let name = String(UInt64.random(in: .min ... .max), radix: 36)
    sheets.withLock { $0 = $0.suffix(Self.countMax - 1) + [(name, bytes)] }
    return name
  }

  func sheet(_ name: String) -> [UInt8]? {
    sheets.withLock { sheets in sheets.first { $0.name == name }?.bytes }
  }
}

/// A sheet of which some cases say the same as cases that the audit has.
struct RepeatedSheet: Sendable {
  let name: String
  let displayText: String
  let lines: [String]
  /// What is left without those; `nil` where nothing is left.
  let others: String?
  let all: String
}

extension AuditCasesPage {
  /// More are counted, not listed.
  private static let linesMax = 20

  /// What a person said of cases that are there already.
  private enum Repeating: String {
    case passOver = "others"
    case saveAll = "all"
  }

  /// Adds the cases of a sheet: all of them, or none, so that a corrected sheet can be chosen again
  /// without adding any case twice. Cases that are there already are saved a second time only when a
  /// person says so.
  func addTable(_ visit: Visit) async throws -> Response {
    let snapshot = try await pages.client.record(named: try visit.parameter("id"), .audit)
    let kept = visit.form.text("sheet")
    guard let bytes = kept.map(sheets.sheet) ?? Array((visit.form["table"] ?? "").utf8) else {
      return try await show(visit, refused: ["Choose the file again: it is no longer here"])
    }
    let given: [GivenCase]
    do throws(ValidationError) {
      given = try CaseReader(AuditView(snapshot)).cases(inTable: bytes)
    } catch {
      return try await show(visit, refused: [PlainError.displayText(error).capitalisedFirst])
    }
    guard !given.isEmpty else {
      return try await show(visit, refused: ["Choose a file with at least one case"])
    }
    let (usable, observed, refused) = try observe(given, snapshot, visit)
    guard refused.isEmpty else {
      return try await show(visit, refused: refused + ["No case of the file was saved"])
    }
    let repeated = observed.repeated(in: snapshot)
    let said = visit.form.text("repeating").flatMap(Repeating.init(rawValue:))
    guard !repeated.isEmpty, kept == nil || said != .saveAll else {
      return try await save(observed.edits, usable.count, to: snapshot, visit)
    }
    guard said == .passOver, kept != nil else {
      return try await show(
        visit, repeated: Self.repeated(usable.map(\.place), repeated, sheets.keep(bytes)))
    }
    let passed = Set(repeated)
    let others = given.indices.filter { !passed.contains($0) }.map { given[$0] }
    guard !others.isEmpty else {
      return try await show(visit, refused: ["No other case is in the file. Nothing was saved"])
    }
    let rest = try observe(others, snapshot, visit)
    return try await save(rest.observed.edits, others.count, to: snapshot, visit)
  }

  /// Checks the cases, and says in words which cannot be taken.
  private func observe(
    _ given: [GivenCase], _ snapshot: RecordSnapshot, _ visit: Visit
  ) throws -> (usable: [GivenCase], observed: ObservedCases, refused: [String]) {
    var refused: [(position: Int, displayText: String)] = []
    var usable: [GivenCase] = []
    var documents: [JSONValue] = []
    for given in given {
      switch given.document {
      case .success(let document):
        usable.append(given)
        documents.append(document)
      case .failure(let error): refused.append((given.position, Self.displayText(error, given)))
      }
    }
    let observed = try pages.client.cases(documents, for: snapshot, as: visit.role)
    refused += observed.refused.map { refusal in
      (usable[refusal.position].position, Self.displayText(refusal.error, usable[refusal.position]))
    }
    refused.sort { $0.position < $1.position }
    return (usable, observed, Self.counted(refused.map(\.displayText), "line"))
  }

  private func save(
    _ edits: [Edit], _ count: Int, to snapshot: RecordSnapshot, _ visit: Visit
  ) async throws -> Response {
    _ = try await pages.client.write(edits, to: snapshot, as: visit.role)
    pages.door.say(["\(Wording.count(count, "case")) of the file saved on this computer."])
    return ScreenRenderer.redirect(to: IncidentPages.path(of: snapshot) + "/cases")
  }

  private static func repeated(
    _ places: [String], _ repeated: [Int], _ name: String
  ) -> RepeatedSheet {
    let others = places.count - repeated.count
    return RepeatedSheet(
      name: name,
      displayText: others == 0
        ? "Every case of the file says the same as one that is there already. Was the file chosen "
          + "before? Nothing was saved."
        : "\(repeated.count) of the \(places.count) cases of the file say the same as cases that are "
          + "there already. Nothing was saved.",
      lines: counted(repeated.map { places[$0].capitalisedFirst }, "line"),
      others: others == 0 ? nil : "Save only the \(Wording.count(others, "other case"))",
      all: "They are further cases: save all \(places.count)")
  }

  private static func counted(_ lines: [String], _ one: String) -> [String] {
    let more = lines.count - linesMax
    return lines.prefix(linesMax)
      + (more > 0 ? ["and \(Wording.count(more, "more \(one)"))"] : [])
  }

  private static func displayText(_ error: ValidationError, _ given: GivenCase) -> String {
    "\(given.place.capitalisedFirst): \(PlainError.displayText(error))"
  }
}
