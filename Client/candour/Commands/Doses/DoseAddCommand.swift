import ArgumentParser
import Screens
import SiteClient

/// `candour dose add`
struct DoseAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Keep one dose of a study with an individual of an incident.",
    discussion: """
      The person says which row belongs to which incident. The dose is kept in the unit in which it \
      is compared, with the file's own number, unit and heading as its source; two planes are added. \
      An estimate that is there already stays beside it.

      EXAMPLES
        candour dose add RBD01-2026-1234561 openrem-ct.csv --row 3
        candour dose add RBD01-2026-1234561 openrem-rf.csv --row 1 --quantity dap --individual 2
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .incident))
  var id: String

  @OptionGroup var source: DoseFile

  @Option(help: ArgumentHelp("The row, from 1, without the header.", valueName: "n"))
  var row: Int

  @Option(help: ArgumentHelp("Which dose, where the row has several.", valueName: "quantity"))
  var quantity: String?

  @Option(help: ArgumentHelp("Whose dose, from 1.", valueName: "n"))
  var individual = 1

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let estimate = try source.table(today: client.today).estimate(row: row, quantity: quantity)
    let fields = estimate.fields(
      estimator: author.role ?? client.identity.author, on: client.today)
    try await DoseWriting(id: id, individual: individual, author: author, store: store)
      .add(fields)
  }
}

/// Adds a dose estimate to an individual of an incident.
struct DoseWriting {
  let id: String
  let individual: Int
  let author: AuthorOptions
  let store: StoreOptions

  func add(_ fields: [(key: String, value: String)]) async throws {
    try await RecordEditing(.incident, id: id, author: author, store: store).write {
      snapshot, context, generator in
      _ = try snapshot.individual(individual)
      if !store.isJSON {
        for (key, value) in fields {
          guard let words = Self.words[key] else { continue }
          store.output.line("\(words): \(shown(key, value, fields))")
        }
      }
      return try Edit.addingDose(
        fields, to: individual, on: snapshot, context: context, using: &generator)
    }
  }

  /// What is shown of an estimate, by its fields.
  private static let words = [
    "best": "Dose", "method": "How", "kFactorSource": "Factor from",
  ]

  private func shown(
    _ key: String, _ value: String, _ fields: [(key: String, value: String)]
  ) -> String {
    guard key == "best" else { return value }
    let other = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })
    let quantity = other["quantity"].flatMap { DoseQuantity(rawValue: $0)?.name }
    return "\((quantity ?? "").capitalisedFirst) \(value) \(other["unit"] ?? "")"
  }
}
