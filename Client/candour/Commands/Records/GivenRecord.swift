import SiteClient

/// A new record as given: in a file, as fields and values, or in answer to questions.
struct GivenRecord {
  let kind: RecordKind
  let from: String?
  let assignments: [String]
  let client: SiteClient

  /// - Returns: `nil` where the person stopped.
  func document() throws -> JSONValue? {
    if let from {
      guard assignments.isEmpty else {
        throw CommandFailure.unusable("give the fields or --from FILE, not both")
      }
      return try Input.json(from)
    }
    guard assignments.isEmpty else {
      return try FieldInput.document(assignments, of: kind, today: client.today)
    }
    guard Terminal.canAsk,
      let list = RegisterQuestions.list(of: kind, today: client.context().today)
    else {
      throw CommandFailure.unusable("give FIELD=VALUE, or --from FILE (- for standard input)")
    }
    let interview = IncidentInterview(
      list: list, names: NameCheck(people: try client.knownPeople()))
    let words = "Stopped. Nothing was saved."
    switch try Interruption.saying(words, { try interview.run() }) {
    case .save(let document, _): return document
    case .stopped:
      Output.note(words)
      return nil
    }
  }
}
