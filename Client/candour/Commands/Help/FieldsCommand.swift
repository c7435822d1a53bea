import ArgumentParser
import IRMER
import Records

/// `candour fields`
struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "The fields of a record: their paths, and what each takes.",
    discussion: """
      These are the paths of `set`, of JSON and of the header of a CSV file; - is an element of a \
      list. Words narrow it down to the paths that hold them all.

      EXAMPLES
        candour fields
        candour fields incident dose
        candour fields audit standards --json
      """)

  @Argument(
    help: ArgumentHelp("\(Self.kinds.joined(separator: ", ")).", valueName: "kind"),
    completion: .list(Self.kinds))
  var kind = "incident"

  @Argument(help: ArgumentHelp("What the path holds.", valueName: "word"))
  var words: [String] = []

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var isJSON = false

  private static let kinds = [
    "incident", "audit", "procedure", "theme", "equipment", "licence", "margin",
  ]

  func validate() throws {
    guard Self.kinds.contains(kind) else {
      throw ArgumentParser.ValidationError("a kind is \(Self.kinds.joined(separator: ", "))")
    }
  }

  func run() {
    let output = Output(isJSON: isJSON)
    let fields = RecordSchema.listing(of: RecordKind(rawValue: kind)).filter { field in
      words.allSatisfy { field.path.lowercased().contains($0.lowercased()) }
    }
    if isJSON { return output.print(.array(fields.map(\.json))) }
    guard !fields.isEmpty else { return output.line("No field of that name.") }
    output.pairs(fields.map { ($0.path, $0.sentence) })
  }
}

extension FieldListing {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "takes": .string(takes), "values": JSONValue(words),
      "fixed": .bool(isFixed),
    ]
  }

  fileprivate var sentence: String {
    let text = words.isEmpty ? takes : "\(takes) \(words.joined(separator: ", "))"
    return isFixed ? "\(text) (written by the software)" : text
  }
}
