import Screens
import SiteClient

/// A place in a record that seems to name a person, as a warning while it can still be changed.
extension IdentifierPlace {
  /// - Parameter reference: of the record, where it was saved.
  func warning(in reference: String?) -> String {
    let label = FieldLabel.displayText(path)
    let name = label.prefix(1).uppercased() + label.dropFirst()
    let start =
      "\(name) seems to \(finding.kind.what) (“\(finding.text.revealed())”). Use "
      + "“\(finding.replacement)”."
    // A reason is part of an entry's header, which cannot be removed.
    guard let reference, path != "why" else { return start }
    return start + " To remove it for good: candour redact \(reference) \(path) --why …"
  }
}
