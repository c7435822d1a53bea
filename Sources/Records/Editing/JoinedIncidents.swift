public import IRMER
public import Replication

/// Rows or records of one event as one incident with all its individuals.
public enum JoinedIncidents {
  /// The most individuals of an incident: one event of a screening unit that continued for a year
  /// has some hundreds.
  public static let individualsMax = 2_000
  /// This many fit into the entry that creates a record, whatever is recorded of each.
  static let firstMax = 40

  /// One document from several that agree in everything except their individuals, and the nations
  /// of these: a row's own nation is then that of its individuals (``NationSplit``).
  ///
  /// - Throws: ``ValidationError`` `event-disagrees` with the key in which they differ.
  public static func document(of rows: [JSONValue]) throws(ValidationError) -> JSONValue {
    var joined = JSONObject()
    var individuals: [JSONValue] = []
    let hasNations = Set(rows.map { $0["nation"]?.string ?? "" }).count > 1
    for row in rows {
      guard var object = row.object else {
        throw ValidationError("not-an-object", "the document must be a JSON object")
      }
      if hasNations { moveNation(of: &object, leaving: rows[0]["nation"]) }
      for (key, value) in object.members where key != "individuals" {
        if let known = joined[key], known != value {
          throw ValidationError(
            "event-disagrees", "rows of one event say different things", field: key)
        }
        joined[key] = value
      }
      individuals += object["individuals"]?.array ?? [.object(JSONObject())]
    }
    guard individuals.count <= individualsMax else {
      throw ValidationError(
        "too-many-individuals", "one event holds at most \(individualsMax) individuals",
        field: "individuals")
    }
    joined["individuals"] = .array(individuals)
    return .object(joined)
  }

  private static func moveNation(of row: inout JSONObject, leaving first: JSONValue?) {
    if let nation = row["nation"], !nation.isNull {
      let individuals = row["individuals"]?.array ?? [.object(JSONObject())]
      row["individuals"] = .array(
        individuals.map { individual in
          guard var object = individual.object, object["nation"] == nil else { return individual }
          object["nation"] = nation
          return .object(object)
        })
    }
    row["nation"] = first
  }

  /// The document with as many individuals as one entry holds, and the others.
  static func parts(of document: JSONValue) -> (first: JSONValue, rest: [JSONValue]) {
    guard var object = document.object, let all = object["individuals"]?.array,
      all.count > firstMax
    else { return (document, []) }
    object["individuals"] = .array(Array(all.prefix(firstMax)))
    return (.object(object), Array(all.dropFirst(firstMax)))
  }
}

extension Draft {
  /// A new incident with as many individuals as an event may have: a draft, and the changes that
  /// add the individuals that do not fit in its entry.
  public static func event(
    _ document: JSONValue, id: RecordID, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> (draft: Draft, additions: [Edit]) {
    let (first, rest) = JoinedIncidents.parts(of: document)
    let draft = try Draft(
      .incident, document: first, id: id, context: context, using: &generator)
    let additions = try Edit.addingIndividuals(
      rest, why: context.why, on: draft.snapshot, context: context, using: &generator)
    return (draft, additions)
  }
}

extension Edit {
  /// Adds individuals to an incident, in as few changes as possible.
  public static func addingIndividuals(
    _ individuals: [JSONValue], why: String, on incident: RecordSnapshot, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> [Edit] {
    let before = incident.elements("individuals").count
    guard before + individuals.count <= JoinedIncidents.individualsMax else {
      throw ValidationError(
        "too-many-individuals",
        "one event holds at most \(JoinedIncidents.individualsMax) individuals: \(before) are here, "
          + "\(individuals.count) more were given", field: "individuals")
    }
    var edits: [Edit] = []
    var builder = EditBuilder(snapshot: incident, seed: generator.next())
    for (position, individual) in individuals.enumerated() {
      if !builder.hasRoom(for: individual) {
        edits.append(try builder.finished(why: why, context: context))
        builder = EditBuilder(snapshot: incident, seed: generator.next())
      }
      try builder.appendElement(
        individual, to: "individuals", display: "individuals/\(before + position)")
    }
    if builder.size.fields > 0 { edits.append(try builder.finished(why: why, context: context)) }
    return edits
  }

  /// Joins records of one event into the first: it receives their individuals, and the others are
  /// withdrawn with a link to it.
  ///
  /// - Returns: the changes of each record, the first record's first.
  /// - Throws: `event-disagrees` where nation, day of discovery or modality differ.
  public static func joining(
    _ others: [RecordSnapshot], into first: RecordSnapshot, why: String, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> [(record: RecordSnapshot, edits: [Edit])] {
    let paths: [StaticString] = ["nation", "discoveredOn", "modality"]
    for other in others {
      for path in paths where other.text(path) != first.text(path) {
        throw ValidationError(
          "event-disagrees",
          "\(other.reference ?? "a record") and \(first.reference ?? "the first") differ in it: they "
            + "are one event only if it is the same", field: "\(path)")
      }
      guard IncidentView(other).step == .none, other.conflicts.isEmpty else {
        throw ValidationError(
          "not-joined",
          "\(other.reference ?? "a record") was notified or is in conflict: join into it, or settle it",
          field: "status")
      }
    }
    let people = others.flatMap { $0.elements("individuals").map(\.document) }
    var result = [
      (
        record: first,
        edits: try addingIndividuals(
          people, why: why, on: first, context: context, using: &generator)
      )
    ]
    for other in others {
      let edit = try withdraw(
        other, why: "joined into \(first.reference ?? "\(first.id)"): \(why)", context: context,
        using: &generator)
      result.append((record: other, edits: [edit]))
    }
    return result
  }
}
