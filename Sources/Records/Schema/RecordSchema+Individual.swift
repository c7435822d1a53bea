import IRMER

// What is recorded of an exposed individual besides the facts that the rules judge.

extension RecordSchema {
  static let individualRecordFields: [Field] = [
    Field("sex", .label),
    // Where this individual was exposed, if it was not at the incident's site.
    Field("site", .label),
    // Instead of whole years, as LFPSE asks for the youngest.
    Field("ageInDays", .count(max: 50_000)),
    Field("ageInWeeks", .count(max: 7_000)),
    Field("ageInMonths", .count(max: 1_600)),
    Field(
      "differenceKinds",
      .list(
        .suggestion([
          "dose", "modality", "technique", "anatomy", "laterality", "radiopharmaceutical",
          "timing", "patient", "duplicate", "incomplete-study", "other",
        ]))),
    Field("causeClass", .suggestion(["procedural", "systematic", "human-error", "equipment"])),
    Field("pregnancyStatus", .suggestion(["not-pregnant", "pregnant", "unknown", "not-asked"])),
    Field("gestationWeeks", .count(max: 45)),
    Field("breastfeeding", .flag),
    Field("harm", harm),
    Field("exposureIntendedOnThisOccasion", .flag),
    Field("doses", .list(dose)),
    Field("radiotherapy", radiotherapy),
    Field("nuclearMedicine", nuclearMedicine),
    Field("interventionalProcedure", interventionalProcedure),
    // Where several people were exposed: who was informed about this one, and how candour was
    // applied.
    Field("informing", informing),
    Field("dutyOfCandour", dutyOfCandour),
  ]

  /// A dose estimate. A new estimate is a new element; none is ever overwritten.
  static let dose = FieldShape.object([
    Field("quantity", .choice(DoseQuantity.allCases.map(\.rawValue))),
    Field("unit", .label),
    Field("intended", .quantity),
    Field("overExposure", .quantity),
    Field("necessaryRepeats", .quantity),
    Field("total", .quantity),
    Field("low", .quantity),
    Field("best", .quantity),
    Field("high", .quantity),
    Field("organ", .label),
    Field("method", .label),
    Field("kFactor", .quantity),
    Field("kFactorSource", .label),
    Field("estimator", .label),
    Field("date", .date),
    Field("fractions", .count(max: 1000)),
    // Why it no longer counts; it is kept and shown.
    Field("supersededBecause", .prose),
    Field("supersededOn", .date),
  ])

  private static let radiotherapy = FieldShape.object([
    Field("intent", .choice(["radical", "palliative", "benign"])),
    Field("site", .label),
    Field("technique", .label),
    Field("prescribed", .quantity),
    Field("fractions", .count(max: 1000)),
    Field("dosePerFraction", .quantity),
    Field("fractionsDelivered", .count(max: 1000)),
    Field("affectedFractions", .list(.count(max: 1000))),
    Field(
      "displacement",
      .object(["x", "y", "z"].map { Field($0, .signed) } + [Field("vector", .quantity)])),
    Field("marginTable", .label),
    Field("plannedImagesPerFraction", .count(max: countMax)),
    Field("acquiredImagesPerFraction", .list(.count(max: countMax))),
    Field("oneOff", .flag),
  ])

  static let nuclearMedicine = FieldShape.object([
    Field("radionuclide", .label),
    Field("productIntended", .label),
    Field("productAdministered", .label),
    Field("route", .label),
    Field("prescribed", .quantity),
    Field("dispensed", .quantity),
    Field("administered", .quantity),
    Field("residual", .quantity),
    Field("unit", .choice(["kBq", "MBq", "GBq"])),
    Field("administeredAt", .dateTime),
    Field("extravasation", .flag),
    Field("employerLicence", .label),
    Field("practitionerLicence", .label),
    Field("purpose", .label),
    Field("licenceValid", .flag),
  ])

  private static let interventionalProcedure = FieldShape.object([
    Field("referencePointAirKerma", .quantity),
    Field("peakSkinDose", .quantity),
    Field("dap", .quantity),
    Field("localDRL", .quantity),
    Field("followUpPlan", .prose),
  ])
}
