internal import Aggregation
internal import HTTPTypes
internal import IRMER
internal import Screens

/// The form of a decision's body.
///
/// The description of the API and the reading of a body use the same value, so that they always
/// agree. A member that is not listed is refused: a misspelt one must not be silently ignored.
struct BodyShape: Sendable {
  enum Kind: Sendable {
    case text
    /// A text with a letter or digit in it.
    case words
    case day
    case choice([String])
    /// A text that matches a pattern (ECMA 262), checked by a function.
    case matching(String, @Sendable (String) -> Bool)
    case uuid
    case texts
    case uuids(atLeast: Int)
    /// A candidate's number from 1, or `other`.
    case candidate
  }

  struct Member: Sendable {
    let name: String
    let kind: Kind
    let isRequired: Bool
    /// Described as required, because its alternative is not part of the body.
    var isExpected = false

    static func required(_ name: String, _ kind: Kind) -> Member {
      Member(name: name, kind: kind, isRequired: true)
    }

    static func optional(_ name: String, _ kind: Kind) -> Member {
      Member(name: name, kind: kind, isRequired: false)
    }
  }

  /// Exactly one of these fits, selected by the choice of ``distinction``.
  let variants: [[Member]]
  private let distinction: String?

  init(_ members: [Member]) { (variants, distinction) = ([members], nil) }

  /// - Parameter distinction: the member whose value says which variant it is.
  init(by distinction: String, _ variants: [(value: String, members: [Member])]) {
    self.distinction = distinction
    self.variants = variants.map { value, members in
      [.required(distinction, .choice([value]))] + members
    }
  }

  /// The same with further members in every variant.
  func with(_ members: [Member]) -> BodyShape {
    BodyShape(variants: variants.map { $0 + members }, distinction: distinction)
  }

  private init(variants: [[Member]], distinction: String?) {
    (self.variants, self.distinction) = (variants, distinction)
  }

  // MARK: Reading

  /// - Throws: a ``Problem`` (422) that names the member.
  func read(_ object: JSONObject) throws -> FormFields {
    let variant = try variant(of: object)
    if let unknown = object.keys.first(where: { key in !variant.contains { $0.name == key } }) {
      throw Self.problem(String(unknown.prefix(64)), "There is no such member here.")
    }
    var fields = FormFields()
    for member in variant {
      guard let value = object[member.name] else {
        guard !member.isRequired else { throw Self.problem(member.name, "It is required.") }
        continue
      }
      guard let texts = member.kind.texts(in: value) else {
        throw Self.problem(member.name, "It has a type or form that it cannot have.")
      }
      for text in texts { fields.append(member.name, text) }
    }
    return fields
  }

  private func variant(of object: JSONObject) throws -> [Member] {
    guard let distinction else { return variants[0] }
    let value = object[distinction]?.string ?? ""
    guard let found = variants.first(where: { $0[0].kind.texts(in: .string(value)) != nil }) else {
      throw Self.problem(distinction, "It is none of those that there are.")
    }
    return found
  }

  private static func problem(_ field: String, _ detail: String) -> Problem {
    Problem(
      status: .unprocessableContent, code: "bad-member", detail: detail, field: field)
  }

  // MARK: Describing

  var schema: JSONValue {
    let all = variants.map { members -> JSONValue in
      [
        "type": "object", "additionalProperties": false,
        "required": JSONValue(members.filter { $0.isRequired || $0.isExpected }.map(\.name)),
        "properties": .object(
          JSONObject(
            members.map { ($0.name, PropertyWords.describing($0.name, $0.kind.schema)) })),
      ]
    }
    return all.count == 1 ? all[0] : ["oneOf": .array(all)]
  }
}

extension BodyShape.Kind {
  /// The texts that a value holds; `nil` where it does not have this form.
  func texts(in value: JSONValue) -> [String]? {
    switch self {
    case .text, .uuid: return value.string.map { [$0] }
    case .words:
      return value.string.flatMap { text in
        text.utf8.contains(where: Self.isLetterOrDigit) ? [text] : nil
      }
    case .day: return value.string.flatMap { CalendarDate($0) == nil ? nil : [$0] }
    case .choice(let cases): return value.string.flatMap { cases.contains($0) ? [$0] : nil }
    case .matching(_, let fits): return value.string.flatMap { fits($0) ? [$0] : nil }
    case .texts, .uuids:
      guard let items = value.array else { return nil }
      let texts = items.compactMap(\.string)
      guard texts.count == items.count else { return nil }
      if case .uuids(let least) = self {
        return texts.count >= least && Set(texts).count == texts.count ? texts : nil
      }
      return texts
    case .candidate:
      if value.string == "other" { return ["other"] }
      return value.wholeNumber.flatMap { (1...1000).contains($0) ? [String($0)] : nil }
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }

  /// Whether a text has this many letters, digits and characters of a set.
  static func isCode(_ text: some StringProtocol, _ set: String, _ range: ClosedRange<Int>) -> Bool
  {
    range.contains(text.utf8.count)
      && text.utf8.allSatisfy { Self.isLetterOrDigit($0) || set.utf8.contains($0) }
  }

  static let site = Self.matching("^[A-Za-z0-9]{2,16}$") { isCode($0, "", 2...16) }
  static let email = Self.matching(
    "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$"
  ) { text in
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && isCode(parts[0], ".!#$%&'*+/=?^_`{|}~-", 1...64)
      && isCode(parts[1], ".-", 1...189)
  }
  static let webhook = Self.matching("^https://[A-Za-z0-9./_:?=&%~-]{1,500}$") { text in
    text.hasPrefix("https://") && isCode(text.dropFirst(8), "./_:?=&%~-", 1...500)
  }

  var schema: JSONValue {
    switch self {
    case .text: ["type": "string"]
    case .words: ["type": "string", "pattern": "[0-9A-Za-z]"]
    case .day: ["type": "string", "format": "date"]
    case .choice(let cases): ["type": "string", "enum": JSONValue(cases)]
    case .matching(let pattern, _): ["type": "string", "pattern": .string(pattern)]
    case .uuid: ["type": "string", "format": "uuid"]
    case .texts: ["type": "array", "items": ["type": "string"]]
    case .uuids(let least):
      [
        "type": "array", "items": ["type": "string", "format": "uuid"], "uniqueItems": true,
        "minItems": .number(JSONNumber(least)),
      ]
    case .candidate:
      [
        "anyOf": [
          ["type": "integer", "minimum": 1, "maximum": 1000],
          ["type": "string", "enum": ["other"]],
        ]
      ]
    }
  }
}
