public import IRMER
public import Replication

/// A change to one record, built from what its author had in front of them and checked against the
/// resulting record.
public struct Edit: Sendable {
  /// What the edit writes, as one entry.
  public let operations: [Operation]
  /// The author's reason; empty when none was given or needed.
  public let reason: String
  /// Warnings that do not stop the edit: an unknown key, for instance.
  public let warnings: [String]
  /// The record as it will be.
  public let after: RecordSnapshot

  /// Reads `path=value` assignments and builds one atomic change of them.
  ///
  /// A value is read as JSON where it is JSON and the field is not text, otherwise as text; an
  /// empty one removes the value at the path. All `-` of one list are one new element.
  public static func parse(
    _ assignments: [String], on snapshot: RecordSnapshot, why: String = "",
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    var values: [(path: String, value: String)] = []
    for assignment in assignments {
      guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
        throw ValidationError(
          "malformed-assignment",
          "“\(assignment)” is not FIELD=VALUE, such as individuals/0/ageAtExposure=55")
      }
      values.append(
        (String(assignment[..<sign]), String(assignment[assignment.index(after: sign)...])))
    }
    return try entering(values, on: snapshot, why: why, context: context, using: &generator)
  }

  /// The same with values that are by their fields already, as a form has them.
  public static func entering(
    _ values: [(path: String, value: String)], on snapshot: RecordSnapshot, why: String = "",
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    var builder = EditBuilder(
      snapshot: snapshot, seed: generator.next(), keepsUnknownFields: context.keepsUnknownFields)
    let values = try UnitGroup.normalised(values, on: snapshot, into: &builder.warnings)
    for (path, value) in values { try builder.set(path, to: value, today: context.today.day) }
    return try builder.finished(why: why, context: context)
  }

  /// Sets values that are JSON already, as an embedding program has them.
  public static func setting(
    _ values: [(path: String, value: JSONValue)], on snapshot: RecordSnapshot, why: String = "",
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    var builder = EditBuilder(
      snapshot: snapshot, seed: generator.next(), keepsUnknownFields: context.keepsUnknownFields)
    for (path, value) in values { try builder.set(path, to: value, raw: nil) }
    return try builder.finished(why: why, context: context)
  }
}
