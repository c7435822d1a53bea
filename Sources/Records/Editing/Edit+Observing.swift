public import IRMER
import Replication

/// Cases to be added to an audit.
public struct ObservedCases: Sendable {
  /// The changes that add the acceptable cases, to be written one after the other.
  public let edits: [Edit]
  /// The cases that are refused, by position among those given, and why.
  public let refused: [(position: Int, error: ValidationError)]
}

extension Edit {
  /// Adds cases to an audit, in as few changes as possible.
  ///
  /// - Parameter cases: documents of `row`, `site`, `on`, `items` and `results`.
  /// - Throws: ``ValidationError`` where the audit cannot hold so many, or cannot be edited.
  public static func observing(
    _ cases: [JSONValue], on audit: RecordSnapshot, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> ObservedCases {
    let before = audit.elements("data").count
    guard before + cases.count <= ObservationRules.casesMax else {
      throw ValidationError(
        "too-many-cases",
        "an audit holds at most \(ObservationRules.casesMax) cases: \(before) are here, "
          + "\(cases.count) more were given", field: "data")
    }
    let standards = Set(AuditView(audit).standards.map(\.id))
    var edits: [Edit] = []
    var refused: [(position: Int, error: ValidationError)] = []
    var builder = EditBuilder(snapshot: audit, seed: generator.next())
    for (position, observation) in cases.enumerated() {
      if !builder.hasRoom(for: observation) {
        edits.append(try builder.finished(why: "", context: context))
        builder = EditBuilder(snapshot: audit, seed: generator.next())
      }
      let display = "data/\(before + position - refused.count)"
      do throws(ValidationError) {
        try ObservationRules.check(observation, against: standards, at: display)
        try builder.appendElement(observation, to: "data", display: display)
      } catch {
        refused.append((position, error))
      }
    }
    if builder.size.fields > 0 { edits.append(try builder.finished(why: "", context: context)) }
    return ObservedCases(edits: edits, refused: refused)
  }
}

extension EditBuilder {
  /// Whether a document fits into this change beside those already in it; the first one always
  /// does.
  func hasRoom(for document: JSONValue) -> Bool {
    let (fields, bytes) = size
    let members = document.object?.members ?? []
    let more = members.reduce(1) { $0 + ($1.value.object?.count ?? 0) + 1 }
    // Assumes a path of at most 64 bytes for each field.
    let moreBytes = document.serializedBytes().count + 80 * more
    return fields == 0
      || fields + more < EntryLimits.operationsMax && bytes + moreBytes < EditLimits.bytesMax
  }
}
