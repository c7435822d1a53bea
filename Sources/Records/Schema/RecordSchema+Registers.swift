// The registers besides incidents and audits: procedures, equipment, licences, local margins,
// themes.

import IRMER

extension RecordSchema {
  /// An employer's procedure: linked, not copied (audit procedure: “it should not be saved onto local or network
  /// drives, but always accessed via” the intranet).
  static let procedure = FieldShape.object(
    identity + [
      Field("title", .label),
      Field("policyNumber", .label),
      Field("version", .label),
      Field("previousVersion", .label),
      Field("applicableTo", .label),
      Field("aim", .prose),
      Field("author", .label),
      Field("sponsor", .label),
      Field("expertGroup", .label),
      Field("authoriser", .label),
      Field("signedBy", .label),
      Field("specialties", .list(.label)),
      Field("link", .label),
      Field("approvedOn", .date),
      Field("publishedOn", .date),
      Field("reviewDue", .date),
      Field("cachedAt", .dateTime),
      Field("changes", .list(.object([Field("on", .date), Field("what", .prose)]))),
      Field(
        "acknowledgements",
        .list(.object([Field("role", .label), Field("version", .label), Field("on", .date)]))),
      Field("dutyHolders", .list(.label)),
      // SAUE guidance: “You must keep these records in accordance with your local procedures”: for how long.
      Field(
        "retention",
        .object([Field("incidentYears", .count(max: 200)), Field("auditYears", .count(max: 200))])),
      Field("status", .choice(["draft", "current", "replaced", "withdrawn", "void"])),
      notes, withdrawals,
    ])

  static let theme = FieldShape.object(
    identity + [
      Field("title", .label),
      Field("description", .prose),
      Field("status", .choice(["proposed", "confirmed", "rejected", "void"])),
      Field("identifiedOn", .date),
      Field("confirmedBy", .label),
      Field("reason", .prose),
      Field("ground", .label),
      Field("incidents", .list(.label)),
      Field("nation", .choice(Nation.allCases.map(\.rawValue))),
      Field("sites", .list(.label)),
      Field("complementary", .list(.label)),
      Field("notification", notification),
      Field("report", report),
      Field("regulator", regulator),
      actions, notes, withdrawals,
    ])

  static let equipment = FieldShape.object(
    identity + [
      Field("assetNumber", .label),
      Field("make", .label),
      Field("model", .label),
      Field("serialNumber", .label),
      Field("softwareVersion", .label),
      Field("kind", .suggestion(equipmentKinds)),
      Field("department", .label),
      Field("room", .label),
      Field("inClinicalUse", .flag),
      Field("clinicalUseFrom", .date),
      Field("clinicalUseTo", .date),
      Field("status", .choice(["current", "retired", "void"])),
      notes, withdrawals,
    ])

  /// Includes equipment that makes no radiation but takes part in an exposure: contrast injectors,
  /// software that reads or plans, the systems that transfer requests and settings.
  static let equipmentKinds = [
    "x-ray-unit", "mobile-x-ray", "dental", "mammography", "dexa", "fluoroscopy", "c-arm",
    "angiography", "ct", "gamma-camera", "spect-ct", "pet-ct", "pet-mr", "linear-accelerator",
    "brachytherapy-afterloader", "superficial-unit", "ct-simulator", "activity-calibrator",
    "contrast-injector", "radiopharmaceutical-injector", "ai-software", "pacs", "ris",
    "treatment-planning-system", "record-and-verify-system", "dose-management-system", "other",
  ]

  /// An ARSAC licence of an employer at an installation, or of a practitioner (SAUE guidance, R110–R116).
  static let licence = FieldShape.object(
    identity + [
      Field("kind", .choice(["employer", "practitioner"])),
      Field("number", .label),
      Field("employer", .label),
      Field("installation", .label),
      Field("practitioner", .label),
      Field("document", .choice(["licence", "certificate"])),
      Field("equivalenceConfirmed", .flag),
      Field("purposes", .list(.label)),
      Field("validFrom", .date),
      Field("validTo", .date),
      Field("status", .choice(["current", "expired", "withdrawn", "void"])),
      notes, withdrawals,
    ])

  /// A locally defined error margin and imaging action level, in millimetres, for an anatomical site
  /// and a treatment intent (SAUE guidance: “the locally defined error margin”, “the local imaging action level
  /// for specific anatomical site and treatment intent”). A new version is a new record.
  static let margin = FieldShape.object(
    identity + [
      Field("anatomicalSite", .label),
      Field("treatmentIntent", .choice(["radical", "palliative", "benign"])),
      Field("technique", .label),
      Field("errorMargin", .quantity),
      Field("imagingActionLevel", .quantity),
      // How the department counts images: an orthogonal pair as one exposure, for instance.
      Field("imagingCounting", .prose),
      Field("version", .label),
      Field("previousVersion", .label),
      Field("validFrom", .date),
      Field("validTo", .date),
      Field("approvedBy", .label),
      Field("approvedOn", .date),
      Field("source", .label),
      Field("link", .label),
      Field("status", .choice(["draft", "current", "replaced", "void"])),
      notes, withdrawals,
    ])

  /// A page that was sent: it is never edited.
  static let sentCopy = FieldShape.object([
    Field("recordedAt", .dateTime, isFixed: true), Field("recordedBy", .label, isFixed: true),
    Field("of", .label, isFixed: true), Field("what", .label, isFixed: true),
    Field("sha256", .label, isFixed: true),
    Field(
      "parts", .list(.object([Field("number", .label), Field("text", .prose)])), isFixed: true),
  ])

  /// How many examinations or treatments a site did in a month: the denominator of rates.
  static let denominator = FieldShape.object(
    identity + [
      Field("site", .label),
      Field("month", .label),
      Field(
        "examinations",
        .object(Modality.allCases.map { Field($0.rawValue, .count(max: countMax)) })),
      notes, withdrawals,
    ])
}
