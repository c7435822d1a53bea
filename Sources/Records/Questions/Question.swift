public import IRMER

/// One question of a form, as a value: what it asks, how an answer is read, and when it is skipped.
///
/// A terminal and a browser page show the same questions and read answers with the same parser.
public struct Question: Sendable {
  /// How an answer is given.
  public enum Form: Sendable {
    /// Free text; many lines where `isLong`.
    case text(isLong: Bool)
    case day
    case age
    case dose
    case choice([Choice])
    /// A place in words, or one of the site's equipment.
    case place([Choice])
  }

  /// One answer to choose.
  public struct Choice: Hashable, Sendable {
    /// The short form to type for experienced users.
    public let key: String
    /// The choice as it is shown.
    public let displayText: String
    /// The fields that it sets in the record.
    public let fields: JSONObject

    init(_ key: String, _ displayText: String, _ fields: JSONObject) {
      (self.key, self.displayText, self.fields) = (key, displayText, fields)
    }
  }

  /// How a text was understood.
  public enum Reading: Hashable, Sendable {
    case understood(Answer)
    /// It can be read, but should be confirmed: why, and the question.
    case doubtful(Answer, String)
    /// Why it could not be read, and what to type.
    case notUnderstood(String)
  }

  /// The same in every version: `discovered`, `dose`.
  public let id: String
  /// Two or three words, for a summary.
  public let label: String
  /// The question as asked.
  public let wording: String
  /// An example, and what Enter does.
  public let hint: String
  /// For people who ask what is meant.
  public let explanation: String
  /// Which answers it accepts.
  public let form: Form
  /// What an empty answer means; `nil` for “don't know”.
  public var standard: Answer?
  /// Whether “don't know” is not accepted.
  public var isRequired = false
  let isAsked: @Sendable (Answers) -> Bool
  let reader: @Sendable (String, Answers) -> Reading

  /// Reads what a person typed, except for a blank answer, `?` and `<`.
  public func read(_ text: String, after answers: Answers) -> Reading {
    reader(text, answers)
  }
}

/// A person's answer to one question.
public struct Answer: Hashable, Sendable {
  /// As it was typed.
  public let typed: String
  /// As it was understood, in words.
  public let shown: String
  /// Paths with positions, and the values that the record will have there.
  public let fields: JSONObject

  /// - Parameters:
  ///   - typed: As the person typed it.
  ///   - shown: As it was understood.
  ///   - fields: What it sets.
  public init(typed: String, shown: String, fields: JSONObject) {
    (self.typed, self.shown, self.fields) = (typed, shown, fields)
  }
}

/// The answers given so far, by the question's id.
public struct Answers: Hashable, Sendable {
  private var given: [String: Answer] = [:]
  /// Questions that were answered “don't know”.
  private var skipped: Set<String> = []

  /// Nothing answered.
  public init() {}

  /// The answer to a question; nil where there is none.
  public subscript(_ id: String) -> Answer? { given[id] }

  /// How many questions are answered.
  public var count: Int { given.count }

  /// Whether the question was asked, whatever the answer.
  public func isDone(_ id: String) -> Bool { given[id] != nil || skipped.contains(id) }

  /// - Parameter answer: `nil` for “don't know”.
  public mutating func set(_ answer: Answer?, of id: String) {
    given[id] = answer
    if answer == nil { skipped.insert(id) } else { skipped.remove(id) }
  }

  /// The value at a path, whichever question it came from.
  func value(at path: String) -> JSONValue? {
    given.values.lazy.compactMap { $0.fields[path] }.first
  }
}

/// Questions in their order.
public struct QuestionList: Sendable {
  /// In the order in which they are asked.
  public let questions: [Question]
  /// The fields that do not depend on answers: a template's.
  let base: JSONObject

  /// Those that are asked, given the answers so far.
  public func asked(after answers: Answers) -> [Question] {
    questions.filter { $0.isAsked(answers) }
  }

  /// The first question that was not asked yet.
  public func next(after answers: Answers) -> Question? {
    asked(after: answers).first { !answers.isDone($0.id) }
  }

  /// The record that results from the answers; a question that is no longer asked has no effect.
  public func document(of answers: Answers) -> JSONValue {
    var document = JSONValue.object(base)
    for question in asked(after: answers) {
      for (path, value) in answers[question.id]?.fields.members ?? [] {
        document = document.setting(value, at: path.split(separator: "/")[...])
      }
    }
    return document
  }
}

extension JSONValue {
  /// A copy with a value at a path; numbers are positions of a list, counted from 0.
  func setting(_ value: JSONValue, at keys: ArraySlice<Substring>) -> JSONValue {
    guard let key = keys.first else { return value }
    if let position = Int(key) {
      var elements = array ?? []
      while elements.count <= position { elements.append(.object(JSONObject())) }
      elements[position] = elements[position].setting(value, at: keys.dropFirst())
      return .array(elements)
    }
    var object = object ?? JSONObject()
    let member = object[String(key)] ?? .object(JSONObject())
    object[String(key)] = member.setting(value, at: keys.dropFirst())
    return .object(object)
  }
}
