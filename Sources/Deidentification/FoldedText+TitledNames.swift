/// Titles with names: “Mrs Jane O'Neill”, “Dr J. van der Berg”, “MR SMITH”. Not “MR Brain”.
extension FoldedText {
  func titledName(at start: Int, after bound: Int, known: KnownNames) -> IdentifierMatch? {
    guard let title = word(start), let role = ClinicalVocabulary.titles[title], isTitle(at: start)
    else { return nil }
    let name = TitledNameReader(text: self, title: start).name()
    guard let last = name.words.last, !isPlace(name.words, title: title, end: name.end) else {
      return nil
    }
    let roleWord = roleWord(before: start, notBefore: bound)
    let person = known.person(named: name.words)
    // “Mr ROE, John”
    let isTurned =
      name.words.count == 1 && isSymbol(name.end, ",") && isSpace(name.end + 1)
      && isCommonGiven(name.end + 2)
    let end = isTurned ? name.end + 3 : name.end
    let turned = isTurned ? word(end - 1).map { [$0] } ?? [] : []
    let mention = PersonMention(
      honorific: PersonMention.honorific(of: title), given: name.words.dropLast() + turned,
      surname: last, role: person?.role ?? roleWord?.role ?? role, knownID: person?.id,
      isOfSeveral: ["drs", "messrs"].contains(title))
    return IdentifierMatch(
      kind: .titledName, tokens: (roleWord?.index ?? start)..<end, subject: .mention(mention))
  }

  /// Not “250 ms Exposure”, not “geographical miss”, not the abbreviation in “PET-MR”.
  private func isTitle(at start: Int) -> Bool {
    guard let token = self[start], !isSymbol(start - 1, "-", "/", "'"), !isAlphanumeric(start - 1)
    else { return false }
    let before = indexBeforeSpace(start)
    let isUnit = !token.isCapitalised && number(before) != nil
    let kindsOfMiss = ["near", "geographical", "geographic", "total", "partial"]
    let isMiss =
      token.text == "miss"
      && (kindsOfMiss.contains(word(before) ?? "")
        || !token.isCapitalised && ["a", "the"].contains(word(before)))
    return !isUnit && !isMiss
  }

  /// “Dr Gray's Hospital” and “Lady Sobell Ward” are places; “Mr John Ward” is not.
  private func isPlace(_ words: [String], title: String, end: Int) -> Bool {
    let institutions = ClinicalVocabulary.institutions
    let isPossessive = isSymbol(end, "'") && word(end + 1) == "s"
    let next = isPossessive ? end + 2 : end
    let isBefore =
      isSpace(next) && self[next + 1]?.isCapitalised == true
      && institutions.contains(self[next + 1]?.text ?? "")
    guard ["sir", "dame", "lord", "lady"].contains(title) else { return isPossessive && isBefore }
    return isBefore || words.count > 1 && institutions.contains(words[words.count - 1])
  }

  private func roleWord(before start: Int, notBefore bound: Int) -> (index: Int, role: String)? {
    guard isSpace(start - 1), start - 2 >= bound, let word = word(start - 2) else { return nil }
    return ClinicalVocabulary.roles[word].map { (start - 2, $0) }
  }
}

/// Reads the name that follows a title.
private struct TitledNameReader {
  /// Initials and words of one name at most.
  private static let wordsMax = 5

  let text: FoldedText
  let title: Int

  /// The words of the name, none when no name follows, and the token after it.
  func name() -> (words: [String], end: Int) {
    var words: [String] = []
    var end = title + 1
    var position = text.isSymbol(end, ".") ? end + 1 : end
    if text.isSpace(position) { position += 1 }
    guard position > end else { return ([], end) }
    while words.count < Self.wordsMax {
      if isNameWord(at: position) {
        let part = joinedWord(at: position)
        words.append(part.text)
        end = part.end
        if text.word(position) == "st", text.isSymbol(end, ".") { end += 1 }
      } else if isInitial(at: position) || isSmallInitial(at: position) {
        words.append(text.word(position) ?? "")
        end = text.isSymbol(position + 1, ".") ? position + 2 : position + 1
      } else {
        break
      }
      position = text.isSpace(end) ? end + 1 : end
    }
    return (words, end)
  }

  /// A letter with a name after it. Alone (“Mr X”), or after a role that ``Pseudonyms`` writes
  /// (“Nurse A. The next day”), it is a pseudonym.
  private func isInitial(at index: Int) -> Bool {
    guard let token = text[index], token.kind == .word, token.length == 1, token.isCapitalised,
      !isLabelTitle
    else { return false }
    var next = text.isSymbol(index + 1, ".") ? index + 2 : index + 1
    if text.isSpace(next) { next += 1 }
    guard let following = text[next], following.kind == .word else { return false }
    return isParticle(at: next)
      || following.isCapitalised
        && (following.length == 1 || !ClinicalVocabulary.notNames.contains(following.text)
          || isNameAfterTitle(next))
  }

  /// All in lower case, as people type in a hurry: “dr a patel”, “mrs j. jones”.
  private func isSmallInitial(at index: Int) -> Bool {
    guard text[title]?.isCapitalised == false, let token = text[index], token.kind == .word,
      token.length == 1, !token.isCapitalised
    else { return false }
    let next = text.isSymbol(index + 1, ".") ? index + 2 : index + 1
    return text.isSpace(next) && CommonSurnames.all.contains(text.word(next + 1) ?? "")
  }

  private func isNameWord(at index: Int) -> Bool {
    guard let token = text[index], token.kind == .word, !token.text.isEmpty else { return false }
    if isParticle(at: index) || isElided(at: index) { return true }
    if ClinicalVocabulary.notNames.contains(token.text) { return isNameAfterTitle(index) }
    guard token.length > 1, !isLabelLetters(token), !isRoleInHeading(token) else { return false }
    // All in lower case, as people type in a hurry: “Mr smith”, “mrs patel”.
    return token.isCapitalised || isSmallSurname(token.text)
  }

  /// After these a word that is no other word is a name, on a list or not; the others are also roles.
  private static let plainTitles: Set<String> = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof"]

  private func isSmallSurname(_ word: String) -> Bool {
    let evidence = NameEvidence(word: word)
    return CommonSurnames.all.contains(word) && !ClinicalVocabulary.ambiguousNames.contains(word)
      || text[title]?.isCapitalised == false && CommonSurnames.all.contains(word)
      || evidence.isSurname && !evidence.isOrdinary && !evidence.isThing
      || Self.plainTitles.contains(text.word(title) ?? "") && word.count >= 3
        && !evidence.isOrdinary && !evidence.isThing
  }

  /// “van der Berg”, “al-Rashid”.
  private func isParticle(at index: Int) -> Bool {
    guard ClinicalVocabulary.particles.contains(text.word(index) ?? "") else { return false }
    if text.word(index) == "st", text.isSymbol(index + 1, "."), text.isSpace(index + 2) {
      return text[index + 3]?.isCapitalised == true
    }
    guard text.isSpace(index + 1) || text.isSymbol(index + 1, "-") else { return false }
    return text[index + 2]?.isCapitalised == true
      || ClinicalVocabulary.particles.contains(text.word(index + 2) ?? "")
  }

  /// “O'Neill”, “D'Arcy”.
  private func isElided(at index: Int) -> Bool {
    ["o", "d"].contains(text.word(index)) && text.isSymbol(index + 1, "'")
      && (text.word(index + 2) ?? "s") != "s"
  }

  /// “Mr Ward” is a person; “MR WARD”, “Sister Ward” and “Mr Ward 5” may not be.
  private func isNameAfterTitle(_ index: Int) -> Bool {
    guard let token = text[index], let title = text[title],
      ClinicalVocabulary.namesAfterTitle.contains(token.text),
      ClinicalVocabulary.titles[title.text] != "Nurse", title.text != "master"
    else { return false }
    let isWrittenAsName = token.isCapitalised && !token.isUpperCase && !title.isUpperCase
    return isWrittenAsName && !(text.isSpace(index + 1) && text.number(index + 2) != nil)
  }

  /// “Nurse Led clinic”, “Sister Site”: an ordinary word after a title that is also a role.
  private func isRoleInHeading(_ token: FoldedText.Token) -> Bool {
    let evidence = NameEvidence(word: token.text)
    return ["nurse", "sister", "doctor", "matron", "master"].contains(text.word(title))
      && evidence.isOrdinary && !evidence.isListed
  }

  /// “Nurse AA” is a label that ``Pseudonyms`` wrote; “Dr JS” is a person.
  private func isLabelLetters(_ token: FoldedText.Token) -> Bool {
    token.isUpperCase && token.length <= 2 && isLabelTitle
  }

  /// A title that is also a role in a label.
  private var isLabelTitle: Bool { ["nurse", "doctor"].contains(text.word(title)) }

  /// A word with the parts joined to it by hyphens and apostrophes: “o'neill” is one, “smith-jones”
  /// one.
  private func joinedWord(at index: Int) -> (text: String, end: Int) {
    var written = text.word(index) ?? ""
    var end = index + 1
    for _ in 0..<3 {
      guard let next = text[end + 1], next.kind == .word, isJoined(next, at: end, to: written)
      else { break }
      written += next.text
      end += 2
    }
    return (written, end)
  }

  private func isJoined(_ next: FoldedText.Token, at sign: Int, to written: String) -> Bool {
    if text.isSymbol(sign, "'") { return next.length > 1 }
    return text.isSymbol(sign, "-")
      && (next.isCapitalised || ClinicalVocabulary.particles.contains(written))
  }
}
