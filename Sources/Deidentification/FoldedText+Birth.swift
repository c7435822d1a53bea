import IRMER

/// Dates of birth: a date that the text labels as one, and a full date of the last century.
extension FoldedText {
  func dateOfBirth(at start: Int) -> IdentifierMatch? {
    guard let reading = date(at: start) else { return birthYear(at: start) }
    let isBirth =
      isBirthLabelled(before: start) || isBirthLabelled(after: reading.tokens.upperBound)
    let isOld = !reading.isLoose && (1900..<2000).contains(reading.date.year)
    guard isBirth || isOld && !isDateOfThing(before: start) else { return nil }
    return IdentifierMatch(kind: .dateOfBirth, tokens: reading.tokens)
  }

  /// “Born 1957”, “year of birth: 1957”, “YOB 57”. With a day or an age near it, it belongs to a
  /// person.
  private func birthYear(at start: Int) -> IdentifierMatch? {
    guard let year = number(start), year.count == 4, (Int(year) ?? 0) >= 1900,
      !isAlphanumeric(start - 1), isBirthLabelled(before: start)
    else { return nil }
    return IdentifierMatch(kind: .dateOfBirth, tokens: start..<(start + 1))
  }

  /// Looks for “DOB”, “d.o.b.”, “date of birth”, “born” over at most eight tokens of filling.
  private func isBirthLabelled(before start: Int) -> Bool {
    var position = start - 1
    for _ in 0..<8 {
      guard let token = self[position] else { return false }
      if token.kind == .word, ClinicalVocabulary.birthLabels.contains(token.text) { return true }
      if token.text == "b",
        isSpelledLabel(endingAt: position)
          || isSymbol(position + 1, ".") && number(start)?.count == 4
      {
        return true
      }
      guard Self.isBirthFilling(token) else { return false }
      position -= 1
    }
    return false
  }

  private func isSpelledLabel(endingAt index: Int) -> Bool {
    word(index - 2) == "o" && word(index - 4) == "d"
      && [index - 1, index - 3].allSatisfy { isSpace($0) || isSymbol($0, ".", "/") }
  }

  private func isBirthLabelled(after end: Int) -> Bool {
    var position = end
    while position < end + 3, isSpace(position) || isSymbol(position, "(", ",", "-") {
      position += 1
    }
    return word(position).map { $0 == "dob" || $0 == "birthdate" } ?? false
  }

  private static func isBirthFilling(_ token: Token) -> Bool {
    switch token.kind {
    case .space: true
    case .symbol: [":", ".", "-", "=", "(", ",", "|", "\"", "'"].contains(token.text)
    case .word:
      ["is", "was", "on", "the", "given", "as", "recorded", "of", "in"].contains(token.text)
    case .number: false
    }
  }

  private func isDateOfThing(before start: Int) -> Bool {
    var position = start - 1
    for _ in 0..<6 {
      guard let token = self[position] else { return false }
      if token.kind == .word, ClinicalVocabulary.thingDates.contains(token.text) { return true }
      guard token.kind != .number else { return false }
      position -= 1
    }
    return false
  }
}
