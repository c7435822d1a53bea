extension IncidentFacts {
  /// The facts as `candour assess` accepts them; unknown facts are left out.
  public var json: JSONValue {
    var object = JSONObject()
    object["nation"] = .string(nation.rawValue)
    object["discoveredOn"] = JSONValue(discoveredOn)
    object["modality"] = (modality?.rawValue).map(JSONValue.string)
    object["interventional"] = interventional.map(JSONValue.bool)
    object["clinicallySignificant"] = .string(clinicallySignificant.rawValue)
    object["equipmentFailure"] = [
      "directCause": .bool(equipmentFailure.directCause),
      "beforeClinicalUse": .bool(equipmentFailure.beforeClinicalUse),
    ]
    object["licence"] = ["breach": .bool(licenceBreach)]
    var theme = JSONObject([("confirmed", .bool(self.theme.confirmed))])
    theme.set("identifiedOn", self.theme.identifiedOn)
    object["theme"] = .object(theme)
    if othersExposed != OthersExposed() {
      object["othersExposed"] = [
        "byMistake": .number(JSONNumber(othersExposed.byMistake)),
        "perhaps": .number(JSONNumber(othersExposed.perhaps)),
      ]
    }
    object["individuals"] = .array(individuals.map(\.json))
    return .object(object)
  }
}

extension Individual {
  /// The facts as a document, keys in a fixed order; unknown facts are left out.
  public var json: JSONValue {
    var object = JSONObject([("kind", .string(kind.rawValue))])
    object.set("ageAtExposure", ageAtExposure)
    object.set("exposure", exposure?.rawValue)
    object["nation"] = (nation?.rawValue).map(JSONValue.string)
    object["procedureFailure"] = procedureFailure.map(JSONValue.bool)
    object["effectiveDose"] = effectiveDose?.json
    object.set("foetalDose", foetalDose)
    object["pregnancyKnownAtAuthorisation"] = pregnancyKnownAtAuthorisation.map(JSONValue.bool)
    object.set("infantDose", infantDose)
    object["tissueReaction"] = tissueReaction?.json
    object.set("planningScans", planningScans)
    object["verificationImages"] = verificationImages?.json
    object["incorrectRadiopharmaceutical"] = incorrectRadiopharmaceutical.map(JSONValue.bool)
    object["structures"] = structures.isEmpty ? nil : .array(structures.map(\.json))
    object["geographicalMiss"] = geographicalMiss?.json
    object["activity"] = activity?.json
    return .object(object)
  }
}

extension EffectiveDose {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.set("intended", intended)
    object.set("total", total)
    object.set("over", over)
    object.set("repeats", repeats)
    object.set("alternative", alternative)
    return .object(object)
  }
}

extension TissueReaction {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.set("observed", observed?.rawValue)
    object["anticipated"] = anticipated.map(JSONValue.bool)
    return .object(object)
  }
}

extension VerificationImages {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.set("intendedOverCourse", intendedOverCourse)
    object.set("additionalOverCourse", additionalOverCourse)
    object.set("mostInOneFraction", mostInOneFraction)
    object.set("cause", cause?.rawValue)
    object["thematic"] = thematic.map(JSONValue.bool)
    object.set("patientsAffected", patientsAffected)
    return .object(object)
  }
}

extension Structure {
  fileprivate var json: JSONValue {
    var object = JSONObject([("role", .string(role.rawValue))])
    object.set("name", name)
    object.set("intended", intended)
    object.set("delivered", delivered)
    object["fractions"] =
      fractions.isEmpty
      ? nil
      : .array(
        fractions.map {
          var object = JSONObject()
          object.set("intended", $0.intended)
          object.set("delivered", $0.delivered)
          return .object(object)
        })
    return .object(object)
  }
}

extension GeographicalMiss {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.set("extent", extent?.rawValue)
    object.set("displacement", displacement)
    object.set("errorMargin", errorMargin)
    object.set("imagingActionLevel", imagingActionLevel)
    return .object(object)
  }
}

extension Activity {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object.set("prescribed", prescribed)
    object.set("delivered", delivered)
    return .object(object)
  }
}

extension JSONObject {
  /// Sets the member where there is a value, and leaves it out where there is none.
  fileprivate mutating func set(_ key: String, _ value: (some CustomStringConvertible)?) {
    self[key] = (value?.description).map(JSONValue.string)
  }

  fileprivate mutating func set(_ key: String, _ value: Int?) {
    self[key] = value.map { .number(JSONNumber($0)) }
  }
}
