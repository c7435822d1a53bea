/// An initial beside a surname that is also another word, or after a surname: “Operator J. Brown”,
/// “J. White rang”, “Smith J”, “SMITH, J.A.”.
extension FoldedText {
  func initialName(at start: Int) -> IdentifierMatch? {
    initialAndOrdinaryName(at: start) ?? surnameAndInitial(at: start)
  }

  /// Not “Patient A. Young woman”, “hepatitis B. White cells”: the letter stands for something else,
  /// and a sentence ends after it.
  private func initialAndOrdinaryName(at start: Int) -> IdentifierMatch? {
    guard let letters = initials(from: start), isSpace(start - 1) || start == 0 else { return nil }
    let position = isSpace(letters.end) ? letters.end + 1 : letters.end
    guard let token = self[position], token.isCapitalised, !token.isUpperCase,
      ClinicalVocabulary.ordinarySurnames.contains(token.text), !isThing(after: position + 1)
    else { return nil }
    let before = word(indexBeforeSpace(start)) ?? ""
    let isAfterRole = MentionCues.roles[before] != nil
    // “Patient A”, “Person X”: letters that people use in place of a name.
    let isPlaceholder =
      letters.letters.count == 1
      && ["a", "b", "c", "d", "x", "y", "z"].contains(letters.letters[0])
    let isPerson =
      isDeed(after: position + 1)
      || !isPlaceholder && (isAfterRole || isNameEnd(position + 1))
      || isAfterRole && letters.isDotted && self[position + 1] == nil
    let isPlace =
      isAfterRole || letters.isDotted && (isFirst(start) || MentionCues.towards.contains(before))
    guard isPerson, isPlace else { return nil }
    return nameMention(
      start..<(position + 1),
      NameRun(words: letters.letters + [token.text], end: position + 1), role: "Person")
  }

  /// “Smith J” and “SMITH, J” before the end, a sign or what only people do; “Brown, J” where it is
  /// the whole text, or after a role. Not “Smith A fracture”.
  private func surnameAndInitial(at start: Int) -> IdentifierMatch? {
    guard let token = self[start], token.isCapitalised, token.length > 2, !isPlace(around: start)
    else { return nil }
    let isComma = isSymbol(start + 1, ",")
    let first = start + (isComma ? 3 : 2)
    guard isSpace(first - 1), let letters = initials(from: first) else { return nil }
    let isWhole = start == 0 && self[letters.end] == nil
    let before = word(indexBeforeSpace(start)) ?? ""
    let isOrdinary = ClinicalVocabulary.ordinarySurnames.contains(token.text)
    guard isTypedSurname(token.text) || isOrdinary && (isWhole || MentionCues.roles[before] != nil),
      isNameEnd(letters.end) || isDeed(after: letters.end), !isThing(after: letters.end),
      letters.isDotted || letters.letters != ["i"]
    else { return nil }
    return nameMention(
      start..<letters.end, NameRun(words: letters.letters + [token.text], end: letters.end),
      role: "Person")
  }

  /// Up to three letters, each with a full stop or a blank after it or all dotted: “J”, “J.”, “J.R.”,
  /// “J R”. Two letters without a stop are initials only where they end the text: “JR”.
  private func initials(
    from start: Int
  ) -> (letters: [String], end: Int, isDotted: Bool)? {
    var letters: [String] = []
    var position = start
    var end = start
    var isDotted = false
    while letters.count < 3, let token = self[position], token.kind == .word, token.length == 1,
      token.isCapitalised, !isSymbol(position + 1, "'", "-", "/")
    {
      letters.append(token.text)
      end = position + 1
      if isSymbol(end, ".") {
        isDotted = true
        end += 1
      }
      position = isSpace(end) ? end + 1 : end
    }
    if letters.isEmpty, let token = self[start], token.kind == .word, token.length == 2,
      token.isUpperCase, self[start + 1] == nil,
      !ClinicalVocabulary.notNames.contains(token.text), !EnglishWords.all.contains(token.text)
    {
      return (token.text.map(String.init), start + 1, false)
    }
    return letters.isEmpty || isAlphanumeric(end) ? nil : (letters, end, isDotted)
  }

  /// Includes verbs that are also used of things: after an initial and a surname (“A. King noted”) they
  /// mean a person, alone (“Artefact noted”) they do not.
  private func isDeed(after end: Int) -> Bool {
    deed(after: end) != nil || isSpace(end) && Self.otherDeeds.contains(word(end + 1) ?? "")
  }

  private static let otherDeeds: Set<String> = [
    "noted", "set", "ran", "put", "used", "moved", "repeated", "started", "stopped", "loaded",
    "read", "counted", "measured", "drew", "pushed", "left", "returned", "stayed", "acted",
  ]

  /// Whether a text, a line, or a part of a sentence ends here, or another name follows.
  private func isNameEnd(_ end: Int) -> Bool {
    if self[end] == nil || isSymbol(end, ",", ";", ":", ")", "(", ".", "!", "?", "/", "&") {
      return true
    }
    return isSpace(end)
      && ["and", "not", "instead", "or", "rather", "but"].contains(word(end + 1) ?? "")
  }
}
