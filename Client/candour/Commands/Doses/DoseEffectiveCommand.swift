import ArgumentParser
import SiteClient

/// `candour dose factors`
struct DoseFactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors",
    abstract: "The published factors from dose–length product to effective dose.",
    discussion: """
      Typical adult values: not for children. The medical physics expert makes or confirms every estimate. A \
      factor of the department is given to `candour dose effective` by --k and --source.

      EXAMPLES
        candour dose factors
        candour dose factors --json
      """)

  @OptionGroup var store: StoreOptions

  func run() {
    let factors = ConversionFactor.published
    if store.isJSON {
      return store.output.print(
        .array(
          factors.map { factor in
            [
              "id": .string(factor.id), "region": .string(factor.region),
              "factor": .string(factor.digits), "unit": .string(ConversionFactor.unit),
              "source": .string(factor.source),
            ]
          }))
    }
    var table = Table([
      .text("factor"), .text("region"), .number(ConversionFactor.unit), .flexible("source"),
    ])
    for factor in factors {
      table.add([
        .init(factor.id), .init(factor.region), .init(factor.digits), .init(factor.source),
      ])
    }
    store.output.table(table)
  }
}

/// `candour dose effective`
struct DoseEffectiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effective",
    abstract: "Estimate the effective dose from a dose–length product; the arithmetic is kept.",
    discussion: """
      The product is that of the individual's latest estimate, or the one given. The person chooses \
      the factor; the result is kept as a further estimate with factor, source and arithmetic.

      EXAMPLES
        candour dose effective RBD01-2026-1234561 --factor chest
        candour dose effective RBD01-2026-1234561 --dlp 812 --factor abdomen
        candour dose effective RBD01-2026-1234561 --k 0.0145 --source "Physics protocol 12, 2026"
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .incident))
  var id: String

  @Option(
    help: ArgumentHelp(
      "A published factor, as `candour dose factors` lists them.", valueName: "name"))
  var factor: String?

  @Option(name: .customLong("k"), help: "A factor of your own, in mSv/(mGy·cm).")
  var own: String?

  @Option(help: ArgumentHelp("Where your own factor is from.", valueName: "text"))
  var source: String?

  @Option(
    help: ArgumentHelp("The dose–length product, mGy·cm unless it has a unit.", valueName: "value"))
  var dlp: String?

  @Option(help: ArgumentHelp("Whose dose, from 1.", valueName: "n"))
  var individual = 1

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let worked = try DoseWorksheet(
      for: individual, of: try await client.record(named: id, .incident), factor: factor, own: own,
      source: source, product: dlp)
    let fields = worked.fields(
      estimator: author.role ?? client.identity.author, on: client.today)
    try await DoseWriting(id: id, individual: individual, author: author, store: store)
      .add(fields)
  }
}
