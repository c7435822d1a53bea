import IRMER

/// What happened, as finally established.
struct Happening {
  var modality: String
  var narrative: String
  var individuals: [JSONObject]
  var facts = JSONObject()
  /// The rules' outcome once everything is known.
  var outcome: Assessment.Outcome
  /// The effective dose in mSv as a physicist determines it: intended, nil where none was, and in
  /// total.
  var dose: (intended: String?, total: String)?
}

/// The kinds of events, each as often as in the reports.
enum Scenario: CaseIterable {
  case nearMiss, wrongPatientPlain, wrongPatientCT, wrongBodyPart, wrongProtocol, plainRepeat
  case equipmentRepeat, duplicate, foetus, skin, worker
  case setUpError, protocolFailure, collimatorFault, deliveredDose, geographicalMiss
  case wrongProduct, extravasation, therapyActivity, licenceBreach

  /// Of a thousand records.
  var weight: Int {
    switch self {
    case .nearMiss: 420
    case .wrongPatientPlain: 130
    case .plainRepeat: 120
    case .wrongBodyPart: 110
    case .equipmentRepeat: 60
    case .setUpError: 30
    case .extravasation: 30
    case .duplicate: 25
    case .protocolFailure: 15
    case .wrongPatientCT, .deliveredDose: 12
    case .wrongProtocol: 10
    case .worker: 8
    case .therapyActivity: 5
    case .licenceBreach: 4
    case .wrongProduct, .foetus, .skin: 3
    case .collimatorFault, .geographicalMiss: 1
    }
  }

  var departments: [Department] {
    switch self {
    case .nearMiss, .worker: [.imaging, .radiotherapy, .nuclearMedicine]
    case .wrongPatientPlain, .wrongPatientCT, .wrongBodyPart, .wrongProtocol, .plainRepeat,
      .equipmentRepeat, .duplicate, .foetus, .skin:
      [.imaging]
    case .setUpError, .protocolFailure, .collimatorFault, .deliveredDose, .geographicalMiss:
      [.radiotherapy]
    case .wrongProduct, .extravasation, .therapyActivity, .licenceBreach: [.nuclearMedicine]
    }
  }

  func happening(using random: inout SeededGenerator) -> Happening {
    switch self {
    case .nearMiss, .worker, .wrongPatientPlain, .wrongPatientCT, .duplicate:
      accidental(using: &random)
    case .wrongBodyPart, .wrongProtocol, .plainRepeat, .equipmentRepeat, .extravasation:
      overexposed(using: &random)
    case .foetus, .skin, .wrongProduct, .therapyActivity, .licenceBreach:
      special(using: &random)
    case .setUpError, .protocolFailure, .collimatorFault: imaged(using: &random)
    case .deliveredDose, .geographicalMiss: treated(using: &random)
    }
  }

  /// A patient of any age.
  func patient(_ exposure: String, using random: inout SeededGenerator) -> JSONObject {
    var individual = JSONObject()
    individual["kind"] = "patient"
    individual["ageAtExposure"] = .number(JSONNumber(random.number(1...95)))
    individual["exposure"] = .string(exposure)
    return individual
  }

  private func accidental(using random: inout SeededGenerator) -> Happening {
    switch self {
    case .worker:
      var individual = patient("accidental", using: &random)
      individual["kind"] = "worker"
      return Happening(
        modality: "plain-x-ray", narrative: "Somebody was in the room when the exposure was made.",
        individuals: [individual], outcome: .notIRMER)
    case .nearMiss:
      return Happening(
        modality: random.pick([("plain-x-ray", 6), ("ct", 3), ("mammography", 1)]),
        narrative: "The pause and check found the wrong request before the exposure.",
        individuals: [patient("near-miss", using: &random)], outcome: .notNotifiable)
    default:
      var individual = patient("accidental", using: &random)
      individual["procedureFailure"] = true
      let isCT = self == .wrongPatientCT
      let hundredths = isCT ? random.number(100...1200) : random.number(2...70)
      let limit = (individual["ageAtExposure"]?.integer ?? 0) < 18 ? 100 : 300
      return Happening(
        modality: isCT ? "ct" : "plain-x-ray",
        narrative: self == .duplicate
          ? "An examination was done although it had been done already."
          : "A patient had an examination that was meant for another.",
        individuals: [individual], outcome: hundredths >= limit ? .notifiable : .notNotifiable,
        dose: (nil, decimal(hundredths, per: 100)))
    }
  }

  private func overexposed(using random: inout SeededGenerator) -> Happening {
    let individual = patient("unintended", using: &random)
    func happening(_ modality: String, _ narrative: String, _ intended: Int, _ total: Int)
      -> Happening
    {
      Happening(
        modality: modality, narrative: narrative, individuals: [individual],
        outcome: isNotifiable(intended: intended, total: total) ? .notifiable : .notNotifiable,
        dose: (decimal(intended, per: 100), decimal(total, per: 100)))
    }
    switch self {
    case .wrongProtocol:
      return happening(
        "ct", "The protocol of another examination was chosen.", random.number(800...1000),
        random.number(1800...3200))
    case .wrongBodyPart:
      let intended = random.number(200...1000)
      return happening(
        "ct", "The wrong part of the body was imaged first.", intended, intended * 2)
    case .extravasation:
      return happening(
        random.pick([("pet-ct", 38), ("nm-diagnostic", 35)]),
        "The product was given beside the vein and the scan repeated.", 400,
        random.number(500...790))
    default:
      let intended = random.number(2...70)
      var result = happening(
        "plain-x-ray", "The image had to be repeated.", intended, intended * 2)
      if self == .equipmentRepeat { result.facts["equipmentFailure"] = ["directCause": true] }
      return result
    }
  }

  /// Rows 2.1 to 2.4 for an adult, in hundredths of a millisievert; nobody here is near the child's.
  private func isNotifiable(intended: Int, total: Int) -> Bool {
    switch intended {
    case ..<30: total >= 300
    case ..<251: total >= 10 * intended
    case ...1000: total >= 2500
    default: 2 * total >= 5 * intended
    }
  }
}
