import ArgumentParser
import IRMER
import RecordStore
import Records
import SiteClient

/// `candour undetermined`
struct UndeterminedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undetermined",
    abstract: "Incidents that may need notifying, and the facts that would settle it.",
    discussion: """
      The clocks of an undetermined incident run: in doubt one notifies.

      EXAMPLES
        candour undetermined
        candour undetermined --json
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let open = try await client.incidents(.undetermined).filter { $0.notification != nil }
    let table = IncidentTable(open, on: client.today)
    if store.isJSON {
      return store.output.print(
        .array(
          zip(table.items, open).map { item, listed in
            var json = item.json
            json["missing"] = JSONValue(Self.missing(in: listed.incident))
            return .object(json)
          }))
    }
    guard !open.isEmpty else { return store.output.line("Nothing is undetermined.", .good) }
    for (item, listed) in zip(table.items, open) {
      let left = item.daysLeft.map(Days.words(left:)) ?? "–"
      store.output.line(
        "\(listed.incident.reference ?? listed.incident.id) (\(left))",
        Days.emphasis(daysLeft: item.daysLeft))
      for fact in Self.facts(in: listed.incident) {
        store.output.line("  would be settled by: \(fact)")
      }
    }
  }

  /// Every fact once, with the codes that wait for it.
  private static func facts(in incident: IncidentRow) -> [String] {
    var codes: [String: [String]] = [:]
    var order: [String] = []
    for missing in missing(in: incident) {
      let parts = missing.split(separator: " (code ")
      let fact = String(parts[0])
      if codes[fact] == nil { order.append(fact) }
      codes[fact, default: []] += parts.dropFirst().map { String($0.dropLast()) }
    }
    return order.map { fact in
      let codes = codes[fact] ?? []
      guard !codes.isEmpty else { return fact }
      return "\(fact) (code\(codes.count == 1 ? "" : "s") \(FindingLines.range(codes)))"
    }
  }

  private static func missing(in incident: IncidentRow) -> [String] {
    missing(
      in: try? JSONValue(parsing: incident.assessment),
      isSignificanceOpen: incident.clinicallySignificant == "undecided")
  }

  /// The facts that a finding says would settle it, each once.
  ///
  /// - Parameter isSignificanceOpen: whether nobody decided if it is clinically significant.
  static func missing(in assessment: JSONValue?, isSignificanceOpen: Bool) -> [String] {
    let findings = assessment?["findings"]?.array ?? []
    var seen: Set<String> = []
    let facts = findings.filter { $0["result"]?.string == "undetermined" }.flatMap { finding in
      (finding["missing"]?.array ?? []).map { fact in
        "individuals/\(finding["individual"]?.words ?? "0")/\(fact.words) (code \(finding["code"]?.words ?? ""))"
      }
    }
    let significance = isSignificanceOpen ? ["clinicallySignificant"] : []
    return (facts + significance).filter { seen.insert($0).inserted }
  }
}
