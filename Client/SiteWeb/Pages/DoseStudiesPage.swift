internal import Hummingbird
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication
internal import Screens
internal import SiteClient
internal import Synchronization

/// Files of doses that were read and from which nothing was chosen yet. Columns that identify a
/// person are not read; the rest is discarded when the screen ends.
final class DoseTables: Sendable {
  private static let countMax = 4
  private let tables = Mutex<[(name: String, table: DoseTable)]>([])

  func keep(_ table: DoseTable) -> String {
    let name = String(UInt64.random(in: .min ... .max), radix: 36)
    tables.withLock { $0 = $0.suffix(Self.countMax - 1) + [(name, table)] }
    return name
  }

  func table(_ name: String) -> DoseTable? {
    tables.withLock { tables in tables.first { $0.name == name }?.table }
  }
}

extension DosesPage {
  struct Study {
    let row: Int
    let when: String?
    let what: String
    let doses: [FieldView.Choice]
  }

  struct StudiesContent {
    let name: String
    let back: String
    let action: String
    let version: String
    let errors: FormErrors
    let whose: [FieldView]
    let why: [FieldView]
    let studies: [Study]
    let isEmpty: Bool
    let notRead: String?
    let more: String?
  }

  /// Reads a file; the person then chooses the incident's study.
  func read(_ visit: Visit) async throws -> Response {
    let snapshot = try await snapshot(visit)
    do throws(ValidationError) {
      guard let text = visit.form["table"], !text.isEmpty else {
        throw ValidationError("required", "choose a file", field: nil)
      }
      var units: [DoseQuantity: String] = [:]
      for quantity in DoseForms.unitless {
        units[quantity] = visit.form.text("unit-\(quantity.rawValue)")
      }
      let table = try DoseTable(
        Array(text.utf8), units: units, today: pages.client.context().today.day)
      return ScreenRenderer.redirect(
        to: IncidentPages.path(of: snapshot) + "/doses/file/\(tables.keep(table))")
    } catch {
      return page(snapshot, Sent(part: .file, form: visit.form, error: error))
    }
  }

  private func table(_ visit: Visit) throws -> DoseTable {
    guard let table = tables.table(try visit.parameter("file")) else {
      throw ScreenProblem(
        "The file is no longer here", "Nothing was saved. Go back and choose the file again.",
        status: .notFound)
    }
    return table
  }

  func studies(_ visit: Visit) async throws -> Response {
    try studiesPage(try await snapshot(visit), try table(visit), visit)
  }

  private func studiesPage(
    _ snapshot: RecordSnapshot, _ table: DoseTable, _ visit: Visit, error: ValidationError? = nil
  ) throws -> Response {
    let maker = FieldMaker(prefix: "s-", form: visit.form, error: error)
    let whose = DoseForms.whose(snapshot, maker)
    let why = DoseForms.why(maker)
    var errors = FormErrors(whose + why)
    if let error, errors.isEmpty { errors.add(PlainError.plain(error.message).capitalisedFirst) }
    // Studies of the incident's own days come first: the person chooses, never the program.
    let days = Set(
      ["exposureAt/first", "exposureAt/last", "discoveredOn"].compactMap { path in
        snapshot.fields[path]?.string.flatMap { CalendarDate($0.prefix(10)) }
      })
    let numbered = table.studies.enumerated().map { (row: $0.offset + 1, study: $0.element) }
    let near = numbered.filter { $0.study.date.map(days.contains) ?? false }
    let rest = numbered.filter { !($0.study.date.map(days.contains) ?? false) }
    let shown = (near + rest).prefix(ScreenLimits.rowsMax)
    let more = numbered.count - shown.count
    let back = IncidentPages.path(of: snapshot) + "/doses"
    return pages.show(
      "dose-studies", title: (errors.isEmpty ? "" : "Error: ") + "Choose the study",
      StudiesContent(
        name: RecordReference.grouped(snapshot.reference ?? snapshot.name), back: back,
        action: "\(back)/file/\(try visit.parameter("file"))", version: snapshot.version,
        errors: errors, whose: whose, why: why,
        studies: shown.map { Self.study($0.row, $0.study, chosen: visit.form.text("dose")) },
        isEmpty: numbered.isEmpty,
        notRead: table.export.identifying.isEmpty
          ? nil : table.export.identifying.joined(separator: ", "),
        more: more > 0
          ? "\(Wording.count(more, "more study", "more studies")) of other days: export fewer days, or use candour dose add."
          : nil), at: "/incidents/", status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  private static func study(_ row: Int, _ study: DoseStudy, chosen: String?) -> Study {
    let doses = study.quantities.enumerated().map { index, quantity in
      let value = "\(row) \(quantity.rawValue)"
      let given = study.doses.filter { $0.column.quantity == quantity }.map {
        "\($0.digits) \($0.column.unit ?? "(no unit)")"
      }
      return FieldView.Choice(
        id: "row-\(row)-\(index)", value: value,
        displayText: "\(quantity.name.capitalisedFirst) \(given.joined(separator: " + "))",
        isChosen: chosen == value)
    }
    let when = [study.date?.displayText, study.time].compactMap(\.self).joined(separator: ", ")
    return Study(
      row: row, when: when.isEmpty ? nil : when,
      what: [study.description, study.equipment].compactMap(\.self).joined(separator: ", "),
      doses: doses)
  }

  /// Records the dose of the study that the person chose.
  func addStudy(_ visit: Visit) async throws -> Response {
    let (snapshot, table) = (try await snapshot(visit), try table(visit))
    let fields: [(key: String, value: String)]
    do throws(ValidationError) {
      let parts = (visit.form.text("dose") ?? "").split(separator: " ")
      guard parts.count == 2, let row = Int(parts[0]) else {
        throw ValidationError("required", "choose the dose of a study", field: nil)
      }
      fields = try table.estimate(row: row, quantity: String(parts[1])).fields(
        estimator: visit.role, on: pages.client.context().today.day)
    } catch {
      return try studiesPage(snapshot, table, visit, error: error)
    }
    return try await write(fields, to: snapshot, visit) { error in
      (try? studiesPage(snapshot, table, visit, error: error)) ?? pages.problem(.unexpected)
    }
  }
}
