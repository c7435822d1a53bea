internal import Aggregation
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// Which parameters a list accepts. The pages, the API and its description use this one value.
struct ListShape: Sendable {
  /// The filters of a list besides site, days and state.
  enum Narrowing: String, Hashable, Sendable, CaseIterable {
    case words = "q"
    case outcome, code, modality, department, due, why, inConflict, awaitsAnswer, overdue
    case addedSince, updatedSince
  }

  let states: [String]?
  var narrowings: [Narrowing] = []
  var sorts: [ListSort] = []

  static let plain = ListShape(states: nil)

  static let incidents = ListShape(
    states: IncidentStatus.allCases.map(\.rawValue),
    narrowings: [
      .words, .outcome, .code, .modality, .department, .awaitsAnswer, .addedSince,
      .updatedSince,
    ], sorts: [.id, .discovered, .updated, .reference, .site, .deadline])

  static let notifications = ListShape(
    states: NotificationState.allCases.map(\.rawValue),
    narrowings: [
      .words, .outcome, .code, .modality, .department, .due, .why, .inConflict,
      .awaitsAnswer, .addedSince, .updatedSince,
    ], sorts: [.deadline, .discovered, .updated, .reference, .site])

  static let audits = ListShape(
    states: AuditStatus.allCases.map(\.rawValue),
    narrowings: [.words, .modality, .overdue, .updatedSince],
    sorts: [.id, .due, .title, .updated, .reference, .site])

  static let actions = ListShape(
    states: ["open", "overdue", "done"],
    narrowings: [.words, .modality, .department, .code, .addedSince, .updatedSince],
    sorts: [.due, .owner, .updated, .site])

  /// The names of all its parameters.
  var names: [String] {
    ["site", "from", "to", "state"] + narrowings.map(\.rawValue) + (sorts.isEmpty ? [] : ["sort"])
      + ["cursor", "limit"]
  }

  /// The values of `sort`: a minus in front reverses the order.
  var sortWords: [String] { sorts.flatMap { [$0.rawValue, "-" + $0.rawValue] } }
}

extension Filter {
  /// Reads a list's query parameters.
  ///
  /// - Parameter today: allows days as people write them; `nil`: only `YYYY-MM-DD`.
  /// - Throws: a ``Problem`` (400) that names the parameter and what it accepts.
  init(_ query: FormFields, _ shape: ListShape, today: CalendarDate? = nil) throws {
    self.init()
    if let text = query["site"] {
      guard let scope = Scope(text) else {
        throw Problem.noSite(text)
      }
      site = scope.code
    }
    from = try Self.day("from", query, today)
    to = try Self.day("to", query, today)
    if let text = query["state"] {
      guard shape.states?.contains(text) ?? (1...64).contains(text.utf8.count) else {
        let known = shape.states.map { "one of: \($0.joined(separator: ", "))" }
        throw Problem.badParameter("state", text, known ?? "a state, of 1 to 64 characters")
      }
      state = text
    }
    for narrowing in shape.narrowings {
      guard let text = query[narrowing.rawValue] else { continue }
      try narrow(narrowing, to: text)
    }
    try order(query, shape)
    if let text = query["cursor"] {
      guard let place = Cursor(text: text) else {
        throw Problem.badParameter("cursor", "as an earlier page gave it in next")
      }
      cursor = place
    }
    if let text = query["limit"] {
      guard let number = Int(text), (1...Self.limitMax).contains(number) else {
        throw Problem.badParameter("limit", text, "a whole number from 1 to \(Self.limitMax)")
      }
      limit = number
    }
  }

  private mutating func order(_ query: FormFields, _ shape: ListShape) throws {
    guard !shape.sorts.isEmpty, let text = query["sort"] else { return }
    isDescending = text.hasPrefix("-")
    guard let chosen = ListSort(rawValue: String(text.drop { $0 == "-" })),
      shape.sortWords.contains(text), shape.sorts.contains(chosen)
    else {
      throw Problem.badParameter("sort", text, "one of: \(shape.sortWords.joined(separator: ", "))")
    }
    sort = chosen
  }

  private mutating func narrow(_ narrowing: ListShape.Narrowing, to text: String) throws {
    func bad(_ expectation: String) -> Problem {
      Problem.badParameter(narrowing.rawValue, text, expectation)
    }
    switch narrowing {
    case .words:
      words = Centre.searched(text)
      guard (1...200).contains(text.unicodeScalars.count), !words.isEmpty else {
        throw bad("words to look for, of 1 to 200 characters")
      }
    case .outcome:
      guard Assessment.Outcome(rawValue: text) != nil else {
        throw bad(Self.oneOf(Assessment.Outcome.allCases))
      }
      outcome = text
    case .code:
      guard (1...8).contains(text.utf8.count) else { throw bad("a code, such as 4.2b or M2.4") }
      code = text
    case .modality:
      guard Modality(rawValue: text) != nil else { throw bad(Self.oneOf(Modality.allCases)) }
      modality = text
    case .department:
      guard (1...100).contains(text.unicodeScalars.count) else {
        throw bad("a department's name, of 1 to 100 characters")
      }
      department = text
    case .due:
      guard let part = DuePart(rawValue: text) else { throw bad(Self.oneOf(DuePart.allCases)) }
      due = part
    case .why:
      guard let why = UndeterminedCause(rawValue: text) else {
        throw bad(Self.oneOf(UndeterminedCause.allCases))
      }
      cause = why
    case .inConflict: isInConflict = try Self.flag(text, bad)
    case .awaitsAnswer: awaitsAnswer = try Self.flag(text, bad)
    case .overdue: isOverdue = try Self.flag(text, bad)
    case .addedSince: addedSince = try Self.moment(text, bad)
    case .updatedSince: changedSince = try Self.moment(text, bad)
    }
  }

  private static func flag(_ text: String, _ bad: (String) -> Problem) throws -> Bool {
    guard ["true", "false"].contains(text) else { throw bad("true or false") }
    return text == "true"
  }

  private static func moment(_ text: String, _ bad: (String) -> Problem) throws -> Int64 {
    // The plus of an offset arrives as a blank if the client did not escape it.
    guard let moment = Moment(text.replacing(" ", with: "+")) else {
      throw bad("a time as 2026-03-01T09:30:00Z")
    }
    return moment.milliseconds
  }

  private static func oneOf<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
    "one of: \(words.map(\.rawValue).joined(separator: ", "))"
  }

  private static func day(
    _ name: String, _ query: FormFields, _ today: CalendarDate?
  ) throws -> CalendarDate? {
    guard let text = query[name] else { return nil }
    if let day = CalendarDate(text) { return day }
    guard let today else { throw Problem.badParameter(name, text, "a day as YYYY-MM-DD") }
    guard let day = DateInput(text, today: today)?.day else {
      throw Problem.badParameter(name, text, "a date. Type 26/11/2026, 26 Nov or yesterday.")
    }
    return day
  }
}
