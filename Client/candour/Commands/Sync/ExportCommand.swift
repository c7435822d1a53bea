import ArgumentParser
import IRMER
import RecordStore
import SiteClient

/// `candour export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a bundle: the exchange by a USB stick.",
    discussion: """
      The same entries, the same checks and the same merge as over the network. The centre's bundle \
      that comes back is the receipt: importing it here acknowledges what it holds.

      EXAMPLES
        candour export /media/stick/rbd01.bundle
        candour export /media/stick/rbd01.bundle --pending
      """)

  @Argument(
    help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"),
    completion: .file())
  var file: String

  @Flag(help: "Only what the centre has not acknowledged.")
  var pending = false

  @Flag(help: "Replace a bundle or backup of Candour, or an empty file; never anything else.")
  var force = false

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let report = try await export()
    if file == "-" { return }
    if store.isJSON { return store.output.print(report.json) }
    store.output.line(
      "\(report.entries.of("entry", "entries")) written to \(file), \(report.new) of them not acknowledged yet.",
      .good)
  }
}

extension ExportCommand {
  /// Exports from a copy in memory where nothing can be written to the store: the signature of a head
  /// is the same whenever it is made.
  private func export() async throws -> BundleReport {
    do {
      return try await export(from: store.open())
    } catch SiteError.store(let error) where error.hindersWriting {
      return try await export(from: store.open(for: .copy))
    }
  }

  private func export(from client: SiteClient) async throws -> BundleReport {
    try await client.export(
      to: file, pending ? .pending : .everything, existing: force ? .replacedIfOurs : .kept)
  }
}

extension BundleReport {
  var json: JSONValue {
    [
      "entries": .number(JSONNumber(entries)), "new": .number(JSONNumber(new)),
      "quarantined": .number(JSONNumber(quarantined)), "missing": .number(JSONNumber(missing)),
      "forked": JSONValue(forked.map { "\($0)" }),
      "refused": .object(JSONObject(refused.map { ("\($0.key)", .string($0.value)) })),
      "acknowledged": .bool(isAcknowledgement),
    ]
  }
}
