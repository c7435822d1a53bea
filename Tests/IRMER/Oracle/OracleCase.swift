/// An incident in the oracle's own words: text for the choices, ten-thousandths for quantities.
///
/// It shares no type with the rules; the rules see it only as JSON.
struct OracleCase {
  var nation = "england"
  var modality: String?
  var interventional: Bool?
  var significant: String?
  var directCause = false
  var beforeUse = false
  var breach = false
  var themeConfirmed = false
  var themeIdentified: Int?
  var people: [OraclePerson] = []
}

struct OraclePerson {
  var kind: String?
  var age: Int?
  var exposure: String?
  var procedureFailure: Bool?
  var intended: Int?
  var total: Int?
  var over: Int?
  var repeats: Int?
  var foetal: Int?
  var pregnancyKnown: Bool?
  var infant: Int?
  var hasReaction = false
  var observed: String?
  var anticipated: Bool?
  var scans: Int?
  var images: OracleImages?
  var wrongProduct: Bool?
  var structures: [OracleStructure] = []
  var miss: OracleMiss?
  var hasActivity = false
  var prescribed: Int?
  var delivered: Int?
}

struct OracleImages {
  var intended: Int?
  var additional: Int?
  var most: Int?
  var cause: String?
  var thematic: Bool?
  var affected: Int?

  var isEmpty: Bool {
    intended == nil && additional == nil && most == nil && cause == nil && thematic == nil
      && affected == nil
  }
}

struct OracleStructure {
  var role = "ptv"
  var intended: Int?
  var delivered: Int?
  var fractions: [(intended: Int?, delivered: Int?)] = []
}

struct OracleMiss {
  var extent: String?
  var displacement: Int?
  var margin: Int?
  var level: Int?

  var isEmpty: Bool { extent == nil && displacement == nil && margin == nil && level == nil }
}

// MARK: - As JSON text

extension OracleCase {
  var json: String {
    let members = [
      "\"nation\":\"\(nation)\"", "\"discoveredOn\":\"2026-02-02\"",
      text("modality", modality), flag("interventional", interventional),
      text("clinicallySignificant", significant),
      "\"equipmentFailure\":{\"directCause\":\(directCause),\"beforeClinicalUse\":\(beforeUse)}",
      "\"licence\":{\"breach\":\(breach)}",
      """
      "theme":{"confirmed":\(themeConfirmed),"identifiedOn":\
      \(themeIdentified.map { "\"2026-02-\($0 < 10 ? "0" : "")\($0)\"" } ?? "null")}
      """,
      "\"individuals\":[\(people.map(\.json).joined(separator: ","))]",
    ]
    return object(members)
  }
}

extension OraclePerson {
  fileprivate var json: String {
    var members = [
      text("kind", kind), count("ageAtExposure", age), text("exposure", exposure),
      flag("procedureFailure", procedureFailure),
      "\"effectiveDose\":"
        + object([
          quantity("intended", intended), quantity("total", total), quantity("over", over),
          quantity("repeats", repeats),
        ]),
      quantity("foetalDose", foetal), flag("pregnancyKnownAtAuthorisation", pregnancyKnown),
      quantity("infantDose", infant), count("planningScans", scans),
      flag("incorrectRadiopharmaceutical", wrongProduct),
      "\"structures\":[\(structures.map(\.json).joined(separator: ","))]",
    ]
    if hasReaction {
      members.append(
        "\"tissueReaction\":"
          + object([text("observed", observed), flag("anticipated", anticipated)]))
    }
    if let images { members.append("\"verificationImages\":\(images.json)") }
    if let miss { members.append("\"geographicalMiss\":\(miss.json)") }
    if hasActivity {
      members.append(
        "\"activity\":"
          + object([quantity("prescribed", prescribed), quantity("delivered", delivered)]))
    }
    return object(members)
  }
}

extension OracleImages {
  fileprivate var json: String {
    object([
      count("intendedOverCourse", intended), count("additionalOverCourse", additional),
      count("mostInOneFraction", most), text("cause", cause), flag("thematic", thematic),
      count("patientsAffected", affected),
    ])
  }
}

extension OracleStructure {
  fileprivate var json: String {
    let fractions = fractions.map {
      object([quantity("intended", $0.intended), quantity("delivered", $0.delivered)])
    }
    return object([
      text("role", role), quantity("intended", intended), quantity("delivered", delivered),
      "\"fractions\":[\(fractions.joined(separator: ","))]",
    ])
  }
}

extension OracleMiss {
  fileprivate var json: String {
    object([
      text("extent", extent), quantity("displacement", displacement),
      quantity("errorMargin", margin), quantity("imagingActionLevel", level),
    ])
  }
}

private func object(_ members: [String?]) -> String {
  "{\(members.compactMap { $0 }.joined(separator: ","))}"
}

private func text(_ key: String, _ value: String?) -> String? {
  value.map { "\"\(key)\":\"\($0)\"" }
}

private func flag(_ key: String, _ value: Bool?) -> String? { value.map { "\"\(key)\":\($0)" } }

private func count(_ key: String, _ value: Int?) -> String? { value.map { "\"\(key)\":\($0)" } }

/// Ten-thousandths, sometimes as a string and sometimes as a number.
private func quantity(_ key: String, _ value: Int?) -> String? {
  guard let value else { return nil }
  switch value % 3 {
  case 0: return "\"\(key)\":\(value)e-4"
  default:
    let fraction = String(10_000 + value % 10_000).dropFirst()
    return "\"\(key)\":\"\(value / 10_000).\(fraction)\""
  }
}
