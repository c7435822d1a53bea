import ArgumentParser
import SiteClient

/// `candour export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a bundle of changes for a USB stick.",
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

  @OptionGroup var overwriting: OverwritingOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let report = try await export()
    if file == "-" { return }
    if store.isJSON { return store.output.print(report.json) }
    store.output.line(
      "\(report.entries.of("entry", "entries")) written to \(file) (\(report.bytes.of("byte", "bytes"))), \(report.new) of them not acknowledged yet.",
      .good)
    if !report.isSealed {
      store.output.line(
        "It is not sealed: this store knows no receiver before its next sync. Keep the stick safe.",
        .warning)
    }
    if report.enclosed > 0 {
      store.output.line("It carries \(report.enclosed.of("bundle", "bundles")) of others.")
    }
  }
}

extension ExportCommand {
  /// Exports from a copy in memory where nothing can be written to the store: the signature of a
  /// head is always the same.
  private func export() async throws -> BundleReport {
    do {
      return try await export(from: store.open())
    } catch SiteError.store(let error) where error.hindersWriting {
      return try await export(from: store.open(for: .copy))
    }
  }

  private func export(from client: SiteClient) async throws -> BundleReport {
    try await client.export(
      to: file, pending ? .pending : .everything, existing: overwriting.existing)
  }
}

extension BundleReport {
  var json: JSONValue {
    [
      "entries": .number(JSONNumber(entries)), "new": .number(JSONNumber(new)),
      "quarantined": .number(JSONNumber(quarantined)), "missing": .number(JSONNumber(missing)),
      "forked": JSONValue(forked.map { "\($0)" }),
      "refused": .object(JSONObject(refused.map { ("\($0.key)", .string($0.value)) })),
      "acknowledged": .bool(isAcknowledgement), "unproven": .bool(isUnprovenReceipt),
      "sealed": .bool(isSealed),
      "sealedToOthers": .number(JSONNumber(sealedToOthers)),
      "enclosedRefused": .array(
        enclosedRefused.map { ["code": .string($0.code), "text": .string($0.text)] }),
      "bytes": .number(JSONNumber(bytes)), "enclosed": .number(JSONNumber(enclosed)),
    ]
  }
}
