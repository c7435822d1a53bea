import SiteClient

/// The cases of an audit, counted by standard.
struct AuditTallyPage {
  private let audit: RecordSnapshot
  private let tally: AuditTally

  init(_ audit: RecordSnapshot) {
    self.audit = audit
    tally = AuditView(audit).tally
  }

  /// `None of the 7 cases answers`.
  static func noneAnswers(of cases: Int) -> String {
    cases == 1 ? "The one case does not answer" : "None of the \(cases) cases answers"
  }

  static func noneAnswersText(of cases: Int) -> String {
    "\(noneAnswers(of: cases)) a standard: check that column names match the standards' ids."
  }

  /// Whether a case answers a standard.
  var isAnswered: Bool { tally.lines.contains { $0.met + $0.notMet + $0.excluded > 0 } }

  var json: JSONObject {
    var object = JSONObject()
    object.append("id", .string("\(audit.id)"))
    object.append("reference", JSONValue(audit.reference))
    object.append("cases", .number(JSONNumber(tally.cases)))
    object.append("items", JSONValue(items))
    object.append("standards", .array(tally.lines.map(\.json)))
    object.append("data", audit.document(at: "data") ?? .array([]))
    return object
  }

  /// The cases' data items besides their results.
  private var items: [String] {
    var seen: Set<String> = []
    return audit.fields.keys.filter { AuditTally.isOfCase($0) }
      .compactMap { path in
        let parts = path.split(separator: "/")
        return parts.count > 3 && parts[2] == "items" ? String(parts[3]) : nil
      }.filter { seen.insert($0).inserted }
  }

  func print(to output: Output) {
    if output.isJSON { return output.print(.object(json)) }
    let name = audit.reference ?? "\(audit.id)"
    output.line("\(name) · \(tally.cases.of("case", "cases"))", .strong)
    guard tally.cases > 0, !tally.lines.isEmpty else { return }
    var table = Table([
      .flexible("standard"), .number("met"), .number("not met"), .number("n/a").leaving(3),
      .number("open").leaving(2), .number("share"), .text("95 % interval").leaving(1),
      .flexible("target"), .text("result"),
    ])
    for line in tally.lines {
      let isOff = line.agrees == false
      table.add([
        .init(line.standard), .init(line.met), .init(line.notMet), .init(line.excluded),
        .init(line.open), .init(line.proportion?.shareWords ?? "–"),
        .init(line.proportion?.intervalWords ?? "–"), .init(line.target ?? "–"),
        .init(line.result ?? "none yet", isOff ? .warning : .none),
      ])
    }
    output.table(table)
    if !isAnswered { output.line(Self.noneAnswersText(of: tally.cases), .warning) }
    if !items.isEmpty {
      output.line("Data items beside them: \(items.joined(separator: ", "))", .faint)
    }
    if tally.lines.contains(where: { $0.recorded == nil && $0.proportion != nil }) {
      output.line("Record them: candour audit result \(ShellWord(name)) --from-cases", .faint)
    }
    for line in tally.disagreements {
      output.line(
        "\(line.standard): the recorded result (\(line.recorded?.countWords ?? "–")) differs from the "
          + "cases (\(line.proportion?.countWords ?? "–")).", .warning)
    }
  }
}

extension AuditTally.Line {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.append("standard", .string(standard))
    object.append("met", .number(JSONNumber(met)))
    object.append("notMet", .number(JSONNumber(notMet)))
    object.append("excluded", .number(JSONNumber(excluded)))
    object.append("unrecorded", .number(JSONNumber(unrecorded)))
    object.append("inConflict", .number(JSONNumber(inConflict)))
    object.append("result", recorded?.json ?? .null)
    object.append("agrees", agrees.map(JSONValue.bool) ?? .null)
    return .object(object)
  }
}

extension Proportion {
  fileprivate var json: JSONValue {
    [
      "numerator": .number(JSONNumber(numerator)),
      "denominator": .number(JSONNumber(denominator)),
    ]
  }
}

/// The output after cases were added to an audit.
struct AuditCasesReply {
  let page: AuditTallyPage
  let kept: Int
  let refusals: [(place: String, failure: CommandFailure)]
  let isDryRun: Bool

  func print(to output: Output) {
    if output.isJSON {
      var object = page.json
      object.append("added", .number(JSONNumber(isDryRun ? 0 : kept)))
      object.append(
        "refused",
        .array(
          refusals.map { ["place": .string($0.place), "error": $0.failure.json["error"] ?? .null] })
      )
      if isDryRun { object.append("dryRun", true) }
      return output.print(.object(object))
    }
    for refusal in refusals { Output.note("\(refusal.place): \(refusal.failure)", .danger) }
    let done = isDryRun ? "can be saved; nothing was" : "saved on this computer"
    output.line(
      "\(kept.of("case", "cases")) \(done); \(refusals.count) refused.",
      refusals.isEmpty ? .good : .warning)
    page.print(to: output)
  }
}
