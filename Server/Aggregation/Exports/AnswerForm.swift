internal import CentreStore
package import IRMER
package import Records
internal import Replication

/// The questions of an authority's own form in its order, as a trust wrote them down from the form
/// that it fills in: no authority publishes all of its form.
///
///     question,answer
///     What type of organisation are you?,Type of organisation
///     Which equipment was used?,equipmentId
///     Your job title,
///
/// The second column names what answers the question: one of ``answers``, or a field of an incident by
/// its path. A question without it is answered by hand: nothing is made up.
package struct AnswerForm: Hashable, Sendable {
  package struct Question: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
      case sheet(String)
      case field(String)
      case hand
    }

    package let text: String
    package let source: Source
  }

  package let questions: [Question]

  package static let bytesMax = 256 * 1024
  package static let questionsMax = 300
  private static let textMax = 500

  /// What the sheet of answers has, in the order of the report.
  package static let answers = [
    "Type of organisation", "Employer", "Site", "Department", "Your own reference",
    "Is this a licensing breach?", "Date of the exposure", "Date of discovery",
    "How it was discovered", "Modality", "What happened", "Immediate action", "Equipment",
    "Number of individuals exposed", "Individuals, with intended and received dose",
    "Why another unit than mSv", "Notification code", "Complementary codes",
    "Clinically significant", "Have the individual, referrer and practitioner been informed?",
    "Duty of candour", "Other bodies told",
  ]

  /// - Parameter bytes: a table with the columns `question` and `answer`, as a spreadsheet saves it.
  /// - Throws: `ValidationError` that names the line.
  package init(_ bytes: [UInt8]) throws(ValidationError) {
    guard bytes.count <= Self.bytesMax else {
      throw ValidationError("unusable-form", "the form is larger than 256 KiB")
    }
    let table = try CSVTable(bytes)
    guard table.header.map({ $0.lowercased() }) == ["question", "answer"] else {
      throw ValidationError("unusable-form", "the first line must be: question,answer")
    }
    guard (1...Self.questionsMax).contains(table.rows.count) else {
      throw ValidationError("unusable-form", "a form has 1 to \(Self.questionsMax) questions")
    }
    let fields = Set(RecordSchema.listing(of: .incident).map(\.path))
    var questions: [Question] = []
    for row in table.rows {
      let cells = try table.cells(of: row).map(Self.trimmed)
      guard (1...Self.textMax).contains(cells[0].count) else {
        throw Self.unusable(row, "a question has 1 to \(Self.textMax) characters")
      }
      guard let source = Self.source(cells[1], fields) else {
        throw Self.unusable(
          row, "“\(cells[1].prefix(60))” is neither an answer of the sheet nor a field")
      }
      questions.append(Question(text: cells[0], source: source))
    }
    self.questions = questions
  }

  private static func source(_ name: String, _ fields: Set<String>) -> Question.Source? {
    guard !name.isEmpty else { return .hand }
    if let answer = answers.first(where: { $0.lowercased() == name.lowercased() }) {
      return .sheet(answer)
    }
    let pattern = name.split(separator: "/").map { Int($0) == nil ? String($0) : "-" }
      .joined(separator: "/")
    return fields.contains(pattern) && !name.split(separator: "/").contains("-")
      ? .field(name) : nil
  }

  private static func trimmed(_ cell: String) -> String {
    cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func unusable(_ row: CSVTable.Row, _ reason: String) -> ValidationError {
    ValidationError("unusable-form", "line \(row.line): \(reason)")
  }
}

extension Centre {
  /// The form of an authority, where the trust has imported it.
  package func answerForm(of authority: Authority) async throws -> AnswerForm? {
    let bytes = try await reading { try $0.administration.answerForm(of: authority.rawValue) }
    guard let bytes else { return nil }
    // An earlier version may know a field that this one does not.
    return try? AnswerForm(bytes)
  }

  /// Imports an authority's form in place of the one before.
  ///
  /// - Returns: its questions.
  package func importAnswerForm(
    _ bytes: [UInt8], of authority: Authority
  ) async throws -> AnswerForm {
    let form = try AnswerForm(bytes)
    let now = now()
    try await writing {
      try $0.administration.put(answerForm: bytes, of: authority.rawValue, at: now)
    }
    return form
  }

  /// - Returns: whether there was one.
  package func removeAnswerForm(of authority: Authority) async throws -> Bool {
    try await writing { try $0.administration.removeAnswerForm(of: authority.rawValue) }
  }
}
