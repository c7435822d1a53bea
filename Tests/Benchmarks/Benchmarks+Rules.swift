import IRMER

extension Benchmarks {
  /// The shared rules alone: they run for every record that a merge touches.
  mutating func rules() throws {
    for (name, text) in [("CT", Self.scan), ("radiotherapy images", Self.images)] {
      let facts = try IncidentFacts(JSONValue(parsing: text))
      let count = 100_000
      var findings = 0
      let seconds = Measure.seconds {
        for _ in 0..<count { findings += Edition.default.assess(facts).findings.count }
      }
      precondition(findings > count, "an incident has several findings")
      note(
        "assess, \(name)", Measure.rate(count, seconds), "", "≥ 100,000/s",
        reached: Double(count) >= 100_000 * seconds)
    }
  }

  private static let scan = """
    {"nation":"england","discoveredOn":"2026-02-02","modality":"ct","clinicallySignificant":"no",
    "individuals":[{"ageAtExposure":54,"exposure":"unintended",
    "effectiveDose":{"intended":"10","total":"22.4"}}]}
    """

  private static let images = """
    {"nation":"england","discoveredOn":"2026-02-02","modality":"rt-verification-imaging",
    "clinicallySignificant":"no","individuals":[{"ageAtExposure":54,"exposure":"unintended",
    "effectiveDose":{"intended":"10","total":"25.0"},"verificationImages":{"intendedOverCourse":5,
    "additionalOverCourse":3,"mostInOneFraction":2,"cause":"protocol-failure","thematic":false}}]}
    """
}
