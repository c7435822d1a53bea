import Screens
import SiteClient

/// One record in full, from the document that `--json` prints.
struct RecordPage {
  let document: JSONObject
  let today: CalendarDate
  /// Whether fields are shown by their paths, as `set` takes them, in place of their labels.
  var showsPaths = false
  /// What is assumed where a theme does not say it.
  var assumptions: [String] = []
  /// The meaning of an imported list's codes, by field.
  var meaning: (_ path: String, _ code: String) -> String? = { _, _ in nil }

  func print(to output: Output) {
    if output.isJSON { return output.print(.object(document)) }
    let name = document["reference"]?.string ?? document["id"]?.string ?? ""
    let status = document["status"]?.displayText ?? ""
    output.line("\(name) · \(ChoiceWords.displayText(status))", .strong)
    let fields = document["fields"]?.object?.members ?? []
    output.pairs(
      fields.filter { !isOfCase($0.key) && !Self.isForMachines($0.key) }.map {
        (label($0.key), displayText($0.value, at: $0.key))
      } + cases(of: name))
    conflicts(of: name, to: output)
    if let assessment = document["assessment"] {
      output.line()
      AssessmentSummary(
        assessment, individuals: individuals, today: today,
        clocks: ClockProgress(document: document)
      ).summary(to: output)
    }
    if document["kind"] == "theme" { theme(to: output) }
    needs(to: output)
  }

  /// A confirmed theme is a notification of its own, with its own last days.
  private func theme(to output: Output) {
    output.line()
    for assumption in assumptions { output.line("· \(assumption)", .warning) }
    guard let notification = document["notification"]?.object else {
      return output.line(
        "No deadline is running: a theme is notified once a person has confirmed it.")
    }
    let clocks = ClockProgress(document: document)
    let authority = notification["authority"]?.string.flatMap(Authority.init(rawValue:))
    func day(_ key: String) -> CalendarDate? {
      notification[key]?.string.flatMap { CalendarDate($0) }
    }
    let codes = (notification["complementary"]?.array ?? []).map(\.displayText)
    output.pairs([
      (
        "codes",
        codes.isEmpty ? "– (complementary: M with a base code)" : codes.joined(separator: ", ")
      ),
      ("authority", authority?.rawValue ?? "–"),
      (
        "last day to notify",
        day("notifyBy").map { clocks.notify(by: $0, today: today, authority: authority) } ?? "–"
      ),
      (
        "last day to report",
        day("reportBy").map { clocks.report(by: $0, today: today, authority: authority) } ?? "–"
      ),
    ])
  }

  /// `effective dose of individual 1`; positions count from 1.
  private func label(_ path: String) -> String {
    showsPaths
      ? path
      : FieldLabel.displayText(path, in: document["kind"]?.string.map(RecordKind.init(rawValue:)))
  }

  private var fields: JSONObject { document["fields"]?.object ?? JSONObject() }

  /// A day is in figures, as in every list; an amount has its unit, a choice is in words.
  static func displayText(_ value: JSONValue, at path: String, beside fields: JSONObject) -> String
  {
    guard let text = value.string, text == value.displayText else {
      return FieldUnit.displayText(value.displayText, at: path, beside: fields)
    }
    return ValueWords.displayText(text, at: path, beside: fields)
  }

  /// Beside its path a value is as `set` takes it.
  private func displayText(_ value: JSONValue, at path: String) -> String {
    let words = showsPaths ? value.displayText : Self.displayText(value, at: path, beside: fields)
    return meaning(path, value.displayText).map { "\(words) (\($0))" } ?? words
  }

  /// Whether a field belongs to a case of an audit: those are counted, not listed.
  private func isOfCase(_ path: String) -> Bool {
    document["kind"] == "audit" && AuditTally.isOfCase(path)
  }

  private func cases(of name: String) -> [(String, String)] {
    let paths = (document["fields"]?.object?.members ?? []).map(\.key).filter(isOfCase)
    let count = Set(paths.map { $0.split(separator: "/")[1] }).count
    return count == 0
      ? [] : [("data", "\(count.of("case", "cases")): candour audit data \(ShellWord(name))")]
  }

  /// Which entries a withdrawal had seen: for merging only, without any text for people.
  private static func isForMachines(_ path: String) -> Bool {
    path.hasPrefix("withdrawals/") && path.hasSuffix("/seen")
  }

  /// How many individuals the fields name.
  private var individuals: Int {
    let paths = (document["fields"]?.object?.members ?? []).map { $0.key.split(separator: "/") }
    let positions = paths.filter { $0.count > 1 && $0[0] == "individuals" }.compactMap {
      Int($0[1])
    }
    return (positions.max() ?? -1) + 1
  }

  private func conflicts(of name: String, to output: Output) {
    guard let conflicts = document["conflicts"]?.object, !conflicts.isEmpty else { return }
    for (path, candidates) in conflicts.members {
      output.line()
      output.line("In conflict: \(label(path))", .warning)
      output.table(ConflictTable.table(candidates.array ?? [], of: path, beside: fields))
      let kind = ShellWord(document["kind"]?.displayText ?? "incident")
      output.line(
        "To settle it: candour \(kind) resolve \(ShellWord(name)) \(ShellWord(path)) --take N --why TEXT",
        .faint)
    }
  }

  private func needs(to output: Output) {
    guard let missing = document["missing"]?.array else { return }
    output.line()
    let needs =
      missing.isEmpty ? "nothing" : missing.map { label($0.displayText) }.joined(separator: ", ")
    var pairs = [("next step needs", needs)]
    if let due = document["due"], due != .null { pairs.insert(("due", due.displayText), at: 0) }
    if let gaps = document["teamGaps"]?.array, !gaps.isEmpty {
      pairs.append(
        ("team gaps", gaps.map { FieldLabel.displayText($0.displayText) }.joined(separator: ", ")))
    }
    output.pairs(pairs)
  }
}

/// The candidates of a conflict, numbered as `--take` counts them.
enum ConflictTable {
  ///
  /// - Parameters:
  ///   - path: that they are values of.
  ///   - fields: of the record.
  static func table(
    _ candidates: [JSONValue], of path: String, beside fields: JSONObject
  ) -> Table {
    var table = Table([
      .number("N"), .flexible("value"), .flexible("author"), .text("at").leaving(2),
      .text("site").leaving(1),
    ])
    for (index, candidate) in candidates.enumerated() {
      let isRemoved = candidate["removed"]?.bool ?? false
      let value = candidate["value"].map { RecordPage.displayText($0, at: path, beside: fields) }
      table.add([
        .init(index + 1), .init(isRemoved ? "(removed)" : value ?? "–"),
        .init(author(of: candidate)), .init(candidate["at"]?.displayText ?? ""),
        .init(candidate["site"]?.displayText ?? ""),
      ])
    }
    return table
  }

  private static func author(of candidate: JSONValue) -> String {
    let author = candidate["author"]?.displayText ?? ""
    return candidate["movedFrom"].map { "\(author), moved from \($0.displayText)" } ?? author
  }
}
