import ArgumentParser
import IRMER
import Records
import SiteClient

/// Logs incidents from one document, from JSON Lines or from CSV, and answers each.
struct IncidentLogging {
  let client: SiteClient
  let role: String?
  let isDryRun: Bool
  let isNearMiss: Bool
  let template: IncidentTemplate?
  let output: Output

  /// So many incidents are written in one transaction.
  private static let batchMax = 200

  // MARK: One

  func log(_ document: JSONValue) async throws {
    for reply in try await replies(to: [try draft(document)]) { reply.print(to: output) }
  }

  private func write(_ drafts: [Draft]) async throws -> [Logged] {
    let logged = try await client.log(drafts, as: role)
    guard logged.count == drafts.count else {
      throw CommandFailure(.damaged, "damaged", "a record that was written is not there")
    }
    return logged
  }

  private func draft(_ document: JSONValue) throws -> Draft {
    try client.draft(.incident, completed(document), as: role)
  }

  /// With what the template and `--near-miss` say, where the document does not.
  private func completed(_ document: JSONValue) -> JSONValue {
    guard case .object(var object) = document else { return document }
    for (key, value) in template?.fields.members ?? [] where object[key] == nil {
      object[key] = value
    }
    guard isNearMiss else { return .object(object) }
    let individuals = object["individuals"]?.array ?? []
    object["individuals"] = .array(
      (individuals.isEmpty ? [.object(JSONObject())] : individuals).map { individual in
        guard case .object(var members) = individual else { return individual }
        if members["exposure"] == nil { members["exposure"] = "near-miss" }
        return .object(members)
      })
    return .object(object)
  }

  // MARK: Many

  func log(lines input: [UInt8]) async throws {
    let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
    try await log(
      lines.lazy.enumerated()
        .filter { !$1.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
        .map { number, line in (number + 1, Result { try Input.json(line) }) })
  }

  func log(csv input: [UInt8]) async throws {
    let table = try CSVTable(input)
    let unknown = table.unknownColumns
    if !unknown.isEmpty {
      let words = "no field of an incident, kept as they are: \(unknown.joined(separator: ", "))"
      Output.note(words, .warning)
    }
    try await log(
      table.rows.lazy.map { row in (row.line, Result { try table.document(of: row) }) })
  }

  /// Answers each in order; what cannot be used is answered by an error, and the rest go on.
  private func log(
    _ documents: some Sequence<(line: Int, document: Result<JSONValue, any Error>)>
  ) async throws {
    var count = (logged: 0, refused: 0)
    var batch: [Result<Draft, any Error>] = []
    var places: [Int] = []
    for (line, document) in documents {
      batch.append(Result { try draft(try document.get()) })
      places.append(line)
      if batch.count == Self.batchMax { try await flush(&batch, &places, &count) }
    }
    try await flush(&batch, &places, &count)
    if !output.isJSON {
      let done = isDryRun ? "usable" : "logged"
      output.line("\(count.logged) \(done), \(count.refused) refused.")
    }
    if count.refused > 0 { throw ExitCode(CommandFailure.Exit.unusable.rawValue) }
  }

  private func flush(
    _ batch: inout [Result<Draft, any Error>], _ places: inout [Int],
    _ count: inout (logged: Int, refused: Int)
  ) async throws {
    let drafts = batch.compactMap { try? $0.get() }
    var replies = try await replies(to: drafts)[...]
    for (place, result) in zip(places, batch) {
      switch result {
      case .success:
        count.logged += 1
        if let reply = replies.popFirst() { reply.printLine(to: output) }
      case .failure(let error):
        count.refused += 1
        guard let failure = CommandFailure(known: error) else { throw error }
        if output.isJSON {
          output.printLine(failure.json(line: place))
        } else {
          Output.note("line \(place): \(failure)", .danger)
        }
      }
    }
    batch.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  /// Writes what is to be written, and says what there is to say of each.
  private func replies(to drafts: [Draft]) async throws -> [LoggedReply] {
    let registers = try await client.registers()
    if isDryRun {
      return try drafts.map {
        try LoggedReply($0.snapshot, logged: nil, registers: registers, today: client.today)
      }
    }
    return try await write(drafts).map {
      try LoggedReply($0.snapshot, logged: $0, registers: registers, today: client.today)
    }
  }
}
