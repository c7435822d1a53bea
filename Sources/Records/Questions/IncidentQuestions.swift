public import IRMER

/// The one-minute log: plain questions to the person who saw it happen. It never asks for mSv.
public enum IncidentQuestions {
  /// - Parameters:
  ///   - template: a frequent event, whose fields are not asked again.
  ///   - equipment: offered instead of a room where the site has a register.
  ///   - home: the nation that is proposed, where the store does not know the site's own.
  public static func list(
    isNearMiss: Bool = false, template: IncidentTemplate? = nil, today: DeviceDate,
    equipment: EquipmentRegister = .empty, home: Nation? = nil
  ) -> QuestionList {
    var base = template?.fields ?? JSONObject()
    if isNearMiss {
      var individual = base["individuals"]?[0]?.object ?? JSONObject()
      individual["exposure"] = "near-miss"
      base["individuals"] = [.object(individual)]
    } else if base["individuals"] == nil {
      base["individuals"] = [.object(JSONObject())]
    }
    let isExposed: @Sendable (Answers) -> Bool = { answers in
      !isNearMiss && answers.value(at: "individuals/0/exposure") != "near-miss"
    }
    var questions = [
      narrative(template), discovered(today), exposed(today, isAsked: isExposed),
      UnlikelyDay.question(today), PlaceQuestions.question(equipment),
    ]
    if let home { questions.append(nation(home)) }
    if base["modality"] == nil { questions.append(modality) }
    questions += [who, age]
    if base["individuals"]?[0]?["exposure"] == nil { questions.append(exposure) }
    questions += [fault, dose(isAsked: isExposed), informed(today, isAsked: isExposed)]
    questions.append(OtherPeople.question(isAsked: isExposed))
    return QuestionList(questions: questions, base: base)
  }

  /// What a summary calls each question, by its id.
  public static let labels: [String: String] = Dictionary(
    list(today: DeviceDate(clock: Moment(milliseconds: 0))).questions.map { ($0.id, $0.label) },
    uniquingKeysWith: { first, _ in first })

  // MARK: What and when

  private static func narrative(_ template: IncidentTemplate?) -> Question {
    let standard = template?.fields["narrative"]?.string
    return Question(
      id: "narrative", label: "What happened",
      wording: "What happened, and what was done at once?",
      hint: standard.map { "Enter = “\($0)”" }
        ?? "No names. Several lines can be pasted; type “edit” for an editor.",
      explanation: "A few sentences, as you would tell a colleague. Write roles (the radiographer, "
        + "patient A), never names or hospital numbers: the record goes to the centre.",
      form: .text(isLong: true),
      standard: standard.map { answer($0, $0, ["narrative": .string($0)]) },
      isAsked: always,
      reader: { text, _ in .understood(answer(text, text, ["narrative": .string(text)])) })
  }

  private static func discovered(_ today: DeviceDate) -> Question {
    let day = today.day
    return Question(
      id: "discovered", label: "Discovered on", wording: "When was it discovered?",
      hint: "e.g. \(day.numbers), \(day.adding(days: -1).weekday.name) or yesterday; Enter = today",
      explanation:
        "The day on which anyone on the staff first knew, suspected or was told that something had "
        + "gone wrong. Both deadlines run from it: notify as soon as possible, no later than 14 days.",
      form: .day,
      standard: answer("", "\(day.displayText) (today)", ["discoveredOn": .string("\(day)")]),
      isRequired: true, isAsked: always,
      reader: { text, _ in DayAnswers.discovered(text, today: today) })
  }

  private static func exposed(
    _ today: DeviceDate, isAsked: @escaping @Sendable (Answers) -> Bool
  ) -> Question {
    Question(
      id: "exposed", label: "Exposed on", wording: "When was the exposure?",
      hint: "e.g. \(today.day.adding(days: -2).numbers), or “same” for the day it was discovered; "
        + "Enter = don't know",
      explanation: "The day of the examination or treatment; of several, the first. It may be long "
        + "before it was discovered.",
      form: .day, isAsked: isAsked,
      reader: { text, answers in DayAnswers.exposed(text, answers, today: today) })
  }

  // MARK: Which examination, and who

  private static let modality = choice(
    "modality", "Examination", "Which examination or treatment?",
    "The kind of examination or treatment in which it happened.",
    Modality.allCases.map {
      Question.Choice($0.rawValue, $0.name, ["modality": .string($0.rawValue)])
    })

  // The unborn and the breast-fed are logged with the patient, whose own exposure is judged too.
  private static let who = choice(
    "who", "Who", "Who was, or would have been, exposed?",
    "If more than one person was exposed, answer for one: the last question asks about the others. An "
      + "unborn child or a breast-fed infant is logged with the patient.",
    [
      person("patient", "a patient"),
      Question.Choice(
        "pregnant", "a patient who is or may be pregnant, with the unborn child",
        ["individuals/0/kind": "patient", "individuals/0/pregnancyStatus": "unknown"]),
      Question.Choice(
        "breastfeeding", "a patient who is breastfeeding, with the infant",
        ["individuals/0/kind": "patient", "individuals/0/breastfeeding": true]),
      person("carer", "a carer or comforter"),
      person("research-participant", "a research participant"),
      person("screened", "someone attending for screening"),
      person("non-medical", "someone having non-medical imaging"),
      person("worker", "a member of staff"), person("public", "a member of the public"),
    ])

  private static func nation(_ home: Nation) -> Question {
    let choices = Nation.allCases.map {
      Question.Choice($0.rawValue, $0.name, ["nation": .string($0.rawValue)])
    }
    var question = choice(
      "nation", "Nation", "In which nation did it happen?",
      "The nation of the site where the exposure took place, not of the patient's home. Its authority "
        + "is notified, and its limits apply.",
      choices)
    question.standard = choices.chosen(home.rawValue)
    question.isRequired = true
    return question
  }

  private static func person(_ kind: String, _ words: String) -> Question.Choice {
    Question.Choice(kind, words, ["individuals/0/kind": .string(kind)])
  }

  private static let age = Question(
    id: "age", label: "Age", wording: "Age at the time?",
    hint: "in years, or e.g. 3 weeks, 5 months; Enter = don't know",
    explanation: "The limits are lower for children. Type 54 for years, or 10 days, 3 weeks or "
      + "5 months for the youngest.",
    form: .age, isAsked: always,
    reader: { text, _ in
      guard let age = AgeInput(text) else {
        return .notUnderstood(
          "Type the age in years, e.g. 54, or e.g. 3 weeks; press Enter if you don't know.")
      }
      var fields = JSONObject()
      // The rules take an age in weeks or days as it is, also where the birthday is not certain.
      if let years = age.years {
        fields["individuals/0/ageAtExposure"] = .number(JSONNumber(years))
      }
      if let key = age.unit.key {
        fields["individuals/0/\(key)"] = .number(JSONNumber(age.number))
      }
      return .understood(Answer(typed: text, shown: age.displayText, fields: fields))
    })

  // MARK: What sort of exposure

  private static let exposure = choice(
    "exposure", "Exposure", "What sort of exposure was it?",
    "Accidental: no exposure of any kind was meant for this person, or it was no longer needed. "
      + "Unintended: one was meant, but it went otherwise, in dose, body part, technique or timing.",
    [
      ("accidental", "no exposure was meant: wrong patient, duplicate or cancelled request"),
      ("unintended", "one was meant, but different: dose, body part, technique, timing"),
      ("as-intended", "just as intended"), ("near-miss", "nobody was exposed: a near miss"),
    ].map { key, words in
      Question.Choice(key, words, ["individuals/0/exposure": .string(key)])
    })

  private static let fault = choice(
    "fault", "Equipment fault", "Was it caused by an equipment fault?",
    "Yes where the equipment or its software did something that it was not asked to do.",
    [
      Question.Choice("yes", "yes", ["equipmentFailure/directCause": true]),
      Question.Choice("no", "no", ["equipmentFailure/directCause": false]),
    ])

  private static func dose(
    isAsked: @escaping @Sendable (Answers) -> Bool
  ) -> Question {
    Question(
      id: "dose", label: "Dose shown", wording: "Dose, as the console shows it?",
      hint: "e.g. DLP 512, DAP 320 cGycm2, activity 600 MBq; Enter = not known",
      explanation:
        "Copy the name, the number and the unit from the console or the dose report. Medical "
        + "Physics works out the effective dose. Several: DLP 512, CTDIvol 12. A range: DLP 500-600.",
      form: .dose, isAsked: isAsked, reader: { text, _ in DoseAnswers.read(text) })
  }

  private static func informed(
    _ today: DeviceDate, isAsked: @escaping @Sendable (Answers) -> Bool
  ) -> Question {
    let told = "informing/individual/occurrence/told"
    let date = "informing/individual/occurrence/date"
    let choices = [
      Question.Choice(
        "yes", "yes, today", [told: "yes", date: .string("\(today.day)")]),
      Question.Choice("not-yet", "not yet", [told: "not-yet"]),
      Question.Choice("no", "no, and it is not planned", [told: "no"]),
    ]
    return Question(
      id: "informed", label: "Person told", wording: "Has the person been told?",
      hint: "a number, or the day on which they were told; Enter = don't know",
      explanation:
        "The exposed person, or who speaks for them. If they were told on another day, type "
        + "the day.",
      form: .choice(choices), isAsked: isAsked,
      reader: { text, answers in
        if let chosen = choices.chosen(text) { return .understood(chosen) }
        return DayAnswers.informed(text, answers, today: today)
      })
  }

  // MARK: Making them

  static let always: @Sendable (Answers) -> Bool = { _ in true }

  static func answer(_ typed: String, _ shown: String, _ fields: JSONObject) -> Answer {
    Answer(typed: typed, shown: shown, fields: fields)
  }

  private static func choice(
    _ id: String, _ label: String, _ wording: String, _ explanation: String,
    _ choices: [Question.Choice]
  ) -> Question {
    Question(
      id: id, label: label, wording: wording,
      hint: "a number or the words; Enter = don't know", explanation: explanation,
      form: .choice(choices), isAsked: always,
      reader: { text, _ in
        if let answer = choices.chosen(text) { return .understood(answer) }
        let isYesNo = choices.map(\.key) == ["yes", "no"]
        return .notUnderstood(
          isYesNo
            ? "Type y or n, or press Enter if you don't know."
            : "Type a number from 1 to \(choices.count) or the first letters, or press Enter if you "
              + "don't know.")
      })
  }
}

extension [Question.Choice] {
  /// By its number from 1, its key, or the start of its words where that is unique.
  func chosen(_ text: String) -> Answer? {
    let folded = text.lowercased().replacing("-", with: " ")
    let named = Int(text).flatMap { indices.contains($0 - 1) ? self[$0 - 1] : nil }
    func names(_ choice: Question.Choice) -> [String] {
      [choice.key, choice.displayText].map { $0.lowercased().replacing("-", with: " ") }
    }
    let exact = named ?? first { names($0).contains(folded) }
    let begun = filter { names($0).contains { $0.hasPrefix(folded) } }
    // The end of the words, too: “as intended” for “just as intended”.
    let ended = folded.count < 4 ? [] : filter { names($0).contains { $0.hasSuffix(" " + folded) } }
    guard
      let found = exact ?? (begun.count == 1 ? begun[0] : ended.count == 1 ? ended[0] : nil)
    else { return nil }
    return Answer(typed: text, shown: found.displayText, fields: found.fields)
  }
}

extension CalendarDate {
  /// `26/11/2026`: as people in Britain write it.
  public var numbers: String {
    let (year, month, day) = components
    return "\(day < 10 ? "0" : "")\(day)/\(month < 10 ? "0" : "")\(month)/\(year)"
  }
}
