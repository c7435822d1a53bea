internal import Replication

/// What people call a field, in place of the path that programs use.
public enum FieldLabel {
  /// `effective dose of individual 1` for `individuals/0/effectiveDose/total`.
  ///
  /// - Parameters:
  ///   - path: with positions from 0.
  ///   - kind: of the record; of an incident or an audit unless given.
  public static func displayText(_ path: String, in kind: RecordKind?) -> String {
    var place = ""
    var keys: [Substring] = []
    var list: Substring = ""
    for part in path.split(separator: "/") {
      if let position = Int(part) {
        place = " of \(one(list)) \(position + 1)" + place
        keys = []
      } else if FieldPath.isElement(part) {
        // An element that is no longer there has no position.
        place = " of a removed \(one(list))" + place
        keys = []
      } else {
        list = part
        keys.append(part)
      }
    }
    let pattern = FieldCatalogue.pattern(of: path)
    let entry =
      kind.map { FieldCatalogue.entry(pattern, in: $0) } ?? FieldCatalogue.entry(
        pattern, in: .incident)
      ?? FieldCatalogue.entry(pattern, in: .audit)
    if let entry {
      // A list of words: its position is part of its name, `final code 2`.
      guard keys.isEmpty, let number = path.split(separator: "/").last.flatMap({ Int($0) }) else {
        return named(entry.label, place)
      }
      let outer = place.split(separator: " of ", maxSplits: 2, omittingEmptySubsequences: false)
      return "\(entry.label) \(number + 1)" + (outer.count > 2 ? " of \(outer[2])" : "")
    }
    guard !keys.isEmpty else { return String(place.dropFirst(4)) }
    return own(keys.joined(separator: "/")) + place
  }

  /// `date of the search` and ` of search 1` as `date of search 1`, `kind of individual` likewise.
  /// A label that is a clause has the place in brackets: `whether a procedure failed (individual 1)`.
  private static func named(_ label: String, _ place: String) -> String {
    if label.hasPrefix("whether "), !place.isEmpty { return "\(label) (\(place.dropFirst(4)))" }
    let noun = place.dropFirst(4).prefix { !$0.isNumber }
    guard noun.last == " " else { return label + place }
    // `standard 1`, not `standard of standard 1`.
    if label == noun.dropLast() { return String(place.dropFirst(4)) }
    for end in [" of the \(noun)".dropLast(), " of \(noun)".dropLast()]
    where label.hasSuffix(end) {
      return label.dropLast(end.count) + place
    }
    // `reason for the withdrawal`: its number alone is missing.
    let named = "the \(noun)".dropLast()
    if label.hasSuffix(" \(named)") {
      return String(label.dropLast(named.count) + place.dropFirst(4))
    }
    return label + place
  }

  /// The same for an incident or an audit.
  public static func displayText(_ path: String) -> String { displayText(path, in: nil) }

  /// The label of a path within its record or element.
  private static func own(_ path: String) -> String {
    if let label = labels[path] { return label }
    let parts = path.split(separator: "/")
    guard parts.count > 1, let last = parts.last else { return spaced(path) }
    let below = labels[String(last)] ?? spaced(String(last))
    return "\(own(parts.dropLast().joined(separator: "/"))): \(below)"
  }

  /// `sampleSize` as `sample size`.
  private static func spaced(_ key: String) -> String {
    key.reduce(into: "") { text, letter in
      if letter.isUppercase, let last = text.last, last.isLowercase { text += " " }
      text += letter.lowercased()
    }
  }

  /// One element of a list: `individual` of `individuals`.
  private static func one(_ list: Substring) -> String {
    switch list {
    case "individuals": "individual"
    case "standards": "standard"
    case "actions": "action"
    case "doses": "dose estimate"
    case "structures": "structure"
    case "notes": "note"
    case "routes": "route"
    case "data": "case"
    case "objectives": "objective"
    case "notices": "notice"
    case "searches": "search"
    case "links": "link"
    case "learning": "lesson"
    case "fractions": "fraction"
    case "findings": "finding"
    case "acknowledgements": "acknowledgement"
    case "withdrawals": "withdrawal"
    case "sentCopies": "copy"
    case "questions": "question"
    case "feedback": "feedback"
    case "evidence": "piece of evidence"
    default: spaced(String(list))
    }
  }

  /// Groups of fields, and parts of a field that its group names.
  private static let labels = [
    "individuals": "who was exposed", "effectiveDose": "effective dose",
    "tissueReaction": "tissue reaction", "verificationImages": "verification images",
    "geographicalMiss": "geographical miss", "exposureAt": "date of exposure",
    "reAudit": "re-audit",
    "ageAtExposure": "age", "exposure": "kind of exposure",
    "effectiveDose/total": "effective dose", "effectiveDose/intended": "intended effective dose",
    "foetalDose": "foetal dose", "infantDose": "infant dose",
    "tissueReaction/observed": "tissue reaction",
    "geographicalMiss/extent": "extent of the geographical miss", "why": "reason",
    "leadClinician": "lead clinician", "leadModalityRadiographer": "lead radiographer",
    "medicalPhysicsExpert": "Medical Physics Expert",
    "one-person-in-two-roles": "second person for two roles",
  ]
}
