/// The strength of a cue.
enum NameCue {
  case role
  case kin
  case label
  case naming
  /// A comma, a dash or a bracket between role and name.
  case apart
  /// “Told”, “spoke to”: what is done only to people.
  case telling
  case weak
}

/// A name as read: its words, and the token after it.
struct NameRun {
  var words: [String]
  var end: Int
}

extension FoldedText {
  private static let nameWordsMax = 4

  /// The name that begins at a token, as far as the cue before it allows words to count as one.
  func nameRun(at start: Int, after cue: NameCue) -> NameRun? {
    var start = start
    if isSymbol(start, "\"", "'") { start += 1 }
    guard isFirstOfName(start, after: cue), let first = joinedEnd(at: start),
      !isPlace(around: start), !isThing(after: first) || cue == .label
    else { return nil }
    let isSmall = self[start]?.isCapitalised == false
    let end = isSmall ? smallEnd(from: first) : moreOfName(from: first)
    let run = NameRun(words: words(in: start..<end), end: end)
    guard !isPlaceName(from: start) || cue == .label && run.words.count > 1 else { return nil }
    return run
  }

  private func isFirstOfName(_ index: Int, after cue: NameCue) -> Bool {
    guard let token = self[index], token.kind == .word, !token.text.isEmpty, token.length > 1 else {
      return false
    }
    let evidence = NameEvidence(word: token.text)
    guard !evidence.isClinical else { return false }
    guard token.isCapitalised else { return isSmallName(evidence, at: index, after: cue) }
    if token.isUpperCase, token.length <= 3 { return evidence.isPlainlyGiven && cue == .naming }
    if evidence.isPlainlyGiven || evidence.isPlainlySurname { return true }
    if cue == .weak { return false }
    if cue == .telling {
      return evidence.isUnknown && !token.isUpperCase && !isFollowedByThing(index)
    }
    if evidence.isThing {
      return evidence.isListed && cue != .apart && !ClinicalNames.products.contains(token.text)
        && !ClinicalNames.terms.contains(token.text)
    }
    if evidence.isListed {
      // “Radiographer Grace”, but not “Radiographer Young Adult Pathway”.
      return !isFollowedByTitleCase(index)
        || NameEvidence(word: word(index + 2) ?? "").isPlainlySurname
    }
    return evidence.isUnknown && (cue != .apart || isClosed(index)) && !token.isUpperCase
      && !isFollowedByThing(index)
  }

  /// Typed without capitals: after a label or a role only a word that is on the lists and is no
  /// other word.
  private func isSmallName(_ evidence: NameEvidence, at index: Int, after cue: NameCue) -> Bool {
    switch cue {
    case .label:
      return evidence.isPlainlyGiven || evidence.isPlainlySurname
        || isTypedSurname(evidence.word) && !evidence.isClinical
    case .role, .kin:
      return evidence.isPlainlyGiven
        || CommonSurnames.all.contains(evidence.word) && !evidence.isOrdinary
    case .naming: return evidence.isPlainlyGiven
    case .apart, .weak, .telling: return CommonGivenNames.all.contains(evidence.word)
    }
  }

  private func isFollowedByTitleCase(_ index: Int) -> Bool {
    isSpace(index + 1) && self[index + 2]?.isCapitalised == true
      && (self[index + 2]?.length ?? 0) > 1
      && NameEvidence(word: word(index + 2) ?? "").isOrdinary
  }

  /// “The porter, Delroy, …”, “(the manager, Themba)”: an apposition between two signs.
  private func isClosed(_ index: Int) -> Bool {
    joinedEnd(at: index).map { isSymbol($0, ",", ")") } ?? false
  }

  /// An unknown word before another capital or a number names a thing: “Operator Zyx Mode”.
  private func isFollowedByThing(_ index: Int) -> Bool {
    guard isSpace(index + 1) else {
      return number(index + 1) != nil || isSymbol(index + 1, "-", "/")
    }
    if number(index + 2) != nil { return true }
    return isFollowedByTitleCase(index)
  }

  /// The token after a word and the parts joined to it by hyphens and apostrophes: “O'Neill”,
  /// “Smith-Jones”.
  func joinedEnd(at start: Int) -> Int? {
    guard self[start]?.kind == .word else { return nil }
    var end = start + 1
    for _ in 0..<3 {
      guard let next = self[end + 1], next.kind == .word, next.isCapitalised, next.length > 1,
        isSymbol(end, "-")
          || isSymbol(end, "'") && ["o", "d", "n", "a"].contains(word(end - 1) ?? "")
      else { break }
      end += 2
    }
    return end
  }

  /// Further capitalised words of the same name: a surname, a middle initial, particles.
  func moreOfName(from end: Int) -> Int {
    var end = end
    for _ in 1..<Self.nameWordsMax {
      guard isSpace(end) else { break }
      var next = end + 1
      while ClinicalVocabulary.particles.contains(word(next) ?? ""),
        isSpace(next + 1) || isSymbol(next + 1, "-")
      {
        next += 2
      }
      guard let token = self[next], token.kind == .word, token.isCapitalised else { break }
      if token.length == 1 {
        let after = isSymbol(next + 1, ".") ? next + 2 : next + 1
        guard isSpace(after), self[after + 1]?.isCapitalised == true,
          NameEvidence(word: word(after + 1) ?? "").isListed
        else { break }
        end = after
        continue
      }
      let elided = ["o", "d"].contains(token.text) && isSymbol(next + 1, "'")
      let evidence = NameEvidence(word: elided ? word(next + 2) ?? "" : token.text)
      let isName =
        evidence.isListed && !evidence.isClinical && !(evidence.isThing && !evidence.isGiven)
        || evidence.isUnknown && !(token.isUpperCase && token.length <= 4)
      guard isName, MentionCues.roles[token.text] == nil, let last = joinedEnd(at: next) else {
        break
      }
      end = last
    }
    return end
  }

  private func smallEnd(from end: Int) -> Int {
    guard isSpace(end), let next = word(end + 1) else { return end }
    let evidence = NameEvidence(word: next)
    guard !evidence.isClinical, evidence.isSurname, !evidence.isOrdinary || isTypedSurname(next)
    else {
      return end
    }
    return joinedEnd(at: end + 1) ?? end
  }

  func words(in range: Range<Int>) -> [String] {
    range.compactMap { word($0) }
  }

  func nameMention(_ tokens: Range<Int>, _ name: NameRun, role: String) -> IdentifierMatch {
    IdentifierMatch(
      kind: .titledName, tokens: tokens,
      subject: .mention(
        PersonMention(
          honorific: .none, given: Array(name.words.dropLast()), surname: name.words.last ?? "",
          role: role, knownID: nil)))
  }

  /// The verb after a name, if it is one that only people do: “Okafor stood up”.
  func deed(after end: Int) -> String? {
    guard isSpace(end), let verb = word(end + 1) else { return nil }
    return MentionCues.deeds.contains(verb) ? verb : nil
  }

  /// Whether a sentence begins here.
  func isFirst(_ start: Int) -> Bool {
    let before = indexBeforeSpace(start)
    return before < 0 || isSymbol(before, ".", "!", "?", ":", ";", "-", "(", "\"")
      || word(before) == nil && number(before) == nil
  }

  /// “the John Radcliffe”, “St Mary's”, “Queen Elizabeth”, “transferred to Guy's”, “the Iris system”.
  func isPlace(around start: Int) -> Bool {
    let index = indexBeforeSpace(start)
    if let first = word(start), isSpace(start + 1), let second = word(start + 2),
      ClinicalNames.isHospital(first, second)
    {
      return true
    }
    guard let before = word(index), isSpace(start - 1) else { return false }
    if let second = word(start), ClinicalNames.isHospital(before, second) { return true }
    if ClinicalVocabulary.beforePlaces.contains(before) { return true }
    if before == "the" {
      return self[start]?.isCapitalised == true && !isFamily(from: start)
    }
    // “the John Radcliffe”: the second word.
    return word(index - 2) == "the" && self[index]?.isCapitalised == true
      && MentionCues.roles[before] == nil && !MentionCues.kin.contains(before)
      && NameEvidence(word: before).isListed
  }

  /// “the Okafor family”, “the Smith baby”.
  private func isFamily(from start: Int) -> Bool {
    ["family", "family's", "baby", "twins", "parents", "brothers", "sisters"].contains(
      word(start + 2) ?? "")
  }
}
