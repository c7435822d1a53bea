public import IRMER

/// Short forms for a register's entry or an audit's plan. Each asks for the fields that are needed
/// first; the rest may follow.
public enum RegisterQuestions {
  /// - Returns: `nil` for a kind that has no form.
  public static func list(of kind: RecordKind, today: DeviceDate) -> QuestionList? {
    guard let items = items[kind] else { return nil }
    return QuestionList(
      questions: items.map { question($0, of: kind, today: today) }, base: JSONObject())
  }

  private struct Item: Sendable {
    let path: String
    let wording: String
    var hint = ""
    var isRequired = false
  }

  private static let items: [RecordKind: [Item]] = [
    .equipment: [
      Item(
        path: "assetNumber", wording: "Asset number?", hint: "as on its label", isRequired: true),
      Item(path: "kind", wording: "What kind of equipment?"),
      Item(path: "make", wording: "Make?"), Item(path: "model", wording: "Model?"),
      Item(path: "serialNumber", wording: "Serial number?"),
      Item(path: "softwareVersion", wording: "Software version?"),
      Item(path: "department", wording: "Department?"), Item(path: "room", wording: "Room?"),
      Item(path: "clinicalUseFrom", wording: "In clinical use since?"),
    ],
    .procedure: [
      Item(path: "title", wording: "Title?", hint: "e.g. EP17 Clinical audit", isRequired: true),
      Item(path: "version", wording: "Version?"),
      Item(
        path: "link", wording: "Where is the controlled document?", hint: "its intranet address"),
      Item(path: "approvedOn", wording: "Approved on?"),
      Item(path: "reviewDue", wording: "Next review due?", hint: "two years after, unless given"),
      Item(path: "authoriser", wording: "Authorised by?", hint: "a role or group, not a name"),
    ],
    .licence: [
      Item(path: "kind", wording: "Whose licence is it?", isRequired: true),
      Item(path: "number", wording: "Licence number?"),
      Item(path: "purposes/0", wording: "For which purpose?", hint: "more can be added afterwards"),
      Item(path: "validFrom", wording: "Valid from?"), Item(path: "validTo", wording: "Valid to?"),
    ],
    .margin: [
      Item(path: "anatomicalSite", wording: "Anatomical site?", isRequired: true),
      Item(path: "treatmentIntent", wording: "Treatment intent?"),
      Item(path: "errorMargin", wording: "Error margin?", hint: "in mm"),
      Item(path: "imagingActionLevel", wording: "Imaging action level?", hint: "in mm"),
      Item(path: "version", wording: "Version of the table?"),
      Item(path: "validFrom", wording: "Valid from?"),
    ],
    .theme: [
      Item(path: "title", wording: "What do the incidents have in common?", isRequired: true),
      Item(path: "description", wording: "Why are they one failure?"),
      Item(path: "identifiedOn", wording: "When was it seen?"),
    ],
    .audit: [
      Item(path: "title", wording: "What is audited?", isRequired: true),
      Item(path: "programmeYear", wording: "Programme year?", hint: "e.g. 2026 or 2026/27"),
      Item(path: "modality", wording: "Which examinations?"),
      Item(
        path: "standards/0/text", wording: "The first standard: what should be so?",
        hint: "more can be added afterwards"),
      Item(path: "standards/0/target", wording: "Its target?", hint: "in percent, e.g. 95"),
      Item(path: "standards/0/source", wording: "Where does it come from?"),
      Item(path: "method", wording: "How is it measured?"),
      Item(path: "sampleSize", wording: "How many cases?"),
      Item(path: "team/leadClinician", wording: "Lead clinician?", hint: "a role, not a name"),
      Item(
        path: "team/leadModalityRadiographer", wording: "Lead radiographer?",
        hint: "a role, not a name"),
      Item(
        path: "team/medicalPhysicsExpert", wording: "Medical Physics Expert?",
        hint: "a role, not a name"),
    ],
  ]

  // MARK: One question

  private static func question(_ item: Item, of kind: RecordKind, today: DeviceDate) -> Question {
    let shape = RecordSchema.shape(of: kind).shape(shown: item.path)
    let label = FieldLabel.displayText(item.path)
    let unknown = item.isRequired ? "needed" : "Enter = leave open"
    return Question(
      id: item.path, label: label.prefix(1).uppercased() + label.dropFirst(), wording: item.wording,
      hint: [item.hint.isEmpty ? example(shape, today) : item.hint, unknown]
        .filter { !$0.isEmpty }.joined(separator: "; "),
      explanation:
        "\(FieldCatalogue.description(of: item.path, in: kind)?.meaning ?? label) "
        + "What is left open can be added later.",
      form: form(shape, item.path), isRequired: item.isRequired,
      isAsked: IncidentQuestions.always,
      reader: { text, _ in
        FieldInput.read(text, shape: shape, at: item.path, today: today.day)
      })
  }

  private static func form(_ shape: FieldShape, _ path: String) -> Question.Form {
    switch shape {
    case .date, .dateTime: .day
    case .choice(let words):
      .choice(
        words.filter { $0 != Withdrawal.void }.map { Question.Choice($0, $0, [path: .string($0)]) })
    case .suggestion(let words):
      .place(words.map { Question.Choice($0, $0, [path: .string($0)]) })
    default: .text(isLong: false)
    }
  }

  private static func example(_ shape: FieldShape, _ today: DeviceDate) -> String {
    switch shape {
    case .date, .dateTime: "e.g. \(today.day.numbers)"
    case .choice, .suggestion: "a number or the words"
    default: ""
    }
  }
}

/// Reads a field's value as a person types it, by the shape of the field.
public enum FieldInput {
  static func read(
    _ text: String, shape: FieldShape, at path: String, today: CalendarDate
  ) -> Question.Reading {
    let words: [String]
    switch shape {
    case .choice(let known): words = known.filter { $0 != Withdrawal.void }
    case .suggestion(let known): words = known
    default: words = []
    }
    let named = Int(text).flatMap { words.indices.contains($0 - 1) ? words[$0 - 1] : nil }
    let json = json(
      named ?? text, shape: shape, today: today, isAhead: DateInput.isAhead(path))
    do throws(ValidationError) {
      guard let value = try shape.value(reading: json, at: path) else {
        return .notUnderstood("Type something, or press Enter.")
      }
      let shown = json.string.flatMap { CalendarDate($0) }?.displayText ?? value.json.string ?? text
      return .understood(Answer(typed: text, shown: shown, fields: [path: value.json]))
    } catch {
      return .notUnderstood("This \(error.message).")
    }
  }

  /// As JSON: a day as `2026-11-26`, a count as a number, yes and no as Booleans.
  static func json(
    _ text: String, shape: FieldShape, today: CalendarDate, isAhead: Bool = false
  ) -> JSONValue {
    switch shape {
    case .date, .dateTime:
      if CalendarDate(text) == nil, Moment(text) == nil,
        let read = DateInput(text, today: today, isAhead: isAhead)
      {
        return .string("\(read.day)")
      }
      return .string(text)
    case .count:
      guard case .one(let amount)? = AmountInput(text), amount.unit.isEmpty,
        let number = JSONNumber(amount.digits)
      else { return .string(text) }
      return .number(number)
    case .flag:
      switch text.lowercased() {
      case "yes", "y", "true": return true
      case "no", "n", "false": return false
      default: return .string(text)
      }
    default: return .string(text)
    }
  }

  /// A document from assignments, `make=Acme purposes/-="bone imaging"`, for a new record.
  ///
  /// `-` is a new element of its list; a list of words takes one word without it.
  ///
  /// - Throws: ``ValidationError`` `given-twice` for a field that is named twice: of two values one
  ///   would be lost.
  public static func document(
    _ assignments: [String], of kind: RecordKind, today: CalendarDate
  ) throws(ValidationError) -> JSONValue {
    let schema = RecordSchema.shape(of: kind)
    var document = JSONValue.object(JSONObject())
    var counts: [String: Int] = [:]
    var given: Set<String> = []
    for assignment in assignments {
      guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
        throw ValidationError(
          "malformed-assignment", "“\(assignment)” is not FIELD=VALUE, such as title=\"CT audit\"")
      }
      var path = String(assignment[..<sign])
      let text = String(assignment[assignment.index(after: sign)...])
      if case .list(let element) = schema.shape(shown: path), !element.isBranch { path += "/-" }
      path = numbered(path, &counts, isOwn: !schema.shape(shown: path).isBranch)
      guard given.insert(path).inserted else {
        throw ValidationError(
          "given-twice", "is given twice; a JSON file (--from) holds several elements of a list",
          field: String(assignment[..<sign]))
      }
      let value: JSONValue
      if schema.shape(shown: path).isBranch, let parsed = try? JSONValue(parsing: text) {
        value = parsed
      } else {
        value = json(
          text, shape: schema.shape(shown: path), today: today, isAhead: DateInput.isAhead(path))
      }
      document = document.setting(value, at: path.split(separator: "/")[...])
    }
    return document
  }

  /// `-` as the position that it means: in a list of words each is a new one, in a list of objects
  /// all are the same new one.
  private static func numbered(
    _ path: String, _ counts: inout [String: Int], isOwn: Bool
  ) -> String {
    guard path.hasSuffix("/-") else {
      return path.split(separator: "/").map { $0 == "-" ? "0" : String($0) }.joined(separator: "/")
    }
    let list = String(path.dropLast(2))
    let position = counts[list, default: 0]
    counts[list] = position + 1
    return "\(list)/\(position)"
  }
}
