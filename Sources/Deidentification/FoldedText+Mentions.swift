/// Names by the grammar of a sentence: after a role or a relative (“his wife Maureen”), after a
/// label (“Patient name: john smith”), surname first (“SMITH John”), before what only people do
/// (“Okafor stood up”), beside another name (“Tom and Anjali”), and by lists of names.
extension FoldedText {
  func mention(at start: Int, last: IdentifierMatch?) -> IdentifierMatch? {
    guard word(start) != nil, !isAlphanumeric(start - 1), !isSymbol(start - 1, "-", "@", "'", "_")
    else { return nil }
    return initials(at: start) ?? roleMention(at: start) ?? cuedMention(at: start)
      ?? pairedMention(at: start) ?? listedMention(at: start)
      ?? last.flatMap { joinedMention(at: start, after: $0) }
  }

  // MARK: After a role, a relative or a label

  /// “Radiographer Sarah”, “the radiographer (Priya Nair)”: the role goes with the name.
  private func roleMention(at start: Int) -> IdentifierMatch? {
    guard let role = word(start).flatMap({ MentionCues.roles[$0] }), isSpace(start + 1),
      let name = nameRun(at: start + 2, after: .role)
    else { return nil }
    return nameMention(start..<name.end, name, role: role)
  }

  private func cuedMention(at start: Int) -> IdentifierMatch? {
    guard let cue = mentionCue(before: start), let name = nameRun(at: start, after: cue.kind) else {
      return nil
    }
    return nameMention(start..<name.end, name, role: cue.role)
  }

  /// A cue before a name.
  private func mentionCue(before start: Int) -> (kind: NameCue, role: String)? {
    var before = indexBeforeSpace(start)
    guard isSpace(start - 1) || isSymbol(start - 1, "(", ":", "=", "\"") else { return nil }
    if isSymbol(before, "\"", "'") { before = indexBeforeSpace(before) }
    if isSymbol(before, ":", "=") { return labelCue(at: indexBeforeSpace(before)) }
    let isApart = isSymbol(before, ",", "(", "-")
    let index = isApart ? indexBeforeSpace(before) : before
    guard let cue = word(index) else { return nil }
    if MentionCues.kin.contains(cue) { return (isApart ? .apart : .kin, "Person") }
    if let role = MentionCues.roles[cue], isApart { return (.apart, role) }
    guard !isApart else { return nil }
    if MentionCues.naming.contains(cue) { return (.naming, "Person") }
    if cue == "as", word(index - 2) == "known" { return (.naming, "Person") }
    if cue == "of",
      ["baby", "son", "daughter", "mother", "father", "name", "twin", "infant", "wife"].contains(
        word(index - 2))
    {
      return (.kin, "Person")
    }
    if cue == "is", word(index - 2) == "name" { return (.label, "Person") }
    if ["surname", "forename", "name"].contains(cue) { return (.weak, "Person") }
    if ["told", "tell", "asked", "ask", "thanked"].contains(cue)
      || ["to", "with"].contains(cue) && ["spoke", "speaking", "talked"].contains(word(index - 2))
    {
      return (.telling, "Person")
    }
    return MentionCues.towards.contains(cue) ? (.weak, "Person") : nil
  }

  /// “Name:”, “Patient name:”, “Radiographers:”, “Reported by:”. Not “Protocol name:”.
  private func labelCue(at index: Int) -> (kind: NameCue, role: String)? {
    guard let label = word(index) else { return nil }
    if ["name", "names"].contains(label) {
      guard let owner = word(indexBeforeSpace(index)) else { return (.label, "Person") }
      if owner == "patient" || owner == "pt" { return (.label, "Patient") }
      let isOfPerson =
        ClinicalVocabulary.namedOnes.contains(owner) || MentionCues.roles[owner] != nil
      return isOfPerson ? (.label, "Person") : nil
    }
    if ["surname", "forename", "firstname", "forenames"].contains(label) {
      return (.label, "Person")
    }
    if let role = MentionCues.roles[label] { return (.label, role) }
    if MentionCues.kin.contains(label) || ["nok", "contact"].contains(label) {
      return (.label, "Person")
    }
    return label == "by" || ClinicalVocabulary.deeds.contains(label) ? (.label, "Person") : nil
  }

  // MARK: Without a cue

  /// Two words that the lists support sufficiently: “Priya Nair”, “SMITH John”, “Kowalski, Jan”,
  /// “john smith”.
  private func pairedMention(at start: Int) -> IdentifierMatch? {
    guard let first = word(start), first.count > 1, !isPlace(around: start) else { return nil }
    let isComma = isSymbol(start + 1, ",") && isSpace(start + 2)
    guard isComma || isSpace(start + 1) else { return nil }
    let second = isComma ? start + 3 : start + 2
    guard let other = word(second), other.count > 1 else { return nil }
    let (one, two) = (NameEvidence(word: first), NameEvidence(word: other))
    guard !one.isClinical, !two.isClinical else { return nil }
    let isSmall = self[start]?.isCapitalised == false
    guard isSmall == (self[second]?.isCapitalised == false) else { return nil }
    guard isPair(one, two, isComma: isComma, isSmall: isSmall, at: start, second) else {
      return nil
    }
    guard let end = joinedEnd(at: second), !isThing(after: end), !isPlaceName(from: second) else {
      return nil
    }
    let more = isComma || isSmall ? end : moreOfName(from: end)
    let isTurned = isComma || !one.isGiven
    return nameMention(
      start..<more,
      NameRun(
        words: isTurned ? [other, first] : words(in: start..<more), end: more), role: "Person")
  }

  private func isPair(
    _ one: NameEvidence, _ two: NameEvidence, isComma: Bool, isSmall: Bool, at start: Int,
    _ second: Int
  ) -> Bool {
    if isSmall {
      // Typed in a hurry: a given name that is no other word, and a surname.
      guard !isComma,
        CommonGivenNames.all.contains(one.word) || CommonGivenNames.all.contains(two.word)
      else { return false }
      return CommonGivenNames.all.contains(one.word) && two.isSurname
        && (!two.isOrdinary || isTypedSurname(two.word))
        || CommonGivenNames.all.contains(two.word) && one.isPlainlySurname
    }
    if one.isThing, two.isThing { return false }
    if isComma {
      return one.isSurname && two.isPlainlyGiven
        && (!one.isOrdinary || self[start]?.isUpperCase == true)
        && !one.isPlainlyGiven
    }
    if one.isPlainlyGiven { return !two.isOrdinary && !two.isThing || two.isSurname }
    if two.isPlainlyGiven {
      // “Smith John”: the given name is found alone, too, and would leave the surname behind.
      if isTypedSurname(one.word), !one.isClinical { return true }
      return one.isSurname && (!one.isOrdinary && !one.isThing || self[start]?.isUpperCase == true)
    }
    if one.isGiven, two.isPlainlySurname {
      return !one.isThing && !one.isOrdinary || !isFirst(start)
    }
    return one.isPlainlySurname && two.isPlainlySurname
  }

  func isTypedSurname(_ word: String) -> Bool {
    CommonSurnames.all.contains(word) && !ClinicalVocabulary.ambiguousNames.contains(word)
  }

  /// One word that is rarely anything but a name: “rang Siobhan”, “scanned Kowalczyk”.
  private func listedMention(at start: Int) -> IdentifierMatch? {
    guard let token = self[start], token.length >= 3, !isPlace(around: start),
      let end = joinedEnd(at: start), !isThingAhead(from: end), !isPlaceName(from: start)
    else { return nil }
    let evidence = NameEvidence(word: token.text)
    let run = NameRun(words: words(in: start..<end), end: end)
    if !token.isCapitalised {
      // All in lower case: only a given name that is no other word, as people type in a hurry.
      guard CommonGivenNames.all.contains(token.text), isSpace(start - 1) || start == 0 else {
        return nil
      }
      return nameMention(start..<end, run, role: "Person")
    }
    if token.isUpperCase, token.length < 4 { return nil }
    if Self.months.contains(token.text) || isLetterLabel(before: start) { return nil }
    if end > start + 1, evidence.isSurname, !evidence.isThing {
      return nameMention(start..<end, run, role: "Person")
    }
    if evidence.isPlainlyGiven { return nameMention(start..<end, run, role: "Person") }
    let deed = self.deed(after: end)
    if evidence.isUnknown, !token.isUpperCase, isOwner(until: end) {
      return nameMention(start..<end, run, role: "Person")
    }
    if isPlural(token, at: start) { return nameMention(start..<end, run, role: "Person") }
    if evidence.isPlainlySurname {
      let before = word(indexBeforeSpace(start)) ?? ""
      guard deed != nil || !["at", "in", "near"].contains(before) else { return nil }
      return nameMention(start..<end, run, role: "Person")
    }
    guard let deed, !evidence.isClinical else { return nil }
    let isOfThing = MentionCues.deedsOfThings.contains(deed)
    if evidence.isSurname, !evidence.isOrdinary,
      !isOfThing || !ClinicalNames.products.contains(token.text)
    {
      return nameMention(start..<end, run, role: "Person")
    }
    guard !isOfThing, !token.isUpperCase, evidence.isUnknown || evidence.isListed && !isFirst(start)
    else { return nil }
    return nameMention(start..<end, run, role: "Person")
  }

  /// “Jallow's sticker”: a possession.
  private func isOwner(until end: Int) -> Bool {
    guard isSymbol(end, "'"), word(end + 1) == "s", isSpace(end + 2) else { return false }
    return MentionCues.belongings.contains(word(end + 3) ?? "")
  }

  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
  ]

  /// “Plan A Morris”, “Grade A Scott”: the letter is a label, not an initial.
  private func isLetterLabel(before start: Int) -> Bool {
    let letter = indexBeforeSpace(start)
    guard self[letter]?.kind == .word, self[letter]?.length == 1 else { return false }
    return ClinicalVocabulary.beforeLetters.contains(word(indexBeforeSpace(letter)) ?? "")
  }

  /// “Two Patels on the list”.
  private func isPlural(_ token: Token, at start: Int) -> Bool {
    guard token.text.hasSuffix("s"),
      ["two", "both", "three", "several"].contains(word(indexBeforeSpace(start)))
    else { return false }
    let one = String(token.text.dropLast())
    return CommonSurnames.all.contains(one) || NameEvidence(word: one).isPlainlySurname
  }

  /// “Robert Jones bandage”: the thing is named after the next word.
  private func isThingAhead(from end: Int) -> Bool {
    if isThing(after: end) || isSpace(end) && number(end + 1) != nil && word(end + 2) == "d" {
      return true
    }
    guard isSpace(end), self[end + 1]?.isCapitalised == true else { return false }
    return isThing(after: end + 2)
  }

  /// “Tom and Anjali”, “Kowalczyk instead of Kowalski”: a name beside one that was found.
  private func joinedMention(at start: Int, after last: IdentifierMatch) -> IdentifierMatch? {
    guard last.kind == .titledName || last.kind == .knownName, last.tokens.upperBound < start,
      start - last.tokens.upperBound <= 7, self[start]?.isCapitalised == true,
      let text = word(start), text.count >= 3
    else { return nil }
    let between = (last.tokens.upperBound..<start).filter { !isSpace($0) }
    let joining: Set<String> = [
      "and", "or", "not", "instead", "of", "for", "with", ",", "/", "&", "than", "rather",
    ]
    guard !between.isEmpty, between.allSatisfy({ joining.contains(self[$0]?.text ?? "") }) else {
      return nil
    }
    let evidence = NameEvidence(word: text)
    guard evidence.isListed && !evidence.isOrdinary || evidence.isUnknown, !evidence.isThing,
      let end = joinedEnd(at: start), !isThing(after: end), !isPlaceName(from: start)
    else { return nil }
    return nameMention(
      start..<end, NameRun(words: words(in: start..<end), end: end), role: "Person")
  }
}
