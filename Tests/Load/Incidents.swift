import IRMER

/// Incidents of about fifteen fields.
enum Incidents {
  static func document(using random: inout some RandomNumberGenerator) throws -> JSONValue {
    let dose = Int.random(in: 1...400, using: &random)
    let modality =
      ["ct", "plain-x-ray", "fluoroscopy", "pet-ct"].randomElement(using: &random) ?? "ct"
    return try JSONValue(
      parsing: """
        {"discoveredOn":"2026-01-\(Int.random(in: 10...28, using: &random))",
        "modality":"\(modality)","clinicallySignificant":"no","department":"Radiology",
        "room":"Room \(Int.random(in: 1...9, using: &random))",
        "narrative":"The request was for another examination; the wrong region was scanned.",
        "individuals":[{"kind":"patient","ageAtExposure":\(Int.random(in: 1...95, using: &random)),
        "exposure":"unintended","procedureFailure":true,
        "effectiveDose":{"intended":"\(dose / 10).\(dose % 10)","over":"\(dose).5","repeats":"1.2"}}]}
        """)
  }
}
