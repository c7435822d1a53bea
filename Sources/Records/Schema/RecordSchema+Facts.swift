import IRMER

// The facts that the shared rules judge.

extension RecordSchema {
  static let factFields: [Field] = [
    Field("nation", .choice(Nation.allCases.map(\.rawValue))),
    Field("discoveredOn", .date),
    Field("modality", .choice(Modality.allCases.map(\.rawValue))),
    Field("interventional", .flag),
    Field("clinicallySignificant", .choice(["yes", "no", "undecided"])),
    Field(
      "equipmentFailure", .object([Field("directCause", .flag), Field("beforeClinicalUse", .flag)])),
    Field("licence", .object([Field("breach", .flag)])),
    Field("theme", .object([Field("confirmed", .flag), Field("identifiedOn", .date)])),
    Field(
      "othersExposed",
      .object([
        Field("byMistake", .count(max: countMax)), Field("perhaps", .count(max: countMax)),
      ])),
  ]

  static let individualFactFields: [Field] = [
    Field(
      "kind",
      .choice([
        "patient", "research-participant", "screened", "non-medical", "carer", "foetus", "infant",
        "worker", "public",
      ])),
    // The place of this individual's exposure, where it differs from the incident's.
    Field("nation", .choice(Nation.allCases.map(\.rawValue))),
    Field("ageAtExposure", .count(max: 130)),
    Field("exposure", .choice(["accidental", "unintended", "near-miss", "as-intended"])),
    Field("procedureFailure", .flag),
    Field(
      "effectiveDose",
      .object([
        Field("intended", .quantity), Field("total", .quantity), Field("over", .quantity),
        Field("repeats", .quantity), Field("alternative", .prose),
      ])),
    Field("foetalDose", .quantity),
    Field("pregnancyKnownAtAuthorisation", .flag),
    Field("infantDose", .quantity),
    Field("tissueReaction", tissueReaction),
    Field("planningScans", .count(max: countMax)),
    Field("verificationImages", verificationImages),
    Field("incorrectRadiopharmaceutical", .flag),
    Field("structures", .list(structure)),
    Field(
      "geographicalMiss",
      .object([
        Field("extent", .choice(["none", "partial", "total"])), Field("displacement", .quantity),
        Field("errorMargin", .quantity), Field("imagingActionLevel", .quantity),
      ])),
    Field("activity", activity),
  ]

  static let activity = FieldShape.object([
    Field("prescribed", .quantity), Field("delivered", .quantity),
  ])

  static let countMax = 1_000_000_000

  private static let tissueReaction = FieldShape.object([
    Field(
      "observed",
      .choice([
        "none", "transient-erythema", "erythema", "epilation", "desquamation", "ulceration",
        "necrosis", "cataract", "other",
      ])),
    Field("anticipated", .flag),
  ])

  private static let verificationImages = FieldShape.object([
    Field("intendedOverCourse", .count(max: countMax)),
    Field("additionalOverCourse", .count(max: countMax)),
    Field("mostInOneFraction", .count(max: countMax)),
    Field(
      "cause",
      .choice([
        "set-up-error", "protocol-failure", "hardware-failure", "software-failure", "patient",
        "other",
      ])),
    Field("thematic", .flag),
    Field("patientsAffected", .count(max: countMax)),
  ])

  private static let structure = FieldShape.object([
    Field("role", .choice(["ptv", "oar"])),
    Field("name", .label),
    Field("intended", .quantity),
    Field("delivered", .quantity),
    Field(
      "fractions",
      .list(.object([Field("intended", .quantity), Field("delivered", .quantity)]))),
  ])
}

extension RecordSchema {
  /// The paths of the rules' own keys, with `-` for an individual.
  public static let ownFactPaths: [String] =
    factFields.map(\.key) + individualFactFields.map { "individuals/-/\($0.key)" }
}
