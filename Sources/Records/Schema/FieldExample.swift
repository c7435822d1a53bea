import IRMER

/// An example of what may be entered in a field, as a person types it.
enum FieldExample {
  static func text(of pattern: String, in kind: RecordKind) -> String {
    if let own = examples.first(where: { pattern == $0.end || pattern.hasSuffix("/" + $0.end) }) {
      return own.text
    }
    switch RecordSchema.shape(of: kind).shape(shown: pattern) {
    case .date: return "26/11/2026"
    case .dateTime: return "26/11/2026"
    case .quantity, .signed: return "2.4"
    case .percent: return "95"
    case .count: return "3"
    case .year: return "2026"
    case .flag: return "yes"
    case .choice(let words), .suggestion(let words): return words.first ?? ""
    case .prose: return "a sentence or two, without names"
    default: return "a word or two"
    }
  }

  private static let examples: [(end: String, text: String)] = [
    ("ageAtExposure", "54"), ("ageInMonths", "5"), ("ageInWeeks", "6"), ("ageInDays", "20"),
    ("gestationWeeks", "9"), ("narrative", "The wrong patient was scanned; seen at once."),
    ("department", "CT"), ("room", "CT 2"), ("equipmentId", "CT2"), ("assetNumber", "CT2"),
    ("authorityRef", "SAUE-1234"), ("notification/reference", "SAUE-1234"),
    ("localLRMSRef", "W123456"), ("modality", "ct"), ("method", "k-factor"),
    ("radionuclide", "Tc-99m"), ("productIntended", "HDP"), ("productAdministered", "MAA"),
    ("finalCodes/-", "2.3"), ("proposedCodes/-", "2.3"), ("complementary/-", "M2.3"),
    ("ruleSetId", "saue-2023-04-19"), ("decidedBy", "Employer"), ("by", "governance lead"),
    ("owner", "lead radiographer"), ("month", "2026-10"), ("team/leadClinician", "radiologist"),
    ("standards/-/id", "ID1"), ("limit/unit", "mGy·cm"), ("unit", "mGy·cm"),
    ("record", "RBD01-2026-484172109"), ("incidents/-", "RBD01-2026-484172109"),
    ("audit", "RBD01-2027-484172109"), ("site", "RBD01"), ("sites/-", "RBD01"),
    ("evidence/-/what", "photo of the console"),
    ("evidence/-/where", "the department's shared folder, incidents 2026"), ("version", "3"),
    ("number", "E123"), ("objectives/-", "improve patient care"),
  ]
}

/// Which criteria use a field.
enum FieldCriteria {
  static func codes(of pattern: String, in kind: RecordKind) -> [String] {
    guard kind == .incident else { return [] }
    let own = pattern.replacing("individuals/-/", with: "")
    if let codes = codes(ofFact: own) { return codes }
    let related = RelatedField.all.first {
      pattern == $0.path || pattern.hasPrefix($0.path + "/")
    }
    guard let related else { return [] }
    return codes(ofFact: related.fact) ?? (related.fact == "outcome" ? all : [])
  }

  private static func codes(ofFact fact: String) -> [String]? {
    let fitting = facts.filter { fact == $0.start || fact.hasPrefix($0.start + "/") }
    return fitting.max { $0.start.count < $1.start.count }?.codes
  }

  private static let all = NotificationCode.allCases.map(\.rawValue)
  private static let doses = ["1", "2.1", "2.2", "2.3", "2.4"]
  private static let facts: [(start: String, codes: [String])] = [
    ("nation", ["1"]), ("discoveredOn", all), ("modality", all), ("interventional", ["3"]),
    ("kind", all), ("exposure", all), ("ageAtExposure", ["1", "2.1"]), ("effectiveDose", doses),
    ("procedureFailure", ["3", "6"]), ("foetalDose", ["5"]),
    ("pregnancyKnownAtAuthorisation", ["5"]), ("infantDose", ["6"]), ("tissueReaction", ["3"]),
    ("planningScans", ["4.1"]), ("verificationImages", ["4.2a", "4.2b", "4.2c"]),
    ("incorrectRadiopharmaceutical", ["7"]), ("structures", ["8.1", "8.2", "9.2"]),
    ("geographicalMiss", ["9.1", "9.2"]), ("activity", ["10.1", "10.2"]),
    ("clinicallySignificant", ["C"]), ("equipmentFailure/directCause", ["E"]), ("theme", ["M"]),
    ("individuals", ["M"]),
  ]
}
