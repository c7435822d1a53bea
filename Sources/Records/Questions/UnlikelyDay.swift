import IRMER

/// The reason for a day that is most unlikely. It is no field of the record: the history shows it as
/// the reason for the entry.
enum UnlikelyDay {
  static let id = "unlikely-day"

  static func question(_ today: DeviceDate) -> Question {
    Question(
      id: id, label: "Reason for the day",
      wording: "The day is long ago, or far from today. Why is it right?",
      hint: "a few words; if the day is wrong, go back and correct it",
      explanation: "Such a day is most often a slip, 1926 for 2026, and deadlines are counted from "
        + "it. If it is right, say why; the history shows your reason.",
      form: .text(isLong: false), isRequired: true,
      isAsked: { answers in
        isUnlikely(answers, at: "discoveredOn", today)
          || isUnlikely(answers, at: "exposureAt/first", today)
      },
      reader: { text, _ in
        Reason.isGiven(text)
          ? .understood(Answer(typed: text, shown: text, fields: JSONObject()))
          : .notUnderstood("Say in a few words why the day is right.")
      })
  }

  private static func isUnlikely(_ answers: Answers, at path: String, _ today: DeviceDate) -> Bool {
    guard let day = answers.value(at: path)?.string.flatMap({ CalendarDate($0) }) else {
      return false
    }
    return PlausibleDates.isUnlikely(
      day, isDiscovery: path == "discoveredOn", today: today.day)
  }
}

extension QuestionList {
  /// The author's reason for what is refused without one; empty where nothing needs it.
  public func reason(in answers: Answers) -> String {
    asked(after: answers).contains { $0.id == UnlikelyDay.id }
      ? answers[UnlikelyDay.id]?.typed ?? "" : ""
  }
}
