import ArgumentParser
import SiteClient

/// `candour fields`
struct FieldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fields",
    abstract: "The fields of a record: what each means, takes and is for.",
    discussion: """
      These are the paths of `set`, of JSON and of the header of a CSV file; - is an element of a \
      list. Words narrow it down to the fields whose path or label holds them all. A CSV file may have \
      the labels in its header as well.

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
    let kind = RecordKind(rawValue: kind)
    let fields = RecordSchema.listing(of: kind).filter { field in
      let label = FieldCatalogue.description(of: field.path, in: kind)?.label
      let text = "\(field.path) \(label ?? "")".lowercased()
      return words.allSatisfy { text.contains($0.lowercased()) }
    }
    if isJSON { return output.print(.array(fields.map { $0.json(in: kind) })) }
    guard !fields.isEmpty else { return output.line("No field of that name.") }
    output.pairs(fields.map { ($0.path, $0.sentence(in: kind)) })
  }
}

extension FieldListing {
  fileprivate func json(in kind: RecordKind) -> JSONValue {
    let description = FieldCatalogue.description(of: path, in: kind)
    return [
      "path": .string(path), "takes": .string(takes), "values": JSONValue(words),
      "fixed": .bool(isFixed), "label": JSONValue(description?.label),
      "meaning": JSONValue(description?.meaning), "unit": JSONValue(description?.unit),
      "answeredBy": JSONValue(description?.answeredBy.rawValue),
      "criteria": JSONValue(description?.criteria ?? []),
      "example": JSONValue(description?.example),
    ]
  }

  fileprivate func sentence(in kind: RecordKind) -> String {
    let text = words.isEmpty ? takes : "\(takes) \(words.joined(separator: ", "))"
    guard let description = FieldCatalogue.description(of: path, in: kind) else { return text }
    let codes = description.criteria
    let criteria = codes.isEmpty ? "" : "; for code \(codes.joined(separator: ", "))"
    let own = description.ownMeaning.map { " \($0)" } ?? ""
    let label = description.label.prefix(1).uppercased() + description.label.dropFirst()
    return
      "\(label).\(own) Takes \(text), e.g. \(description.example) (\(description.answeredBy.rawValue)"
      + "\(criteria))"
  }
}
