public import IRMER

/// The answers of an unfinished form, as stored on the device.
///
/// Stored word for word after every answer, so that neither Ctrl-C nor a power cut loses one. They
/// never leave the device, and are deleted when the record is saved.
public struct AnswerDraft: Sendable {
  /// The answers so far.
  public let answers: Answers
  /// When it was last written.
  public let savedAt: Moment
  /// The template that the form was started with.
  public let template: String?
  /// Whether a near miss is logged.
  public let isNearMiss: Bool

  /// - Parameter template: The name of the template that was chosen.
  public init(_ answers: Answers, savedAt: Moment, template: String?, isNearMiss: Bool) {
    (self.answers, self.savedAt) = (answers, savedAt)
    (self.template, self.isNearMiss) = (template, isNearMiss)
  }

  private static let version = 1

  /// - Returns: `nil` for a form that no version so far wrote.
  public init?(_ json: JSONValue) {
    guard json["version"]?.integer == Self.version,
      let savedAt = json["savedAt"]?.string.flatMap({ Moment($0) }),
      let given = json["answers"]?.object
    else { return nil }
    var answers = Answers()
    for (id, answer) in given.members {
      guard let typed = answer["typed"]?.string, let shown = answer["shown"]?.string,
        let fields = answer["fields"]?.object
      else {
        answers.set(nil, of: id)
        continue
      }
      answers.set(Answer(typed: typed, shown: shown, fields: fields), of: id)
    }
    self.init(
      answers, savedAt: savedAt, template: json["template"]?.string,
      isNearMiss: json["nearMiss"]?.bool ?? false)
  }

  /// - Parameter list: of the form, whose order it keeps.
  public func json(_ list: QuestionList) -> JSONValue {
    var given = JSONObject()
    for question in list.questions where answers.isDone(question.id) {
      given[question.id] =
        answers[question.id].map { answer in
          [
            "typed": .string(answer.typed), "shown": .string(answer.shown),
            "fields": .object(answer.fields),
          ]
        } ?? .null
    }
    return [
      "version": .number(JSONNumber(Self.version)), "savedAt": .string("\(savedAt)"),
      "template": JSONValue(template), "nearMiss": .bool(isNearMiss), "answers": .object(given),
    ]
  }
}
