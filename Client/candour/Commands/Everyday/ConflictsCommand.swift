import ArgumentParser
import Screens
import SiteClient

/// `candour conflicts`
struct ConflictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "Fields that two people wrote differently without seeing each other's entry.",
    discussion: """
      All values are kept until a person settles them; a conflict never lowers an outcome.

      EXAMPLES
        candour conflicts
        candour incident resolve ID PATH --take 1 --why "checked with both"
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let snapshots = try await client.recordsInConflict()
    var items: [JSONValue] = []
    var fields: [JSONObject] = []
    for snapshot in snapshots {
      let document = try await client.document(of: snapshot)
      for (path, candidates) in document["conflicts"]?.object?.members ?? [] {
        fields.append(snapshot.fields)
        items.append([
          "id": .string("\(snapshot.id)"), "reference": JSONValue(snapshot.reference),
          "kind": .string(snapshot.kind.rawValue), "site": .string(snapshot.scope.code),
          "path": .string(path), "candidates": candidates,
        ])
      }
    }
    if store.isJSON { return store.output.print(.array(items)) }
    guard !items.isEmpty else { return store.output.line("Nothing is in conflict.", .good) }
    for (item, fields) in zip(items, fields) {
      let name = item["reference"]?.string ?? item["id"]?.string ?? ""
      let label = FieldLabel.displayText(
        item["path"]?.string ?? "", in: item["kind"]?.string.map(RecordKind.init(rawValue:)))
      store.output.line("\(name) · \(label)", .warning)
      store.output.table(
        ConflictTable.table(
          item["candidates"]?.array ?? [], of: item["path"]?.string ?? "", beside: fields))
      store.output.line(
        "To settle it: candour \(ShellWord(item["kind"]?.displayText ?? "")) resolve \(ShellWord(name)) "
          + "\(ShellWord(item["path"]?.displayText ?? "")) --take N --why TEXT", .faint)
    }
  }
}
