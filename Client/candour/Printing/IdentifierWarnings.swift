import IRMER
import Records

/// A place in a record that seems to name a person. Says where and what kind, never the words.
struct IdentifierWarning {
  let field: String
  let kind: IdentifierKind
  let replacement: String

  var json: JSONValue {
    [
      "code": "identifier", "field": .string(field), "kind": .string(kind.rawValue),
      "replacement": .string(replacement),
    ]
  }

  var words: String {
    "\(field): this looks like a \(kind.rawValue.replacing("-", with: " ")). "
      + "Write “\(replacement)” instead, or `candour redact` it."
  }
}

/// Searches what people wrote for what names a person: a warning while it can still be mended.
enum IdentifierWarnings {
  static func all(in snapshot: RecordSnapshot) -> [IdentifierWarning] {
    let finder = IdentifierFinder()
    var pseudonyms = Pseudonyms()
    var warnings: [IdentifierWarning] = []
    for (path, value) in snapshot.fields.members {
      guard case .string(let text) = value, !ownKeys.contains(path),
        let findings = try? finder.findings(in: text, naming: &pseudonyms)
      else { continue }
      warnings += findings.map {
        IdentifierWarning(field: path, kind: $0.kind, replacement: $0.replacement)
      }
    }
    return warnings
  }

  /// Written by the software.
  private static let ownKeys: Set<String> = ["reference", "recordedAt", "recordedBy", "status"]
}
