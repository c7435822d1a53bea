/// Names revealed by a word, a sign or an initial beside them: “Name: Jane Roe”, “reported by J
/// Roe”, “her son Peter”, “ROE^JANE”.
extension FoldedText {
  func cuedName(at start: Int) -> IdentifierMatch? {
    caretName(at: start) ?? fileName(at: start) ?? commaName(at: start) ?? labelledName(at: start)
      ?? initialledName(at: start) ?? givenName(at: start)
  }

  /// Names in file names: “jane_roe.dcm”, “Roe_Jane_CT.dcm”.
  private func fileName(at start: Int) -> IdentifierMatch? {
    guard isSymbol(start + 1, "_"), let first = word(start), let second = word(start + 2),
      !isAlphanumeric(start + 3)
    else { return nil }
    let isGivenFirst = CommonGivenNames.all.contains(first)
    guard isGivenFirst || CommonGivenNames.all.contains(second) else { return nil }
    let surname = isGivenFirst ? second : first
    guard surname.count > 1, !ClinicalVocabulary.notNames.contains(surname) else { return nil }
    return mention(
      start..<(start + 3), given: [isGivenFirst ? first : second], surname: surname)
  }

  /// Names in the form of DICOM: “ROE^JANE^^MRS”.
  private func caretName(at start: Int) -> IdentifierMatch? {
    guard let surname = word(start), surname.count >= 3, isSymbol(start + 1, "^") else {
      return nil
    }
    var given: [String] = []
    var end = start + 1
    // A DICOM name has five components; the bound keeps a long chain from being read repeatedly.
    while isSymbol(end, "^"), end < start + 12 {
      guard let part = word(end + 1) else {
        end += 1
        continue
      }
      given.append(part)
      end += 2
    }
    guard !given.isEmpty, number(end) == nil else { return nil }
    return mention(start..<end, given: given, surname: surname)
  }

  /// “Smith, John”, “ROE, Jane”.
  private func commaName(at start: Int) -> IdentifierMatch? {
    guard isSymbol(start + 1, ","), isSpace(start + 2), isNameWord(start),
      isCommonGiven(start + 3), let surname = word(start), let given = word(start + 3)
    else { return nil }
    return mention(start..<(start + 4), given: [given], surname: surname)
  }

  /// “Patient: Jane Roe”, “Name: Roe, J”, “Signed: J. Roe”, “reported by J Roe”.
  private func labelledName(at start: Int) -> IdentifierMatch? {
    guard let cue = nameCue(before: start) else { return nil }
    var words: [String] = []
    var end = start
    var position = start
    var isInitialled = false
    while words.count < 4 {
      if isInitial(position), words.isEmpty || isInitialled {
        isInitialled = true
        words.append(word(position) ?? "")
        end = position + 1 + (isSymbol(position + 1, ".") ? 1 : 0)
      } else if isNameWord(position) {
        words.append(word(position) ?? "")
        end = position + 1
      } else {
        break
      }
      position = isSpace(end) ? end + 1 : end
    }
    guard let surname = words.last, surname.count > 1, !isThing(after: end) else { return nil }
    let isName =
      isInitialled || cue == .name && words.count >= 2 || cue == .surname
      || words.count == 1 && isCommonSurname(at: end - 1)
    guard isName else { return nil }
    return mention(start..<end, given: Array(words.dropLast()), surname: surname)
  }

  /// A cue before a name.
  private enum NameCue {
    /// “Name:”, “Patient:”.
    case name
    /// “Patient name:”, “Surname:”: one word is enough.
    case surname
    /// “Signed:”, “Operator:”, “by”.
    case deed
  }

  private func nameCue(before start: Int) -> NameCue? {
    guard start > 1 else { return nil }
    let before = indexBeforeSpace(start)
    if isSpace(start - 1), ["by", "signed"].contains(word(before)) { return .deed }
    if isSpace(start - 1), isSymbol(before, ","), self[start + 1] != nil, isInitial(start),
      ["signed", "regards", "sincerely"].contains(word(indexBeforeSpace(before)))
    {
      return .deed
    }
    if isSymbol(before, "("), isInitial(start), let role = word(indexBeforeSpace(before)),
      ClinicalVocabulary.roles[role] != nil
    {
      return .deed
    }
    guard isSymbol(before, ":", "=", "-"), isSpace(start - 1) else { return nil }
    let label = indexBeforeSpace(before)
    guard let cue = word(label) else { return nil }
    if ["surname", "forename", "firstname"].contains(cue) { return .surname }
    if cue == "name" {
      guard let owner = word(indexBeforeSpace(label)) else { return .name }
      return ClinicalVocabulary.namedOnes.contains(owner) ? .surname : nil
    }
    if cue == "by" { return .deed }
    if ["patient", "pt"].contains(cue) { return .name }
    return ClinicalVocabulary.deeds.contains(cue) || ClinicalVocabulary.roles[cue] != nil
      ? .deed : nil
  }

  /// An initial with one of the commonest surnames: “J Smith”, “J. R. Smith”, “Patient A Smith”.
  /// Not “A Smith fracture”.
  private func initialledName(at start: Int) -> IdentifierMatch? {
    let before = word(indexBeforeSpace(start)) ?? ""
    let isPerson = isSpace(start - 1) && ClinicalVocabulary.personsBeforeLetters.contains(before)
    var given: [String] = []
    var position = start
    while given.count < 3, isInitial(position), let letter = word(position) {
      let isDotted = isSymbol(position + 1, ".")
      if !isDotted, !isPerson, ["a", "i"].contains(letter) { return nil }
      given.append(letter)
      position += isDotted ? 2 : 1
      if isSpace(position) { position += 1 }
    }
    guard !given.isEmpty, isCommonSurname(at: position), let surname = word(position),
      !ClinicalVocabulary.thingsBeforeLetters.contains(before), !isThing(after: position + 1)
    else { return nil }
    return mention(start..<(position + 1), given: given, surname: surname)
  }

  /// A given name after a relative or after something done to people: “her son, Peter”, “told
  /// Jane”.
  private func givenName(at start: Int) -> IdentifierMatch? {
    guard isCommonGiven(start), isSpace(start - 1) else { return nil }
    let comma = isSymbol(start - 2, ",") ? start - 3 : start - 2
    let isOfKin = ClinicalVocabulary.kin.contains(word(comma) ?? "")
    let isTold = ClinicalVocabulary.doneToPeople.contains(word(start - 2) ?? "")
    guard isOfKin || isTold, let given = word(start) else { return nil }
    let surname = isSpace(start + 1) ? surnameEnd(at: start + 2) : nil
    if surname != nil, isPlaceName(from: start + 2) { return nil }
    let end = surname ?? start + 1
    return mention(
      start..<end, given: surname == nil ? [] : [given], surname: word(end - 1) ?? given)
  }

  // MARK: Parts

  private func mention(
    _ tokens: Range<Int>, given: [String], surname: String
  ) -> IdentifierMatch {
    IdentifierMatch(
      kind: .titledName, tokens: tokens,
      subject: .mention(
        PersonMention(
          honorific: .none, given: given, surname: surname, role: "Person", knownID: nil)))
  }

  /// A single capital letter.
  private func isInitial(_ index: Int) -> Bool {
    guard let token = self[index], token.kind == .word, token.length == 1, token.isCapitalised,
      !isAlphanumeric(index - 1)
    else { return false }
    return isSymbol(index + 1, ".") || isSpace(index + 1)
  }

  /// A capitalised word that is not a clinical one; all in capitals, of at least three letters.
  func isNameWord(_ index: Int) -> Bool {
    guard let token = self[index], token.kind == .word, token.isCapitalised, token.length > 1,
      !token.isUpperCase || token.length > 2
    else { return false }
    return !ClinicalVocabulary.notNames.contains(token.text)
      && !ClinicalVocabulary.institutions.contains(token.text)
      && !ClinicalVocabulary.calendarWords.contains(token.text)
  }

  /// The token after a surname of up to three words: “Roe”, “Roe-Smith”, “O'Neill”, “van der Berg”,
  /// “Ann Roe”; nil where there is none.
  func surnameEnd(at start: Int) -> Int? {
    var end: Int?
    var position = start
    for _ in 0..<3 {
      if ClinicalVocabulary.particles.contains(word(position) ?? ""), isSpace(position + 1) {
        position += 2
        continue
      }
      let isElided = ["o", "d"].contains(word(position)) && isSymbol(position + 1, "'")
      guard isNameWord(isElided ? position + 2 : position) else { break }
      var last = isElided ? position + 3 : position + 1
      while isSymbol(last, "-"), self[last + 1]?.isCapitalised == true, isNameWord(last + 1) {
        last += 2
      }
      end = last
      guard isSpace(last) else { break }
      position = last + 1
    }
    return end
  }

  func isCommonGiven(_ index: Int) -> Bool {
    guard let token = self[index], token.kind == .word, token.isCapitalised,
      !isSymbol(index - 1, "-")
    else { return false }
    return CommonGivenNames.all.contains(token.text)
  }

  /// Whether one of the next capitalised words is a place: “James Paget University Hospital”.
  func isPlaceName(from start: Int) -> Bool {
    var position = start
    for _ in 0..<5 {
      guard let token = self[position], token.kind == .word else { return false }
      if ClinicalVocabulary.smallPlaces.contains(token.text) { return true }
      guard token.isCapitalised else { return false }
      if ClinicalVocabulary.institutions.contains(token.text) { return true }
      position += isSymbol(position + 1, "'") ? 3 : 1
      if isSpace(position) { position += 1 }
    }
    return false
  }

  /// “Robert Jones bandage”, “Smith's fracture”: a thing that is named after somebody.
  func isThing(after end: Int) -> Bool {
    var position = isSymbol(end, "'") ? end + 2 : end
    if isSpace(position) { position += 1 }
    return ClinicalVocabulary.calledAfterSomebody.contains(word(position) ?? "")
  }
}
