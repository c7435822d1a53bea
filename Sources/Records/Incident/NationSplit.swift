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
    return order.map { nation in
      var part = object
      part["nation"] = .string(nation)
      part["individuals"] = .array(
        zip(individuals, nations).filter { $0.1 == nation }.map { without(nation: $0.0) })
      part["othersExposed"] = others(
        zip(individuals, nations).filter { $0.1 != nation }.map(\.0), besides: object)
      return .object(part)
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

  /// A document with a link to each of the others of one event.
  public static func linked(_ document: JSONValue, to others: [String]) -> JSONValue {
    guard var object = document.object else { return document }
    let links = object["links"]?.array ?? []
    object["links"] = .array(
      links
        + others.map {
          [
            "record": .string($0), "relation": "related",
            "why": "one event, exposures in several nations",
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
