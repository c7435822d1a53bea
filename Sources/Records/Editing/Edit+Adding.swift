import IRMER
import Replication

// Edits that add to a list.

extension Edit {
  /// Adds elements to a list, in one change.
  static func appending(
    _ elements: [JSONValue], to list: String, on snapshot: RecordSnapshot, why: String,
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    for element in elements {
      try builder.appendElement(element, to: list, display: "\(list)/-")
    }
    return try builder.finished(why: why, context: context)
  }

  /// Adds a note.
  public static func note(
    _ text: String, on snapshot: RecordSnapshot, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("required", "a note needs words", field: "notes")
    }
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    let note: JSONValue = [
      "text": .string(text), "at": .string("\(context.now)"), "by": .string(context.role),
    ]
    try builder.set("notes/-", to: note, raw: nil)
    return try builder.finished(why: "", context: context)
  }
}
