package import Records

/// A piece of evidence as a page shows it.
package struct EvidenceLine: Sendable {
  package let number: Int
  package let what: String
  package let place: String
  /// `nil` where it is not a file.
  package let sha256: String?
  /// Who added it and when.
  package let added: String
  /// The state of the file at its place; `nil` where it was not checked.
  package let state: Tag?

  package init(_ item: EvidenceItem, state: Tag? = nil) {
    number = item.position + 1
    what = item.what ?? "Not described"
    place = item.place ?? "not recorded"
    sha256 = item.sha256
    let day = item.addedAt.map { Moment($0).map { Wording.moment($0) } ?? $0 }
    added = [item.addedBy, day].compactMap(\.self).joined(separator: ", ")
    self.state = state
  }

  /// Whether a field is shown with the evidence, not with the other fields of a record.
  package static func holds(_ path: String) -> Bool { path.hasPrefix("evidence/") }
}
