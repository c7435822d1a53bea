public import IRMER

/// One event in which people were exposed in several nations: a record for each, since each nation
/// has its own authority.
public enum NationSplit {
  /// The documents to log, one for each nation in which somebody was exposed, the incident's first.
  ///
  /// - Parameter home: the nation of a document that names none.
  /// - Returns: a single document, with the nation of its individuals, where they share one.
  public static func documents(of document: JSONValue, home: Nation) -> [JSONValue] {
    guard let object = document.object, let individuals = object["individuals"]?.array else {
      return [document]
    }
    let own = object["nation"]?.string ?? home.rawValue
    let nations = individuals.map { $0["nation"]?.string ?? own }
    guard Set(nations) != [own], !nations.isEmpty else { return [document] }
    var order: [String] = nations.contains(own) ? [own] : []
    for nation in nations where !order.contains(nation) { order.append(nation) }
    let only = order.count == 1 ? order[0] : home.rawValue
    let told = Told(object, nation: object["nation"]?.string ?? only)
    let keeper =
      order.first { Nation(rawValue: $0).map { $0.authority == told?.authority } ?? false }
      ?? order[0]
    return order.map { nation in
      var part = object
      part["nation"] = .string(nation)
      part["individuals"] = .array(
        zip(individuals, nations).filter { $0.1 == nation }.map { without(nation: $0.0) })
      part["othersExposed"] = others(
        zip(individuals, nations).filter { $0.1 != nation }.map(\.0), besides: object)
      if let told, nation != keeper { told.steps.forEach { part[$0] = nil } }
      if let told, nation == keeper { part["notification"] = told.notification }
      return .object(part)
    }
  }

  /// What the authority of one nation was told is in the record of that nation alone.
  private struct Told {
    let authority: Authority
    /// With the authority stated.
    let notification: JSONValue
    let steps = ["notification", "authorityRef", "report", "regulator"]

    /// - Returns: nil where the document records no notification.
    init?(_ object: JSONObject, nation: String) {
      guard var notification = object["notification"]?.object,
        notification["submittedOn"]?.string?.isEmpty == false
      else { return nil }
      let stated = notification["authority"]?.string.flatMap(Authority.init(rawValue:))
      guard let authority = stated ?? Nation(rawValue: nation)?.authority else { return nil }
      notification["authority"] = .string(authority.rawValue)
      (self.authority, self.notification) = (authority, .object(notification))
    }
  }

  /// The people of the event whom a record does not have: they count as its own do, so that no
  /// authority is told of less because the event is in several records.
  private static func others(_ people: [JSONValue], besides object: JSONObject) -> JSONValue {
    let known = object["othersExposed"]
    var count = (
      byMistake: known?["byMistake"]?.integer ?? 0, perhaps: known?["perhaps"]?.integer ?? 0
    )
    for person in people {
      let kind = person["kind"]?.string.flatMap(Individual.Kind.init(rawValue:)) ?? .patient
      guard !kind.isOutsideIRMER, kind != .foetus else { continue }
      switch person["exposure"]?.string.flatMap(Individual.Exposure.init(rawValue:)) {
      case .accidental, .unintended: count.byMistake += 1
      case nil: count.perhaps += 1
      case .nearMiss, .asIntended: break
      }
    }
    return [
      "byMistake": .number(JSONNumber(count.byMistake)),
      "perhaps": .number(JSONNumber(count.perhaps)),
    ]
  }

  private static func without(nation individual: JSONValue) -> JSONValue {
    guard var members = individual.object else { return individual }
    members["nation"] = nil
    return .object(members)
  }

  /// What a link to another record of a split event says.
  private static let linkReason = "one event, exposures in several nations"

  /// The records of the same event in other nations, by the links that the split wrote.
  static func others(of snapshot: RecordSnapshot) -> [String] {
    snapshot.elements("links").filter {
      $0.text("relation") == "related" && $0.text("why") == linkReason
    }.compactMap { $0.text("record") }
  }

  /// What a person has to know of the number of people in the other records. It rises with people who
  /// are added there, where both records are; who is taken away, and what was written elsewhere, a
  /// record cannot follow.
  static func prompts(of snapshot: RecordSnapshot) -> [String] {
    let others = Self.others(of: snapshot)
    let paths: [StaticString] = ["othersExposed/byMistake", "othersExposed/perhaps"]
    let count = paths.compactMap { snapshot.text($0).flatMap { Int($0) } }.reduce(0, +)
    guard !others.isEmpty, count > 0 else { return [] }
    return [
      "The number of people in the other record of this event (\(count)) was counted when the "
        + "records were split. Check it against \(others.joined(separator: ", ")) whenever that "
        + "record changes."
    ]
  }

  /// The remark where a change may make the number wrong that the other records of the event hold.
  static func remarks(from before: RecordSnapshot, to after: RecordSnapshot) -> [String] {
    let others = Self.others(of: after)
    let isMoved = before.text("nation") != after.text("nation")
    let isWithdrawn = before.text("status") != after.text("status") && after.isWithdrawn
    guard !others.isEmpty, isMoved || isWithdrawn || counted(before) != counted(after) else {
      return []
    }
    return [
      "The same event has another record, which counts the people of this one: check the number of "
        + "other people exposed in \(others.joined(separator: ", "))"
    ]
  }

  /// What decides how the people of a record count in the others.
  private static func counted(_ snapshot: RecordSnapshot) -> [String] {
    snapshot.elements("individuals").map {
      "\($0.text("kind") ?? "patient") \($0.text("exposure") ?? "")"
    }.sorted()
  }

  /// A document with a link to each of the others of one event.
  public static func linked(_ document: JSONValue, to others: [String]) -> JSONValue {
    guard var object = document.object else { return document }
    let links = object["links"]?.array ?? []
    object["links"] = .array(
      links
        + others.map {
          [
            "record": .string($0), "relation": "related",
            "why": .string(linkReason),
          ]
        })
    return .object(object)
  }
}

extension IncidentFacts {
  /// Refuses a record of people in several nations: each authority needs its own record.
  func checkNation() throws(ValidationError) {
    for (position, individual) in individuals.enumerated() {
      guard let other = individual.nation, other != nation else { continue }
      throw ValidationError(
        "several-nations",
        "was exposed in \(other.name) (\(other.authority.rawValue)), the incident is in "
          + "\(nation.name) (\(nation.authority.rawValue)): each has a record of its own; "
          + "`incident log --split` logs both, linked", field: "individuals/\(position)/nation")
    }
  }
}
