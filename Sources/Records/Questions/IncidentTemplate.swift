public import IRMER

/// A frequent event: the fields that are the same each time, so that only the rest has to be
/// written.
public struct IncidentTemplate: Sendable {
  /// The name by which a person chooses it.
  public let name: String
  /// What it is for.
  public let title: String
  /// The fields that it fills in.
  public let fields: JSONObject

  /// The most frequent events of the regulator's annual reports.
  public static let all: [IncidentTemplate] = [
    IncidentTemplate(
      "wrong-patient", "A patient had an examination meant for another",
      [
        "narrative": "A patient had an examination that was meant for another.",
        "individuals": [["kind": "patient", "exposure": "accidental", "procedureFailure": true]],
      ]),
    IncidentTemplate(
      "wrong-body-part", "The wrong side or part of the body was imaged",
      [
        "narrative": "The wrong side or part of the body was imaged.",
        "individuals": [["kind": "patient", "exposure": "unintended", "procedureFailure": true]],
      ]),
    IncidentTemplate(
      "duplicate", "An examination was done twice, or after it had been cancelled",
      [
        "narrative": "An examination was done although it had been done or cancelled already.",
        "individuals": [["kind": "patient", "exposure": "accidental", "procedureFailure": true]],
      ]),
    IncidentTemplate(
      "repeat-equipment", "A fault of the equipment made a repeat necessary",
      [
        "narrative": "A fault of the equipment made a repeat necessary.",
        "equipmentFailure": ["directCause": true],
        "individuals": [["kind": "patient", "exposure": "unintended"]],
      ]),
    IncidentTemplate(
      "set-up-error", "Radiotherapy: a set-up error led to more images",
      [
        "narrative": "A set-up error led to more verification images than intended.",
        "modality": "rt-verification-imaging",
        "individuals": [
          [
            "kind": "patient", "exposure": "unintended", "procedureFailure": true,
            "verificationImages": ["cause": "set-up-error"],
          ]
        ],
      ]),
    IncidentTemplate(
      "wrong-radiopharmaceutical", "The wrong radiopharmaceutical was given",
      [
        "narrative": "A radiopharmaceutical was given that was not the one intended.",
        "modality": "nm-diagnostic",
        "individuals": [
          [
            "kind": "patient", "exposure": "unintended", "procedureFailure": true,
            "incorrectRadiopharmaceutical": true,
          ]
        ],
      ]),
  ]

  private init(_ name: String, _ title: String, _ fields: JSONValue) {
    self.name = name
    self.title = title
    self.fields = fields.object ?? JSONObject()
  }
}
