import IRMER
internal import Replication

/// What people need to know of a field: its label, its meaning, its unit, who answers it, which
/// criteria need it, and an example.
///
/// This is the only place that defines it: forms, lists, reports, history, `candour fields` and the
/// header of a CSV file read it from here. A test requires an entry for every field of every kind
/// of record.
public struct FieldDescription: Hashable, Sendable {
  /// With `-` for an element of a list.
  public let path: String
  /// As written in a sentence, without its place: `effective dose`.
  public let label: String
  public let meaning: String
  public let unit: String?
  public let answeredBy: Answerer
  /// The codes of the criteria that depend on it: `1`, `2.1`.
  public let criteria: [String]
  public let example: String

  /// The meaning, where it says more than the label.
  public var ownMeaning: String? { meaning == "The \(label)." ? nil : meaning }
}

/// Who usually knows the answer.
public enum Answerer: String, Hashable, Sendable, CaseIterable {
  case reporter = "whoever saw it"
  case physicist = "Medical Physics Expert"
  case investigator
  case governance = "governance team"
  case employer = "Employer"
  case auditLead = "audit lead"
  case software = "filled in by Candour"
}

public enum FieldCatalogue {
  /// - Parameter path: with positions, or with `-`.
  /// - Returns: `nil` for a path that is not a field of the kind.
  public static func description(of path: String, in kind: RecordKind) -> FieldDescription? {
    let pattern = pattern(of: path)
    guard let entry = entry(pattern, in: kind) else { return nil }
    return FieldDescription(
      path: pattern, label: entry.label,
      meaning: entry.meaning.isEmpty
        ? "The \(entry.label)." : entry.meaning, unit: FieldUnit.of(pattern)?.name,
      answeredBy: answerer(of: pattern, in: kind),
      criteria: FieldCriteria.codes(of: pattern, in: kind),
      example: FieldExample.text(of: pattern, in: kind))
  }

  /// `individuals/-/doses/-/total` for `individuals/0/doses/1/total`.
  static func pattern(of path: String) -> String {
    path.split(separator: "/").map { part in
      FieldPath.isElement(part) || (!part.isEmpty && part.allSatisfy(\.isNumber))
        ? "-" : String(part)
    }.joined(separator: "/")
  }

  struct Entry: Sendable {
    let label: String
    let meaning: String
  }

  /// The entry of a field, its own or that of fields that occur in several places: the six messages
  /// of informing, the duty of candour to each individual, an action of any record.
  static func entry(_ pattern: String, in kind: RecordKind) -> Entry? {
    if let entry = tables[kind]?[pattern] ?? shared[pattern] { return entry }
    let parts = pattern.split(separator: "/").map(String.init)
    if let start = parts.firstIndex(of: "informing"), parts.count == start + 4 {
      return message(parts[start + 1], parts[start + 2], parts[start + 3])
    }
    if pattern.hasPrefix("individuals/-/dutyOfCandour/") || pattern.hasPrefix("individuals/-/harm/")
    {
      return entry(String(pattern.dropFirst("individuals/-/".count)), in: kind)
    }
    if kind == .audit, parts.count == 4, parts[0] == "data" {
      let name = parts[2] == "results" ? "result for" : "data item"
      return Entry(label: "\(name) \(parts[3])", meaning: "")
    }
    if pattern.hasPrefix("examinations/") { return tables[kind]?["examinations/KEY"] }
    return nil
  }

  /// One of the six messages: to whom, about what, and which of its facts.
  private static func message(_ who: String, _ what: String, _ field: String) -> Entry? {
    let whom = who == "individual" ? "the exposed person" : "the \(who)"
    let of = what == "occurrence" ? "what happened" : "what the investigation found"
    switch field {
    case "told":
      return Entry(
        label: "whether \(whom) was informed of \(of)", meaning: "yes, not yet, or no.")
    case "date":
      return Entry(label: "date when \(whom) was informed of \(of)", meaning: "")
    case "by":
      return Entry(label: "who informed \(whom) of \(of)", meaning: "A role, never a name.")
    case "mode":
      return Entry(
        label: "how \(whom) was informed of \(of)", meaning: "In person, by telephone, by letter.")
    case "reasonNot":
      return Entry(label: "why \(whom) was not informed of \(of)", meaning: "")
    default: return nil
    }
  }

  /// Who answers, by the longest listed prefix of the path.
  static func answerer(of pattern: String, in kind: RecordKind) -> Answerer {
    if RecordSchema.listing(of: kind).first(where: { $0.path == pattern })?.isFixed ?? false {
      return .software
    }
    guard kind == .incident else { return kind == .audit ? .auditLead : .governance }
    let fitting = answerers.filter {
      pattern == $0.start || pattern.hasPrefix($0.start + "/")
    }
    return fitting.max { $0.start.count < $1.start.count }?.who ?? .reporter
  }

  private static let answerers: [(start: String, who: Answerer)] = [
    ("individuals/-/effectiveDose", .physicist), ("individuals/-/foetalDose", .physicist),
    ("individuals/-/infantDose", .physicist), ("individuals/-/doses", .physicist),
    ("individuals/-/structures", .physicist), ("individuals/-/geographicalMiss", .physicist),
    ("individuals/-/activity", .physicist), ("individuals/-/radiotherapy", .physicist),
    ("individuals/-/nuclearMedicine", .physicist),
    ("individuals/-/interventionalProcedure", .physicist),
    ("individuals/-/informing", .governance), ("individuals/-/dutyOfCandour", .governance),
    ("clinicallySignificant", .governance), ("theme", .governance), ("preliminary", .governance),
    ("preliminary/mpeAdvice", .physicist), ("classification", .governance),
    ("investigation", .investigator), ("actions", .investigator),
    ("evidence", .investigator), ("informing", .governance),
    ("dutyOfCandour", .governance), ("notification", .governance), ("report", .governance),
    ("routes", .governance), ("regulator", .governance), ("learning", .governance),
    ("links", .governance), ("questions", .governance), ("feedback", .governance),
    ("authorityRef", .governance), ("lfpseRef", .governance),
    ("organisationType", .governance), ("employer", .governance),
  ]

  // MARK: Reading the tables

  private static let tables: [RecordKind: [String: Entry]] = [
    .incident: read(FieldTables.facts + FieldTables.individual + FieldTables.incident),
    .audit: read(FieldTables.audit), .procedure: read(FieldTables.procedure),
    .theme: read(FieldTables.theme), .equipment: read(FieldTables.equipment),
    .licence: read(FieldTables.licence), .margin: read(FieldTables.margin),
    .denominator: read(FieldTables.denominator), .lesson: read(FieldTables.lesson),
    .receipt: read(FieldTables.receipt),
  ]
  private static let shared = read(FieldTables.shared + FieldTables.authority)

  /// Lines of `path | label` or `path | label | meaning`.
  private static func read(_ text: String) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
        String(cell.drop { $0 == " " }).trimmedEnd
      }
      guard cells.count >= 2 else { continue }
      entries[cells[0]] = Entry(label: cells[1], meaning: cells.count > 2 ? cells[2] : "")
    }
    return entries
  }

  /// The field of a kind with a given label, with positions or `-` kept as given: the header of a
  /// CSV file may use labels in place of paths.
  ///
  /// - Returns: `nil` where no field, or more than one, has the label.
  public static func path(labelled label: String, in kind: RecordKind) -> String? {
    func folded(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
    let wanted = folded(label)
    let paths = RecordSchema.listing(of: kind).map(\.path).filter { path in
      folded(FieldLabel.displayText(path.replacing("/-", with: "/0"), in: kind)) == wanted
        // A field in a list within a list needs its complete label.
        || folded(entry(path, in: kind)?.label ?? "") == wanted
          && path.split(separator: "/").count { $0 == "-" } < 2
    }
    guard paths.count == 1 else { return nil }
    return paths[0].replacing("/-", with: "/0")
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
