import ArgumentParser
import Screens
import SiteClient

/// Logs incidents from one document, from JSON Lines or from CSV, and reports on each.
struct IncidentLogging {
  let client: SiteClient
  let role: String?
  let isDryRun: Bool
  let isNearMiss: Bool
  let template: IncidentTemplate?
  /// Whether a line is skipped where an incident with the same contents is here. By default it is,
  /// in CSV and in JSON Lines alike: a file may be read again after an interruption, or by somebody
  /// who does not know that it was read.
  var isSkippingLogged: Bool?
  /// Whether an event in several nations is logged as a record for each.
  var isSplitting = false
  /// Whether keys that this version does not know are kept: a later version's file.
  var keepsUnknownFields = false
  /// The author's reason, which confirms what is refused without one.
  var why = ""
  let output: Output

  /// How many incidents are written in one transaction.
  private static let batchMax = 200

  // MARK: One

  func log(_ document: JSONValue) async throws {
    for reply in try await replies(to: try drafts(of: document)) { reply.print(to: output) }
  }

  /// The record of a document; where people were exposed in several nations and it is to be split,
  /// one for each nation, linked.
  private func drafts(of document: JSONValue) throws -> [EventDraft] {
    let document = try completed(document)
    let parts = NationSplit.documents(of: document, home: client.context().nation)
    guard parts.count > 1 else {
      // A document without a nation uses that of its individuals.
      return [try draft(document["nation"]?.isNull ?? true ? parts[0] : document)]
    }
    guard isSplitting else { throw Self.severalNations(parts) }
    return try client.linkedEvents(parts, why: why, as: role)
  }

  /// Shows which documents to log instead of one with people in several nations.
  private static func severalNations(_ parts: [JSONValue]) -> CommandFailure {
    let names = parts.compactMap {
      $0["nation"]?.string.flatMap(Nation.init(rawValue:))?.name
    }.joined(separator: ", ")
    let documents = parts.map { $0.serialized() }.joined(separator: "\n")
    return CommandFailure(
      .unusable, "several-nations",
      "people were exposed in \(names), and each nation's authority has a record of its own. Nothing "
        + "was logged. Give --split to log them all, linked; or log these documents:\n\(documents)",
      field: "individuals")
  }

  private func write(_ drafts: [EventDraft]) async throws -> [Logged] {
    let logged = try await client.log(events: drafts, as: role)
    guard logged.count == drafts.count else {
      throw CommandFailure(.damaged, "damaged", "a record that was written is not there")
    }
    return logged
  }

  private func draft(_ document: JSONValue) throws -> EventDraft {
    try client.event(
      document, why: why, as: role, keepsUnknownFields: keepsUnknownFields)
  }

  /// Adds the fields of the template and of `--near-miss` that the document does not have.
  ///
  /// - Throws: where the document says that somebody was exposed, and `--near-miss` that nobody was.
  private func completed(_ document: JSONValue) throws(CommandFailure) -> JSONValue {
    guard case .object(var object) = document else { return document }
    for (key, value) in template?.fields.members ?? [] where object[key] == nil {
      object[key] = value
    }
    guard isNearMiss else { return .object(object) }
    let individuals = object["individuals"]?.array ?? []
    for (position, individual) in individuals.enumerated() {
      guard let exposure = individual["exposure"], !exposure.isNull, exposure != "near-miss" else {
        continue
      }
      throw CommandFailure(
        .unusable, "contradiction",
        "--near-miss says that nobody was exposed, and the input says \(exposure.displayText): nothing was "
          + "saved. Leave out --near-miss, or correct the input",
        field: "individuals/\(position)/exposure")
    }
    object["individuals"] = .array(
      (individuals.isEmpty ? [.object(JSONObject())] : individuals).map { individual in
        guard case .object(var members) = individual else { return individual }
        if members["exposure"]?.isNull ?? true { members["exposure"] = "near-miss" }
        return .object(members)
      })
    return .object(object)
  }

  // MARK: Many

  func log(lines input: [UInt8]) async throws {
    let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated().filter { !$1.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
    let known =
      isSkippingLogged ?? true
      ? try await client.loggedBefore(discoveredOn: Self.days(in: lines.lazy.map(\.element))) : [:]
    try await log(
      lines.lazy.map { number, line in
        (number + 1, Result { try Input.json(line, line: number + 1) })
      },
      count: lines.count, known: known)
  }

  /// The days of discovery of the lines; `nil` where a readable line has none in its plain form.
  private static func days(in lines: some Sequence<ArraySlice<UInt8>>) -> Set<String>? {
    var days: Set<String> = []
    for line in lines {
      guard let document = try? Input.json(line) else { continue }
      guard let day = document["discoveredOn"]?.string, CalendarDate(day) != nil else { return nil }
      days.insert(day)
    }
    return days
  }

  func log(csv input: [UInt8]) async throws {
    let table = try CSVTable(input).namingFields()
    let unknown = table.unknownColumns
    if !unknown.isEmpty {
      let words = "Columns not recognised: " + unknown.joined(separator: ", ")
      guard keepsUnknownFields else {
        throw CommandFailure(
          .unusable, "unknown-field",
          "\(words). Nothing was saved. Mend the header (`candour fields` lists the paths), or keep "
            + "them as they are with --allow-unknown.")
      }
      Output.note("\(words). They are kept as they are.", .warning)
    }
    for lines in table.linesAlike { Output.note(Self.oneEvent(lines), .warning) }
    let known =
      isSkippingLogged ?? true
      ? try await client.loggedBefore(
        discoveredOn: table.days(of: "discoveredOn", today: client.today)) : [:]
    try await log(
      table.events.lazy.map { rows in
        (rows[0].line, Result { try table.document(of: rows, today: client.today) })
      },
      count: table.events.count, known: known)
  }

  /// Lines named in one sentence.
  private static let linesNamedMax = 4

  /// Whether an event must be notified may depend on how many people it concerns.
  private static func oneEvent(_ lines: [Int]) -> String {
    let more = lines.count - linesNamedMax
    let named = lines.prefix(linesNamedMax).map(String.init).joined(separator: ", ")
    return "Lines \(named)\(more > 0 ? " and \(more) more" : "") differ in nothing but their "
      + "individuals. If they are one event, give these rows one value in a column named event, or "
      + "join them once they are logged: candour incident join"
  }

  /// Reports on each in order; an unusable one is reported as an error, and the rest continue.
  private func log(
    _ documents: some Sequence<(line: Int, document: Result<JSONValue, any Error>)>,
    count: Int, known: [OriginalContent: [String]]
  ) async throws {
    var known = known
    var tally = LogTally()
    let progress = ProgressLine()
    defer { progress.clear() }
    // A terminal shows only as many lines as it has room for.
    let isBrief = output.terminal.isInteractive && count > Self.linesShownMax
    let answers = LogAnswers(output: output, progress: progress, isBrief: isBrief)
    var batch: [LogAnswers.Item] = []
    for (line, document) in documents {
      batch.append(Self.item(line, Result { try drafts(of: try document.get()) }, known: &known))
      guard batch.count == Self.batchMax else { continue }
      try await flush(&batch, &tally, answers)
      progress.show(
        "\(ProgressLine.bar(Double(tally.done) / Double(count))) \(tally.done) of \(count), "
          + "\(tally.logged) \(isDryRun ? "usable" : "logged")")
      if Task.isCancelled { throw Self.interrupted(tally) }
    }
    try await flush(&batch, &tally, answers)
    progress.clear()
    if !output.isJSON { output.line(tally.sentence(isDryRun: isDryRun)) }
    guard tally.refused > 0 else { return }
    // Some logged and some refused is a failure, all refused an unusable input.
    let exit: CommandFailure.Exit = tally.logged + tally.repeated > 0 ? .failed : .unusable
    throw ExitCode(exit.rawValue)
  }

  private static let linesShownMax = 40

  /// A line's draft; or the incident that is here already, each of which matches one line.
  private static func item(
    _ line: Int, _ drafts: Result<[EventDraft], any Error>, known: inout [OriginalContent: [String]]
  ) -> LogAnswers.Item {
    guard !known.isEmpty, let records = try? drafts.get() else {
      return LogAnswers.Item(line: line, drafts: drafts)
    }
    var found: [String] = []
    for words in records.map({ OriginalContent($0.draft.operations) }) {
      guard let reference = known[words]?.first else { break }
      found.append(reference)
    }
    guard found.count == records.count else { return LogAnswers.Item(line: line, drafts: drafts) }
    for words in records.map({ OriginalContent($0.draft.operations) }) {
      known[words]?.removeFirst()
    }
    return LogAnswers.Item(
      line: line, drafts: drafts, loggedAs: found.joined(separator: ", "))
  }

  private static func interrupted(_ tally: LogTally) -> CommandFailure {
    CommandFailure(
      .failed, "interrupted",
      "Interrupted after line \(tally.line): \(tally.logged.of("incident", "incidents")) saved. Run the "
        + "same command again: it goes on with the rest.")
  }

  private func flush(
    _ batch: inout [LogAnswers.Item], _ tally: inout LogTally, _ answers: LogAnswers
  ) async throws {
    let drafts = batch.filter { $0.loggedAs == nil }.flatMap { (try? $0.drafts.get()) ?? [] }
    var replies = try await replies(to: drafts)[...]
    for item in batch {
      switch (item.loggedAs, item.drafts) {
      case (let reference?, _):
        tally.leaveOut(line: item.line)
        answers.leaveOut(item.line, loggedAs: reference)
      case (nil, .success(let records)):
        let own = replies.prefix(records.count)
        replies = replies.dropFirst(records.count)
        for reply in own { tally.log(reply.outcome, line: item.line) }
        answers.log(item.line, Array(own))
      case (nil, .failure(let error)):
        tally.refuse(line: item.line)
        try answers.refuse(item.line, error)
      }
    }
    batch.removeAll(keepingCapacity: true)
  }

  /// Writes the records, and reports on each.
  private func replies(to drafts: [EventDraft]) async throws -> [LoggedReply] {
    let registers = try await client.registers()
    if isDryRun {
      return try drafts.map {
        try LoggedReply(
          $0.draft.snapshot, logged: nil, readings: $0.draft.readings, registers: registers,
          people: client.knownPeople(), today: client.today)
      }
    }
    return try zip(try await write(drafts), drafts).map {
      try LoggedReply(
        $0.snapshot, logged: $0, readings: $1.draft.readings, registers: registers,
        people: client.knownPeople(), today: client.today)
    }
  }
}
