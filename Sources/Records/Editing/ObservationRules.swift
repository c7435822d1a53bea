import Deidentification
import IRMER
import Replication

/// What the cases of an audit may hold.
enum ObservationRules {
  /// An audit of more cases must be counted elsewhere: the record is sent in full to every reader.
  static let casesMax = 2000

  /// Checks one case to be added.
  ///
  /// - Parameter display: its path with positions, as an error names it.
  static func check(
    _ observation: JSONValue, against standards: Set<String>, at display: String
  ) throws(ValidationError) {
    guard let members = observation.object?.members else {
      throw FieldShape.keyed(.anything).mismatch(at: display)
    }
    for (key, value) in members {
      let path = "\(display)/\(key)"
      try refuseIdentifiers(in: displayText(of: value), at: path)
      for (name, value) in value.object?.members ?? [] {
        if key == "results", !standards.contains(name) { throw unknown(name, at: path) }
        try refuseIdentifiers(in: displayText(of: value), at: "\(path)/\(name)")
      }
    }
  }

  /// Checks the cases of an audit, by any author.
  static func check(_ audit: RecordSnapshot) throws(ValidationError) {
    let cases = audit.elements("data")
    guard cases.count <= casesMax else {
      throw ValidationError(
        "too-many-cases",
        "an audit holds at most \(casesMax) cases; count them elsewhere and record the result",
        field: "data")
    }
    guard !cases.isEmpty else { return }
    let standards = Set(AuditView(audit).standards.map(\.id))
    for (position, observation) in cases.enumerated() {
      for name in observation.keys("results") where !standards.contains(name) {
        throw unknown(name, at: "data/\(position)/results")
      }
    }
  }

  /// Cases must not show whose they are (SAUE guidance: “must not include any patient identifiable information
  /// in line with GDPR”).
  ///
  /// - Parameter operations: the operations to be written.
  static func refuseIdentifiers(
    in operations: [Operation], of audit: RecordSnapshot
  ) throws(ValidationError) {
    for operation in operations where operation.path.components.first == "data" {
      do throws(ValidationError) {
        try refuseIdentifiers(in: operation.value?.text, at: "data")
      } catch {
        throw ValidationError(
          error.code, error.message, field: audit.tree.displayPath(of: operation.path))
      }
    }
  }

  /// A number may be a patient's.
  private static func displayText(of value: JSONValue) -> String? {
    if case .number(let number) = value { number.text } else { value.string }
  }

  private static func refuseIdentifiers(
    in words: String?, at path: String
  ) throws(ValidationError) {
    guard let words, AuditTally.Result(rawValue: words) == nil else { return }
    var search = IdentifierSearch(people: [])
    try search.search(words, at: path)
    guard let found = search.places.first else { return }
    let kind = found.finding.kind.rawValue.replacing("-", with: " ")
    throw ValidationError(
      "identifier-found", "this looks like a \(kind): a case holds nothing that names anybody",
      field: path)
  }

  private static func unknown(_ standard: String, at path: String) -> ValidationError {
    ValidationError(
      "unknown-standard", "the audit has no standard \(standard)", field: "\(path)/\(standard)")
  }
}

extension RecordElement {
  /// The keys below a place.
  func keys(_ keys: String) -> [String] {
    node(keys).map { snapshot.tree.nodes[$0].children.map { snapshot.tree.nodes[$0].key } } ?? []
  }
}
