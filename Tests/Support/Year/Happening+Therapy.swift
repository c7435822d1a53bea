import IRMER

// Events in radiotherapy and nuclear medicine, and rare events of any kind.

extension Scenario {
  func special(using random: inout SeededGenerator) -> Happening {
    switch self {
    case .foetus:
      var mother = patient("as-intended", using: &random)
      mother["ageAtExposure"] = .number(JSONNumber(random.number(16...45)))
      mother["pregnancyKnownAtAuthorisation"] = false
      let tenths = random.number(5...140)
      mother["foetalDose"] = .string(decimal(tenths))
      return Happening(
        modality: "ct", narrative: "The pregnancy was found out after the scan.",
        individuals: [mother], outcome: tenths >= 100 ? .notifiable : .notNotifiable)
    case .skin:
      var individual = patient("as-intended", using: &random)
      let isPredicted = random.once(in: 2)
      individual["procedureFailure"] = false
      individual["tissueReaction"] = ["observed": "erythema", "anticipated": .bool(isPredicted)]
      return Happening(
        modality: "interventional-radiology", narrative: "The skin was red two weeks after.",
        individuals: [individual], outcome: isPredicted ? .notNotifiable : .notifiable)
    case .wrongProduct:
      var individual = patient("unintended", using: &random)
      individual["incorrectRadiopharmaceutical"] = true
      individual["nuclearMedicine"] = [
        "radionuclide": "Tc-99m", "productIntended": "HDP", "productAdministered": "MAA",
      ]
      return Happening(
        modality: "nm-diagnostic", narrative: "The tracer of another study was given.",
        individuals: [individual], outcome: .notifiable)
    case .therapyActivity:
      var individual = patient("unintended", using: &random)
      let delivered = random.number(3000...4200)
      individual["activity"] = ["prescribed": "3700", "delivered": .string("\(delivered)")]
      let isOutside = 10 * delivered < 9 * 3700 || 10 * delivered > 11 * 3700
      return Happening(
        modality: "nm-therapy",
        narrative: "The activity that was given was not the prescribed one.",
        individuals: [individual], outcome: isOutside ? .notifiable : .notNotifiable)
    default:
      var result = Happening(
        modality: "nm-diagnostic", narrative: "The study's purpose is on no licence.",
        individuals: [patient("as-intended", using: &random)], outcome: .notNotifiable)
      result.facts["licence"] = ["breach": true]
      return result
    }
  }

  func imaged(using random: inout SeededGenerator) -> Happening {
    var individual = patient("unintended", using: &random)
    individual["effectiveDose"] = ["intended": "1.0", "total": "1.6"]
    func images(_ course: Int, _ more: Int, _ most: Int, _ cause: String) -> JSONValue {
      [
        "intendedOverCourse": .number(JSONNumber(course)),
        "additionalOverCourse": .number(JSONNumber(more)),
        "mostInOneFraction": .number(JSONNumber(most)), "cause": .string(cause),
        "thematic": false,
      ]
    }
    switch self {
    case .setUpError:
      let most = random.pick([(2, 4), (3, 1)])
      individual["verificationImages"] = images(20, most - 1, most, "set-up-error")
      return Happening(
        modality: "rt-verification-imaging", narrative: "The moves from the tattoo were wrong.",
        individuals: [individual], outcome: most >= 3 ? .notifiable : .notNotifiable)
    case .protocolFailure:
      let (course, more) = (random.number(5...30), random.number(1...6))
      individual["verificationImages"] = images(course, more, 2, "protocol-failure")
      return Happening(
        modality: "rt-verification-imaging", narrative: "The imaging protocol was not followed.",
        individuals: [individual], outcome: 2 * more >= course ? .notifiable : .notNotifiable)
    default:
      let patients = (0..<3).map { _ in
        var each = patient("unintended", using: &random)
        each["verificationImages"] = images(5, 2, 1, "hardware-failure")
        return each
      }
      var result = Happening(
        modality: "rt-verification-imaging", narrative: "The collimator stopped again.",
        individuals: patients, outcome: .notifiable)
      result.facts["equipmentFailure"] = ["directCause": true]
      return result
    }
  }

  func treated(using random: inout SeededGenerator) -> Happening {
    var individual = patient("unintended", using: &random)
    if self == .geographicalMiss {
      individual["geographicalMiss"] = ["extent": "total"]
      return Happening(
        modality: "external-beam", narrative: "One fraction was given to the wrong level.",
        individuals: [individual], outcome: .notifiable)
    }
    let (course, fraction) = (random.number(88...112), random.number(98...121))
    individual["structures"] = [
      [
        "role": "ptv", "name": "PTV 60", "intended": "60.0",
        "delivered": .string(decimal(course * 6)),
        "fractions": [["intended": "2.0", "delivered": .string(decimal(fraction * 2, per: 100))]],
      ]
    ]
    let isOutside = course >= 110 || course <= 90 || fraction >= 120
    return Happening(
      modality: "external-beam", narrative: "The dose differed from the prescription.",
      individuals: [individual], outcome: isOutside ? .notifiable : .notNotifiable)
  }
}
