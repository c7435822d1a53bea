import Screens
import SiteClient

/// The output of a command that changed a record.
enum WrittenReply {
  static func print(
    _ written: Written, to snapshot: RecordSnapshot, warnings: [String] = [],
    identifiers: [IdentifierPlace] = [], outcome: (displayText: String, Emphasis)? = nil,
    output: Output
  ) {
    let reference = snapshot.reference ?? "\(snapshot.id)"
    if output.isJSON {
      output.print([
        "entry": .string(written.entry.name), "id": .string("\(snapshot.id)"),
        "reference": JSONValue(snapshot.reference), "warnings": JSONValue(warnings),
        "identifiers": .array(identifiers.map(\.json)),
        "outcomeChange": JSONValue(outcome?.displayText),
      ])
    } else {
      for warning in warnings + identifiers.map({ $0.warning(in: reference) }) {
        Output.note(warning, .warning)
      }
      output.written("Saved on this computer: \(reference), entry \(written.entry.name).", .good)
      if let (words, emphasis) = outcome { output.line(words, emphasis) }
    }
  }
}
