import IRMER

/// Reads the days that the log asks for, and explains what is wrong with an impossible one.
enum DayAnswers {
  static func discovered(_ text: String, today: DeviceDate) -> Question.Reading {
    guard let read = DateInput(text, today: today.day) else { return notADay(text, today) }
    guard read.day <= today.latest else {
      return .notUnderstood(
        "\(read.day.displayText) is in the future. If this computer's date is wrong, press Ctrl-C and run: "
          + "candour incident log --today YYYY-MM-DD")
    }
    return reading(text, read, ["discoveredOn": .string("\(read.day)")], today)
  }

  static func exposed(_ text: String, _ answers: Answers, today: DeviceDate) -> Question.Reading {
    let discovered =
      answers.value(at: "discoveredOn")?.string.flatMap { CalendarDate($0) } ?? today.day
    let path = "exposureAt/first"
    if ["same", "same day", "s", "the same day"].contains(text.lowercased()) {
      return .understood(
        Answer(typed: text, shown: discovered.displayText, fields: [path: .string("\(discovered)")])
      )
    }
    guard let read = DateInput(text, today: today.day) else { return notADay(text, today) }
    guard read.day <= discovered else {
      return .notUnderstood(
        "\(read.day.displayText) is after it was discovered (\(discovered.displayText)). Go back with < if that day is "
          + "wrong.")
    }
    return reading(text, read, [path: .string("\(read.day)")], today)
  }

  static func informed(_ text: String, _ answers: Answers, today: DeviceDate) -> Question.Reading {
    guard let read = DateInput(text, today: today.day) else {
      return .notUnderstood(
        "Type 1, 2 or 3, or the day on which they were told, e.g. \(today.day.numbers).")
    }
    guard read.day <= today.latest else {
      return .notUnderstood(
        "\(read.day.displayText) is in the future. Type 2 if it is still to be done.")
    }
    let first = answers.value(at: "exposureAt/first")?.string.flatMap { CalendarDate($0) }
    if let first, read.day < first {
      return .notUnderstood(
        "\(read.day.displayText) is before the exposure (\(first.displayText)).")
    }
    let path = "informing/individual/occurrence"
    return reading(
      text, read, ["\(path)/told": "yes", "\(path)/date": .string("\(read.day)")], today)
  }

  private static func reading(
    _ text: String, _ read: DateInput, _ fields: JSONObject, _ today: DeviceDate
  ) -> Question.Reading {
    let isToday = read.day == today.day
    let answer = Answer(
      typed: text, shown: read.day.displayText + (isToday ? " (today)" : ""), fields: fields)
    guard let doubt = read.doubt else { return .understood(answer) }
    return .doubtful(answer, "\(doubt) Is that right?")
  }

  private static func notADay(_ text: String, _ today: DeviceDate) -> Question.Reading {
    let day = today.day
    return .notUnderstood(
      "\(text) is not a date. Type \(day.numbers), \(day.day) \(day.shortMonth) or yesterday.")
  }
}

extension CalendarDate {
  /// `Nov`.
  var shortMonth: Substring { Self.monthNames[month - 1].prefix(3) }
}

/// Reads the doses that a console shows.
enum DoseAnswers {
  static func read(_ text: String) -> Question.Reading {
    let doses: [DoseInput]
    do throws(DoseInput.Failure) {
      doses = try DoseInput.all(text)
    } catch {
      return .notUnderstood(error.displayText)
    }
    var fields = JSONObject()
    for (position, dose) in doses.enumerated() {
      fields["individuals/0/doses/\(position)"] = dose.document
    }
    let answer = Answer(
      typed: text, shown: doses.map(\.displayText).joined(separator: ", "), fields: fields)
    guard let bare = doses.first(where: { !$0.isUnitTyped && $0.quantity.hasSeveralConsoleUnits })
    else { return .understood(answer) }
    let others = bare.quantity.acceptedUnits.dropFirst().prefix(3).joined(separator: ", ")
    return .doubtful(
      answer,
      "Consoles show \(bare.quantity.name) in different units (also \(others)). Is it "
        + "\(bare.displayText)?")
  }
}

/// Where it happened: in words; or, where the site has an equipment register, on which equipment,
/// which implies the place.
enum PlaceQuestions {
  /// More are not listed, but found by the start of their asset numbers.
  private static let listedMax = 12

  static func question(_ register: EquipmentRegister) -> Question {
    let entries = register.current
    let choices = entries.map { choice($0, in: register) }
    let listed = choices.count <= listedMax ? choices : []
    return Question(
      id: "place", label: "Place",
      wording: entries.isEmpty ? "Where did it happen?" : "Where, or on which equipment?",
      hint: entries.isEmpty
        ? "department or room; Enter = don't know"
        : "\(listed.isEmpty ? "" : "a number, ")an asset number, a department or room; Enter = don't know",
      explanation:
        "The department or room, e.g. CT 2. Where the equipment is on the register, its number "
        + "says the place as well.",
      form: .place(listed), isAsked: IncidentQuestions.always,
      reader: { text, _ in read(text, listed, choices, register) })
  }

  private static func read(
    _ text: String, _ listed: [Question.Choice], _ all: [Question.Choice],
    _ register: EquipmentRegister
  ) -> Question.Reading {
    let place = Answer(typed: text, shown: text, fields: ["department": .string(text)])
    if let number = Int(text), listed.indices.contains(number - 1) {
      return .understood(answer(text, listed[number - 1]))
    }
    let exact = register.entries(named: text)
    if exact.count == 1 { return .understood(answer(text, choice(exact[0], in: register))) }
    let folded = text.lowercased()
    let fitting = zip(register.current, all).filter { entry, _ in
      entry.assetNumber?.lowercased().hasPrefix(folded) ?? false
    }.map(\.1)
    switch fitting.count {
    case 0: return .understood(place)
    case 1: return .understood(answer(text, fitting[0]))
    default:
      let names = fitting.prefix(listedMax).map(\.displayText).joined(separator: "; ")
      return .doubtful(
        place, "Several match “\(text)”: \(names). Use “\(text)” as the place?")
    }
  }

  private static func answer(_ text: String, _ choice: Question.Choice) -> Answer {
    Answer(typed: text, shown: choice.displayText, fields: choice.fields)
  }

  private static func choice(
    _ entry: EquipmentView, in register: EquipmentRegister
  ) -> Question.Choice {
    let name = entry.assetNumber ?? entry.snapshot.reference ?? "\(entry.snapshot.id)"
    // Two entries with the same number are distinguished by their references.
    let isPlain = register.entries(named: name).count == 1
    var fields = JSONObject()
    fields["equipmentId"] = .string(isPlain ? name : entry.snapshot.reference ?? name)
    if let department = entry.department { fields["department"] = .string(department) }
    if let room = entry.room { fields["room"] = .string(room) }
    return Question.Choice(name, entry.displayText, fields)
  }
}
