/// What people call a field, where a path would be read by programs.
public enum FieldLabel {
  /// `effective dose of individual 1` for `individuals/0/effectiveDose/total`.
  ///
  /// - Parameter path: with positions from 0.
  public static func words(_ path: String) -> String {
    var place = ""
    var keys: [Substring] = []
    var list: Substring = ""
    for part in path.split(separator: "/") {
      if let position = Int(part) {
        place = " of \(one(list)) \(position + 1)" + place
        keys = []
      } else {
        list = part
        keys.append(part)
      }
    }
    guard !keys.isEmpty else { return String(place.dropFirst(4)) }
    return own(keys.joined(separator: "/")) + place
  }

  /// The label of a path within its record or element.
  private static func own(_ path: String) -> String {
    if let label = labels[path] { return label }
    let parts = path.split(separator: "/")
    guard parts.count > 1, let last = parts.last else { return spaced(path) }
    let below = labels[String(last)] ?? spaced(String(last))
    return "\(own(parts.dropLast().joined(separator: "/"))): \(below)"
  }

  /// `sampleSize` as `sample size`.
  private static func spaced(_ key: String) -> String {
    key.reduce(into: "") { text, letter in
      if letter.isUppercase, let last = text.last, last.isLowercase { text += " " }
      text += letter.lowercased()
    }
  }

  /// One element of a list: `individual` of `individuals`.
  private static func one(_ list: Substring) -> String {
    switch list {
    case "individuals": "individual"
    case "standards": "standard"
    case "actions": "action"
    case "doses": "dose estimate"
    case "structures": "structure"
    case "notes": "note"
    case "routes": "route"
    case "data": "case"
    case "objectives": "objective"
    default: spaced(String(list))
    }
  }

  private static let labels = [
    "narrative": "description", "immediateAction": "immediate action",
    "discoveredOn": "date of discovery", "discoveredAt": "time of discovery",
    "exposureAt": "date of exposure", "exposureAt/first": "date of exposure",
    "exposureAt/last": "date of the last exposure", "modality": "examination or treatment",
    "interventional": "whether it was interventional",
    "clinicallySignificant": "whether it was clinically significant",
    "equipmentId": "equipment number",
    "equipmentFailure/directCause": "equipment fault as the cause",
    "ageAtExposure": "age", "ageInDays": "age in days", "kind": "kind of person",
    "exposure": "kind of exposure", "procedureFailure": "failure of a procedure",
    "effectiveDose/total": "effective dose", "effectiveDose/intended": "intended effective dose",
    "effectiveDose": "effective dose",
    "effectiveDose/over": "effective dose of the over-exposure",
    "effectiveDose/repeats": "effective dose of the repeats",
    "effectiveDose/alternative": "dose in other words", "foetalDose": "foetal dose",
    "infantDose": "infant dose",
    "pregnancyKnownAtAuthorisation": "whether the pregnancy was known when it was authorised",
    "pregnancyStatus": "pregnancy", "tissueReaction": "tissue reaction",
    "tissueReaction/observed": "tissue reaction",
    "tissueReaction/anticipated": "whether the tissue reaction was anticipated",
    "planningScans": "number of planning scans", "verificationImages": "verification images",
    "verificationImages/mostInOneFraction": "most images in one fraction",
    "verificationImages/intendedOverCourse": "images intended over the course",
    "verificationImages/additionalOverCourse": "additional images over the course",
    "verificationImages/cause": "cause of the additional images",
    "incorrectRadiopharmaceutical": "whether the radiopharmaceutical was wrong",
    "geographicalMiss/extent": "extent of the geographical miss",
    "geographicalMiss/displacement": "displacement", "activity/delivered": "activity delivered",
    "activity/prescribed": "activity prescribed", "localLRMSRef": "local incident number",
    "why": "reason", "status": "status", "leadClinician": "lead clinician",
    "leadModalityRadiographer": "lead radiographer",
    "medicalPhysicsExpert": "Medical Physics Expert",
  ]
}
