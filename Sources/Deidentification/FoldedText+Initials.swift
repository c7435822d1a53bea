/// Initials that the text labels as such, or after a role: “initials J.R.H.”, “consultant T.W.B.”.
extension FoldedText {
  func initials(at start: Int) -> IdentifierMatch? {
    guard let token = self[start], token.isCapitalised, token.isUpperCase, token.length <= 3 else {
      return nil
    }
    let isCalled = isCalledInitials(before: start)
    guard let end = dottedEnd(at: start) ?? (isCalled && token.length >= 2 ? start + 1 : nil),
      isCalled || isAfterRole(start)
    else { return nil }
    let letters = tokens[start..<end].filter { $0.kind == .word }.map(\.text)
    return IdentifierMatch(
      kind: .titledName, tokens: start..<end,
      subject: .mention(
        PersonMention(
          honorific: .none, given: [], surname: letters.joined(), role: "Person", knownID: nil)))
  }

  /// The token after two or three letters with a full stop after each.
  private func dottedEnd(at start: Int) -> Int? {
    var end = start
    var count = 0
    while count < 4, self[end]?.length == 1, self[end]?.isUpperCase == true, isSymbol(end + 1, ".")
    {
      end += 2
      count += 1
      if isSpace(end), self[end + 1]?.length == 1, isSymbol(end + 2, ".") { end += 1 }
    }
    return count >= 2 ? end : nil
  }

  private func isCalledInitials(before start: Int) -> Bool {
    var position = start - 1
    for _ in 0..<10 {
      guard let token = self[position] else { return false }
      if token.kind == .word {
        if ["initials", "initialled", "initial"].contains(token.text) { return true }
        guard
          ["are", "is", "were", "by", "as", "the", "of", "and", "both", "s"].contains(token.text)
            || token.length <= 3 && token.isUpperCase || MentionCues.roles[token.text] != nil
        else {
          return false
        }
      }
      position -= 1
    }
    return false
  }

  private func isAfterRole(_ start: Int) -> Bool {
    guard let before = word(indexBeforeSpace(start)) else { return false }
    return MentionCues.roles[before] != nil || MentionCues.kin.contains(before) || before == "by"
  }
}
