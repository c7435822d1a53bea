import IRMER
public import Replication

/// The contents of a record when it was logged, without what the software added.
///
/// Two records with the same first contents may be one event that was logged twice, for instance by
/// a file that was read again. Compared completely, except for links to other records: two that
/// differ are never taken for the same.
public struct OriginalContent: Hashable, Sendable {
  private let lines: [String]

  /// - Parameter operations: of a draft, or of a record's first entry.
  public init(_ operations: [Operation]) {
    var positions: [String: Int] = [:]
    var lengths: [String: Int] = [:]
    var lines: [String] = []
    for operation in operations {
      guard let value = operation.value, !Self.isWrittenBySoftware(operation.path),
        operation.path.components.first != "links"
      else { continue }
      var place = ""
      for component in operation.path.components {
        if FieldPath.isElement(component) {
          let element = "\(place)/\(component)"
          if positions[element] == nil {
            positions[element] = lengths[place, default: 0]
            lengths[place, default: 0] += 1
          }
          place += "/\(positions[element] ?? 0)"
        } else {
          place += "/\(component)"
        }
      }
      lines.append("\(place)=\(value.json.serialized())")
    }
    self.lines = lines.sorted()
  }

  private static func isWrittenBySoftware(_ path: FieldPath) -> Bool {
    ["reference", "status", "recordedAt", "recordedBy", "clockDoubt", "classification/ruleSetId"]
      .contains(path.text)
  }
}
