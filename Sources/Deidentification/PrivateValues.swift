import IRMER

/// Values of the record's own private fields, found in any spelling.
///
/// No exported report contains a name, NHS, CHI or H&C number, date of birth or postcode, whether
/// it is found by the record's own private fields or by pattern.
struct PrivateValues: Sendable {
  /// A shorter value, in letters and digits, would be found everywhere.
  static let lengthMin = 4
  /// The most tokens over which one value is spread.
  private static let tokensMax = 24

  private struct Entry: Sendable {
    let kind: IdentifierKind
    let person: KnownNames.Person
    let isTestNumber: Bool
  }

  private var entries: [String: Entry] = [:]
  private var prefixes: Set<String> = []
  private var dates: [CalendarDate: KnownNames.Person] = [:]

  init(_ people: [KnownPerson]) {
    for person in people {
      for value in person.values {
        add(value.revealed(), of: KnownNames.Person(id: person.id, role: person.role))
      }
    }
  }

  private mutating func add(_ value: String, of person: KnownNames.Person) {
    let text = FoldedText(value)
    let first = text.isSpace(0) ? 1 : 0
    if let reading = text.date(at: first), reading.tokens.upperBound >= text.tokens.count - 1 {
      dates[reading.date] = person
      return
    }
    let letters = text.tokens.filter { $0.kind == .word || $0.kind == .number }.map(\.text).joined()
    guard letters.count >= Self.lengthMin else { return }
    let number = PatientNumber(digits: letters)
    entries[letters] = Entry(
      kind: number?.register.kind ?? Self.kind(of: text, at: first), person: person,
      isTestNumber: number?.register == .nhsTest)
    var prefix = ""
    for character in letters.prefix(FoldedText.runMax * 2) {
      prefix.append(character)
      prefixes.insert(prefix)
    }
  }

  private static func kind(of text: FoldedText, at first: Int) -> IdentifierKind {
    if text.tokens.contains(where: { $0.isSymbol("@") }) { return .email }
    if text.postcode(at: first) != nil { return .postcode }
    if text.telephone(at: first) != nil { return .telephone }
    return .privateValue
  }

  /// The longest private value that begins at a token.
  func match(at start: Int, in text: FoldedText) -> IdentifierMatch? {
    if !dates.isEmpty, let reading = text.date(at: start), let person = dates[reading.date] {
      return IdentifierMatch(
        kind: .dateOfBirth, tokens: reading.tokens,
        subject: .person(id: person.id, role: person.role))
    }
    guard !entries.isEmpty, text.isAlphanumeric(start), isWholeStart(start, in: text) else {
      return nil
    }
    var letters = ""
    var match: IdentifierMatch?
    var position = start
    while position < start + Self.tokensMax {
      if text.isAlphanumeric(position), let part = text[position]?.text {
        letters += part
        guard prefixes.contains(letters) else { break }
        if let entry = entries[letters], isWholeEnd(position + 1, in: text) {
          match = IdentifierMatch(
            kind: entry.kind, tokens: start..<(position + 1),
            subject: .person(id: entry.person.id, role: entry.person.role),
            isTestNumber: entry.isTestNumber)
        }
      } else if !text.isSpace(position), !text.isSymbol(position, "-", ".", "/", "_", "@", ",", "'")
      {
        break
      }
      position += 1
    }
    return match
  }

  /// A digit run may follow letters (“NHS9434765919”); nothing else begins inside a word.
  private func isWholeStart(_ start: Int, in text: FoldedText) -> Bool {
    !text.isAlphanumeric(start - 1) || text.number(start).map { $0.count >= 6 } ?? false
  }

  private func isWholeEnd(_ end: Int, in text: FoldedText) -> Bool {
    !text.isAlphanumeric(end) || text.number(end - 1) != nil && text.word(end) != nil
  }
}
