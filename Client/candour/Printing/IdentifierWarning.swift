import Deidentification
import IRMER
import Records

/// A place in a record that seems to name a person, as a warning while it can still be mended.
extension IdentifierPlace {
  var warning: String {
    let kind = finding.kind.rawValue.replacing("-", with: " ")
    return "\(path): this looks like a \(kind). Write “\(finding.replacement)” instead; "
      + "`candour redact` takes it away for good."
  }
}
