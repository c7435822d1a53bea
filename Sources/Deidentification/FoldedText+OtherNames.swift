/// Names in forms other than after a title: “ROE, Jane (Mrs)”, “Radiographer Smith”, and the second
/// name of “Drs Smith and Jones”.
extension FoldedText {
  func otherName(at start: Int, last: IdentifierMatch?, known: KnownNames) -> IdentifierMatch? {
    guard word(start) != nil, !isAlphanumeric(start - 1) else { return nil }
    return surnameFirst(at: start) ?? nameAfterRole(at: start) ?? fullName(at: start)
      ?? cuedName(at: start) ?? initialName(at: start)
      ?? last.flatMap { secondName(at: start, after: $0, known: known) }
  }

  /// “ROE, Jane (Mrs)”, “Roe, Jane Ann, Mrs”.
  private func surnameFirst(at start: Int) -> IdentifierMatch? {
    guard isSymbol(start + 1, ","), isSpace(start + 2), isNameLike(start) else { return nil }
    var given: [String] = []
    var end = start + 3
    while given.count < 3, isNameLike(end), let name = word(end),
      ClinicalVocabulary.titles[name] == nil
    {
      given.append(name)
      end += isSpace(end + 1) ? 2 : 1
    }
    guard !given.isEmpty else { return nil }
    for _ in 0..<2 where isSpace(end) || isSymbol(end, ",", "(") { end += 1 }
    guard let title = word(end), let role = ClinicalVocabulary.titles[title],
      !isAlphanumeric(end + 1), !(isSpace(end + 1) && self[end + 2]?.isCapitalised == true)
    else { return nil }
    let mention = PersonMention(
      honorific: PersonMention.honorific(of: title), given: given, surname: word(start) ?? "",
      role: role, knownID: nil)
    let isClosed = isSymbol(end - 1, "(") && isSymbol(end + 1, ")")
    return IdentifierMatch(
      kind: .titledName, tokens: start..<(end + (isClosed ? 2 : 1)), subject: .mention(mention))
  }

  /// A role followed by one of the commonest surnames, with given names between them: “Radiographer
  /// Smith”, “Radiographer Jane Smith”; or any name followed by what only people do: “Sonographer
  /// Roe noticed”.
  private func nameAfterRole(at start: Int) -> IdentifierMatch? {
    guard let role = word(start).flatMap({ ClinicalVocabulary.roles[$0] }), isSpace(start + 1)
    else { return nil }
    var given: [String] = []
    var position = start + 2
    while given.count < 3, isNameLike(position), let name = word(position) {
      if isCommonSurname(at: position) {
        let mention = PersonMention(
          honorific: .none, given: given, surname: name, role: role, knownID: nil)
        return IdentifierMatch(
          kind: .titledName, tokens: start..<(position + 1), subject: .mention(mention))
      }
      given.append(name)
      if isSpace(position + 1), ClinicalVocabulary.donesByPeople.contains(word(position + 2) ?? "")
      {
        let mention = PersonMention(
          honorific: .none, given: given.dropLast(), surname: name, role: role, knownID: nil)
        return IdentifierMatch(
          kind: .titledName, tokens: start..<(position + 1), subject: .mention(mention))
      }
      guard isSpace(position + 1) else { return nil }
      position += 2
    }
    return nil
  }

  /// One of the commonest given names with a surname: “Jane Smith”, “Jane Roe”. Not “James Cook
  /// University Hospital”, “St James Street” or “Robert Jones bandage”.
  private func fullName(at start: Int) -> IdentifierMatch? {
    guard isCommonGiven(start), let given = word(start), isSpace(start + 1),
      let end = surnameEnd(at: start + 2), let surname = word(end - 1),
      !ClinicalVocabulary.calledAfterSomebody.contains(surname),
      !ClinicalVocabulary.beforePlaces.contains(word(indexBeforeSpace(start)) ?? ""),
      !isPlaceName(from: start + 2), !isThing(after: end), !isPlace(around: start)
    else { return nil }
    let mention = PersonMention(
      honorific: .none, given: [given], surname: surname, role: "Person", knownID: nil)
    return IdentifierMatch(kind: .titledName, tokens: start..<end, subject: .mention(mention))
  }

  func isCommonSurname(at index: Int) -> Bool {
    guard let surname = word(index), self[index]?.isUpperCase == false else { return false }
    return CommonSurnames.all.contains(surname)
      && !ClinicalVocabulary.ambiguousNames.contains(surname)
  }

  /// The names after the first of “Drs Smith, Jones and Brown”.
  private func secondName(
    at start: Int, after last: IdentifierMatch, known: KnownNames
  ) -> IdentifierMatch? {
    guard case .mention(let first) = last.subject, first.isOfSeveral, isNameLike(start),
      let surname = word(start), isListSeparator(last.tokens.upperBound..<start)
    else { return nil }
    let person = known.person(named: [surname])
    let mention = PersonMention(
      honorific: first.honorific, given: [], surname: surname, role: person?.role ?? first.role,
      knownID: person?.id, isOfSeveral: true)
    return IdentifierMatch(
      kind: .titledName, tokens: start..<(start + 1), subject: .mention(mention))
  }

  /// “, ”, “ and ”, “ & ”.
  private func isListSeparator(_ range: Range<Int>) -> Bool {
    let signs = range.filter { !isSpace($0) }
    return signs.count == 1 && range.count <= 3
      && signs.allSatisfy { isSymbol($0, ",", "&") || word($0) == "and" }
  }

  private func isNameLike(_ index: Int) -> Bool {
    guard let token = self[index], token.kind == .word, token.isCapitalised, token.length > 1 else {
      return false
    }
    return !ClinicalVocabulary.notNames.contains(token.text)
  }
}
