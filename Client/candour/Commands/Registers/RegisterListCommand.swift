import ArgumentParser
import Screens
import SiteClient

/// `candour procedure list`, `candour equipment list`, `candour licence list`, `candour margin list`
struct RegisterListCommand<Noun: RecordNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list",
      abstract: "List the register.",
      discussion: """
        EXAMPLES
          \(Noun.command) list
          \(Noun.command) list --json
        """)
  }

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshots = try await client.records(Noun.kind).filter { !$0.isWithdrawn }
    let shared = Set(try await client.sharedReferences().keys)
    func isShared(_ snapshot: RecordSnapshot) -> Bool {
      snapshot.reference.map(shared.contains) ?? false
    }
    if store.isJSON {
      return store.output.print(
        .array(
          snapshots.map {
            Self.item($0, on: client.today, isShared: isShared($0))
          }))
    }
    guard !snapshots.isEmpty else { return store.output.line("The register is empty.") }
    let columns = RegisterColumns.of(Noun.kind)
    var table = Table([.text("reference")] + columns.map { .flexible($0.title) })
    for snapshot in snapshots {
      let fields = Self.shown(snapshot, on: client.today)
      table.add(
        [
          ReferenceCell.make(
            snapshot.reference, id: "\(snapshot.id)", isShared: isShared(snapshot))
        ]
          + columns.map { column in
            let text = fields[column.path]?.displayText ?? "–"
            let isPast =
              column.isLimit
              && (fields[column.path]?.string.flatMap { CalendarDate($0) }.map { $0 < client.today }
                ?? false)
            return .init(text, isPast ? .danger : .none)
          })
    }
    store.output.table(table)
  }

  private static func item(
    _ snapshot: RecordSnapshot, on today: CalendarDate, isShared: Bool
  ) -> JSONValue {
    var item = JSONObject()
    if snapshot.kind == .procedure { item = ProcedureView(snapshot).item(on: today) }
    item["id"] = .string("\(snapshot.id)")
    item["reference"] = JSONValue(snapshot.reference)
    item["site"] = .string(snapshot.scope.code)
    item["status"] = JSONValue(snapshot.text("status"))
    item["conflicts"] = .number(JSONNumber(snapshot.conflicts.count))
    if isShared { item["sharedReference"] = true }
    item["fields"] = .object(snapshot.fields)
    return .object(item)
  }

  /// The fields, and for a procedure what follows from them: when its review is due, and who has
  /// not acknowledged it.
  private static func shown(_ snapshot: RecordSnapshot, on today: CalendarDate) -> JSONObject {
    var fields = snapshot.fields
    guard snapshot.kind == .procedure else { return fields }
    for (key, value) in ProcedureView(snapshot).item(on: today).members
    where key == "reviewDue" || key == "outstanding" {
      fields[key] = value
    }
    return fields
  }
}

/// The columns of a register's table.
struct RegisterColumns {
  let title: String
  let path: String
  /// A date that should be in the future.
  var isLimit = false

  static func of(_ kind: RecordKind) -> [RegisterColumns] {
    switch kind {
    case .procedure:
      [
        .init(title: "title", path: "title"), .init(title: "version", path: "version"),
        .init(title: "approved", path: "approvedOn"),
        .init(title: "review due", path: "reviewDue", isLimit: true),
        .init(title: "outstanding", path: "outstanding"),
      ]
    case .equipment:
      [
        .init(title: "asset", path: "assetNumber"), .init(title: "make", path: "make"),
        .init(title: "model", path: "model"), .init(title: "serial", path: "serialNumber"),
        .init(title: "room", path: "room"), .init(title: "status", path: "status"),
      ]
    case .licence:
      [
        .init(title: "kind", path: "kind"), .init(title: "number", path: "number"),
        .init(title: "valid from", path: "validFrom"),
        .init(title: "valid to", path: "validTo", isLimit: true),
      ]
    case .margin:
      [
        .init(title: "site", path: "anatomicalSite"),
        .init(title: "intent", path: "treatmentIntent"),
        .init(title: "technique", path: "technique"),
        .init(title: "margin mm", path: "errorMargin"),
        .init(title: "action mm", path: "imagingActionLevel"),
        .init(title: "version", path: "version"),
        .init(title: "from", path: "validFrom"),
        .init(title: "to", path: "validTo", isLimit: true),
      ]
    default: [.init(title: "title", path: "title"), .init(title: "status", path: "status")]
    }
  }
}
