import IRMER

/// Where it began, at which step, and what went wrong: the regulator's three tiers.
struct Tiers {
  let dutyHolder: String
  let point: String
  let what: String

  init(_ dutyHolder: String, _ point: String, _ what: String) {
    (self.dutyHolder, self.point, self.what) = (dutyHolder, point, what)
  }

  var json: JSONValue {
    ["tier1": .string(dutyHolder), "tier2": .string(point), "tier3": .string(what)]
  }
}

extension Scenario {
  /// As often as the annual reports count them: operators before referrers before equipment.
  var tiers: [(value: Tiers, weight: Int)] {
    switch self {
    case .wrongPatientPlain, .wrongPatientCT:
      [
        (Tiers("Referrer", "incorrect referral", "wrong patient"), 88),
        (Tiers("Operator", "patient checks", "ID error"), 27),
      ]
    case .duplicate:
      [
        (Tiers("Referrer", "incorrect referral", "failure to cancel"), 3),
        (Tiers("Operator", "pre-exposure checks", "previous imaging not checked"), 2),
        (Tiers("Practitioner", "justification", "wrong timing"), 1),
      ]
    case .nearMiss:
      [
        (Tiers("Referrer", "incorrect referral", "wrong patient"), 40),
        (Tiers("Referrer", "incorrect information", "wrong requested modality"), 15),
        (Tiers("Operator", "authorisation", "wrong protocol"), 5),
        (Tiers("Practitioner", "justification", "wrong timing"), 3),
      ]
    case .wrongBodyPart, .plainRepeat, .worker:
      [
        (Tiers("Operator", "pre-exposure checks", "wrong position"), 107),
        (Tiers("Operator", "clinical history", "previous imaging not checked"), 23),
        (Tiers("Operator", "post-examination", "wrong use of equipment"), 18),
      ]
    case .wrongProtocol, .foetus, .skin:
      [
        (Tiers("Operator", "protocol", "wrong protocol"), 5),
        (Tiers("Practitioner", "protocol", "wrong protocol"), 1),
      ]
    case .equipmentRepeat, .collimatorFault:
      [(Tiers("Equipment", "equipment", "failure of the equipment"), 1)]
    case .setUpError, .protocolFailure:
      [(Tiers("Operator", "treatment", "verification protocol error"), 1)]
    case .deliveredDose: [(Tiers("Operator", "treatment", "wrong set-up"), 1)]
    case .geographicalMiss:
      [(Tiers("Operator", "treatment", "geographical miss – shift error"), 1)]
    case .wrongProduct, .therapyActivity:
      [(Tiers("Operator", "pharmaceutical or contrast", "preparation"), 1)]
    case .extravasation: [(Tiers("Operator", "pharmaceutical or contrast", "administration"), 1)]
    case .licenceBreach:
      [(Tiers("Employer", "employer's responsibility", "licence"), 1)]
    }
  }

  /// What differed from what was intended.
  var differences: [String] {
    switch self {
    case .nearMiss, .wrongPatientPlain, .wrongPatientCT: ["patient"]
    case .duplicate: ["duplicate", "timing"]
    case .wrongBodyPart: ["anatomy", "dose"]
    case .wrongProtocol, .protocolFailure: ["technique", "dose"]
    case .plainRepeat, .equipmentRepeat, .extravasation: ["incomplete-study", "dose"]
    case .wrongProduct: ["radiopharmaceutical"]
    case .setUpError, .collimatorFault, .deliveredDose, .therapyActivity: ["dose"]
    case .geographicalMiss: ["anatomy"]
    case .foetus, .skin, .worker, .licenceBreach: []
    }
  }

  var cause: String {
    switch self {
    case .equipmentRepeat, .collimatorFault: "equipment"
    case .protocolFailure, .licenceBreach: "procedural"
    default: "human-error"
    }
  }

  /// Rooms with the equipment for such an event, as the equipment register numbers it.
  var equipment: String {
    switch departments.count == 1 ? departments.first : nil {
    case .radiotherapy: "LINAC"
    case .nuclearMedicine: "GAMMA"
    default: self == .wrongPatientCT || self == .wrongProtocol ? "CT" : "XR"
    }
  }
}
