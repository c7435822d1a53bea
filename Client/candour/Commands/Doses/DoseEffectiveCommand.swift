import ArgumentParser
import IRMER
import RecordStore
import Records
import SiteClient

/// `candour dose factors`
struct DoseFactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors",
    abstract: "The published factors from dose–length product to effective dose.",
    discussion: """
      Typical adult values: not for children, and no substitute for the physicist's judgement. A \
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
    let chosen = try chosenFactor()
    let snapshot = try await client.record(named: id, .incident)
    let individuals = snapshot.elements("individuals")
    guard individuals.indices.contains(individual - 1) else {
      throw CommandFailure.unusable(
        "the incident has \(individuals.count.of("individual", "individuals")); there is no number "
          + "\(individual)", field: "individual")
    }
    let person = individuals[individual - 1]
    if own == nil, let age = person.text("ageAtExposure").flatMap({ Int($0) }), age < 18 {
      throw CommandFailure.unusable(
        "the published factors are for adults and the age is \(age): give --k and --source",
        field: "factor")
    }
    let product = try product(of: person)
    guard
      let fields = chosen.fields(
        ofProduct: product, estimator: author.role ?? client.identity.author, on: client.today)
    else { throw CommandFailure.unusable("“\(product)” is no dose–length product", field: "dlp") }
    try await DoseWriting(id: id, individual: individual, author: author, store: store)
      .add(fields)
  }

  private func chosenFactor() throws -> ConversionFactor {
    switch (factor, own) {
    case (let name?, nil):
      guard source == nil else {
        throw CommandFailure.unusable("--source goes with --k", field: "source")
      }
      guard let found = ConversionFactor.published.first(where: { $0.id == name }) else {
        let all = ConversionFactor.published.map(\.id).joined(separator: ", ")
        throw CommandFailure.unusable("“\(name)” is none of \(all)", field: "factor")
      }
      return found
    case (nil, let digits?):
      return try ConversionFactor(own: digits, source: source ?? "")
    default:
      throw CommandFailure.unusable("give either --factor, or --k and --source", field: "factor")
    }
  }

  /// mGy·cm, by its digits.
  private func product(of person: RecordElement) throws -> String {
    if let dlp {
      do throws(DoseInput.Failure) {
        let read = try DoseInput(.doseLengthProduct, amount: dlp)
        guard !read.isRange else { throw .rangeUpsideDown }
        return read.low
      } catch {
        throw CommandFailure.unusable(
          error == .rangeUpsideDown ? "give one value, not a range" : error.words, field: "dlp")
      }
    }
    guard let total = person.latestEstimate(of: .doseLengthProduct)?.total else {
      throw CommandFailure.unusable(
        "no dose–length product is recorded for individual \(individual): give --dlp", field: "dlp")
    }
    return total
  }
}
