import ArgumentParser
import IRMER
import RecordStore
import Records
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
    let (_, studies) = try source.studies(today: client.today)
    guard studies.indices.contains(row - 1) else {
      throw CommandFailure.unusable(
        "the file has \(studies.count.of("row", "rows")); there is no row \(row)", field: "row")
    }
    let estimate = try estimate(of: studies[row - 1].study)
    let fields = estimate.fields(
      estimator: author.role ?? client.identity.author, on: client.today)
    try await DoseWriting(id: id, individual: individual, author: author, store: store)
      .add(fields)
  }

  private func estimate(of study: DoseStudy) throws -> StudyEstimate {
    let there = study.quantities
    let chosen = try quantity.map { name in
      guard let known = DoseQuantity(rawValue: name), there.contains(known) else {
        throw CommandFailure.unusable(
          "the row has \(Self.list(there)) and no “\(name)”", field: "quantity")
      }
      return known
    }
    guard let one = chosen ?? (there.count == 1 ? there[0] : nil) else {
      throw CommandFailure.unusable(
        there.isEmpty
          ? "the row has no dose"
          : "the row has \(Self.list(there)): name one by --quantity", field: "quantity")
    }
    return try study.estimate(of: one)
  }

  private static func list(_ quantities: [DoseQuantity]) -> String {
    quantities.map(\.rawValue).joined(separator: ", ")
  }
}

/// Adds a dose estimate to an individual of an incident.
struct DoseWriting {
  let id: String
  let individual: Int
  let author: AuthorOptions
  let store: StoreOptions

  func add(_ fields: [(key: String, value: String)]) async throws {
    let position = individual - 1
    try await RecordEditing(.incident, id: id, author: author, store: store).write {
      snapshot, context, generator in
      let count = snapshot.elements("individuals").count
      guard (0..<count).contains(position) else {
        throw CommandFailure.unusable(
          "the incident has \(count.of("individual", "individuals")); there is no number "
            + "\(individual)", field: "individual")
      }
      if !store.isJSON {
        for (key, value) in fields where ["best", "method", "kFactorSource"].contains(key) {
          store.output.line("\(key == "best" ? "dose" : key): \(shown(key, value, fields))")
        }
      }
      return try Edit.parse(
        fields.map { "individuals/\(position)/doses/-/\($0.key)=\($0.value)" }, on: snapshot,
        context: context, using: &generator)
    }
  }

  private func shown(
    _ key: String, _ value: String, _ fields: [(key: String, value: String)]
  ) -> String {
    guard key == "best" else { return value }
    let other = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })
    return "\(other["quantity"] ?? "") \(value) \(other["unit"] ?? "")"
  }
}
