import IRMER
import Records

/// The one-minute log: plain questions to whoever saw it happen. Never asks for mSv.
struct IncidentInterview {
  let isNearMiss: Bool
  let template: IncidentTemplate?
  let today: Today
  var equipment = EquipmentRegister.empty
  var console = Console()

  /// What has been answered so far.
  private struct Answers {
    var incident = JSONObject()
    var individual = JSONObject()
  }

  private typealias Question = (inout Answers) throws -> Void

  func document() throws -> JSONValue {
    let help = "Enter alone means “don't know”, < goes back."
    console.say(isNearMiss ? "A near miss. \(help)" : help)
    let questions = self.questions
    // What was answered before each question, to come back to.
    var answers = [Answers()]
    while answers.count <= questions.count {
      var next = answers[answers.count - 1]
      do {
        try questions[answers.count - 1](&next)
        answers.append(next)
      } catch is Console.Back {
        if answers.count > 1 { answers.removeLast() }
      }
    }
    var incident = answers[answers.count - 1].incident
    incident["individuals"] = [.object(merged(answers[answers.count - 1].individual))]
    return .object(incident)
  }

  private var questions: [Question] {
    var questions: [Question] = [
      { answers in
        answers.incident["narrative"] = try console.ask(
          "What happened, and what was done at once? (no names)", default: template?.title
        ).map(JSONValue.string)
      },
      { answers in answers.incident["discoveredOn"] = .string(try discovered().description) },
      { answers in
        try PlaceQuestion(register: equipment, console: console).ask(into: &answers.incident)
      },
    ]
    if template?.fields["modality"] == nil {
      questions.append { answers in
        answers.incident["modality"] = try console.choose(
          "Which examination or treatment?", Modality.allCases.map { ($0.rawValue, $0.name) }
        ).map(JSONValue.string)
      }
    }
    questions.append { answers in try askWho(&answers.individual) }
    questions.append { answers in try askAge(&answers.individual) }
    if isNearMiss {
      // Asked nothing: going back passes it by.
      questions[questions.count - 1] = { answers in
        try askAge(&answers.individual)
        answers.individual["exposure"] = "near-miss"
      }
    } else if template?.fields["individuals"]?[0]?["exposure"] == nil {
      questions.append { answers in try askExposure(&answers.individual) }
    }
    questions.append { answers in
      answers.incident["equipmentFailure"] = try console.choose(
        "Did a fault of the equipment cause it?", [("yes", "yes"), ("no", "no")]
      ).map { ["directCause": .bool($0 == "yes")] }
    }
    if !isNearMiss { questions.append { answers in try askDose(&answers.individual) } }
    return questions
  }

  private func discovered() throws -> CalendarDate {
    while true {
      let text = try console.ask("When was it noticed? (YYYY-MM-DD)", default: "\(today.day)")
      guard let text, let day = SpokenDay.day(text, today: today.day) else {
        console.say("A day such as \(today.day), yesterday, or 31/1/\(today.day.year).")
        continue
      }
      guard day <= today.latest else {
        console.say(
          "That is after today, \(today.day). Is this device's clock wrong? Then end with Ctrl-C "
            + "and begin with: candour incident log --today YYYY-MM-DD")
        continue
      }
      return day
    }
  }

  private func askWho(_ individual: inout JSONObject) throws {
    let who = try console.choose(
      "Who was, or would have been, exposed?",
      [
        ("patient", "a patient"), ("pregnant", "a patient who is or may be pregnant"),
        ("carer", "a carer or comforter"), ("research-participant", "a research participant"),
        ("screened", "somebody at a screening"), ("worker", "a member of staff"),
        ("public", "a member of the public"),
      ])
    if who == "pregnant" {
      individual["kind"] = "patient"
      individual["pregnancyStatus"] = "unknown"
    } else {
      individual["kind"] = who.map(JSONValue.string)
    }
  }

  private func askAge(_ individual: inout JSONObject) throws {
    while let text = try console.ask("How old? (whole years)") {
      if let age = Int(text), 0...130 ~= age {
        individual["ageAtExposure"] = .number(JSONNumber(age))
        break
      }
      console.say("A number from 0 to 130, or Enter.")
    }
  }

  private func askExposure(_ individual: inout JSONObject) throws {
    individual["exposure"] = try console.choose(
      "What sort of exposure was it?",
      [
        ("accidental", "nobody intended any: wrong person, a duplicate, cancelled"),
        ("unintended", "intended, but different: dose, body part, technique, timing"),
        ("as-intended", "just as intended"), ("near-miss", "nobody was exposed: a near miss"),
      ]
    ).map(JSONValue.string)
  }

  private static let shown: [(name: String, quantity: String, unit: String)] = [
    ("DLP", "dlp", "mGy·cm"), ("DAP", "dap", "Gy·cm²"), ("CTDIvol", "ctdi-vol", "mGy"),
    ("air kerma", "reference-point-air-kerma", "mGy"), ("activity", "administered-activity", "MBq"),
  ]

  /// What the console shows, never what a physicist works out of it.
  private func askDose(_ individual: inout JSONObject) throws {
    let names = Self.shown.map { "\($0.name) in \($0.unit)" }.joined(separator: ", ")
    while let text = try console.ask("Dose as the console shows it, such as DLP 512 (\(names))") {
      if let dose = Self.dose(text) {
        individual["doses"] = [dose]
        return
      }
      console.say("The name and a number, such as DLP 512, or Enter.")
    }
  }

  static func dose(_ text: String) -> JSONValue? {
    let folded = text.lowercased()
    guard let shown = shown.first(where: { folded.hasPrefix($0.name.lowercased()) }) else {
      return nil
    }
    let number = text.dropFirst(shown.name.count).drop { $0 == " " || $0 == ":" || $0 == "=" }
      .prefix { $0.isNumber || $0 == "." }
    guard JSONNumber(String(number)) != nil else { return nil }
    return [
      "quantity": .string(shown.quantity), "total": .string(String(number)),
      "unit": .string(shown.unit), "method": "console",
    ]
  }

  /// With what the template says of the individual.
  private func merged(_ individual: JSONObject) -> JSONObject {
    var result = template?.fields["individuals"]?[0]?.object ?? JSONObject()
    for (key, value) in individual.members { result[key] = value }
    return result
  }
}
