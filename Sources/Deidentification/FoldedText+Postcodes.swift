/// Postcodes of the United Kingdom: a real area, a district, and a digit with two letters.
extension FoldedText {
  func postcode(at start: Int) -> IdentifierMatch? {
    guard let area = word(start), let outward = outward(area: area, at: start),
      !isAlphanumeric(start - 1), !(isSymbol(start - 1, "-", "/", "_") && isAlphanumeric(start - 2))
    else { return nil }
    let isLabelled = isPostcodeLabelled(before: start)
    let isSpaced = isSpace(outward.end) || isLabelled && isSymbol(outward.end, "-")
    let inwardDigit = isSpaced ? outward.end + 1 : outward.end
    let letters = outward.hasInwardDigit ? outward.end : inwardDigit + 1
    guard outward.hasInwardDigit || number(inwardDigit)?.count == 1, isInward(at: letters),
      !isAlphanumeric(letters + 1),
      !(isSymbol(letters + 1, "-", "_") && isAlphanumeric(letters + 2)),
      isLabelled || isWrittenAsPostcode(start, letters, isSpaced: isSpaced)
    else { return nil }
    return IdentifierMatch(kind: .postcode, tokens: start..<(letters + 1))
  }

  /// “postcode: dt12jy”, “post code DT1-2JY”.
  private func isPostcodeLabelled(before start: Int) -> Bool {
    var position = start - 1
    while position > start - 4,
      isSpace(position) || isSymbol(position, ":", "=", "-", ".") || word(position) == "is"
    {
      position -= 1
    }
    return word(position).map { ClinicalVocabulary.postcodeLabels.contains($0) } ?? false
  }

  private func isWrittenAsPostcode(_ start: Int, _ letters: Int, isSpaced: Bool) -> Bool {
    isOneCase(start, letters, isSpaced: isSpaced) && !(isSpaced && isMachine(before: start))
      && !isDoseUnit(at: letters)
  }

  private struct Outward {
    let end: Int
    /// Written without a blank: the digit of the second half ended the digits of the first.
    let hasInwardDigit: Bool
  }

  private func outward(area: String, at start: Int) -> Outward? {
    guard area.count <= 2, PostcodeArea.all.contains(area), let digits = number(start + 1),
      digits.count <= 3
    else { return nil }
    if let letter = word(start + 2), letter.count == 1, PostcodeArea.lettered.contains(area),
      digits.count == 1
    {
      return Outward(end: start + 3, hasInwardDigit: false)
    }
    let isRunTogether = word(start + 2) != nil
    let district = isRunTogether ? String(digits.dropLast()) : digits
    let isZero = district == "0" && PostcodeArea.withDistrictZero.contains(area)
    guard (1...2).contains(district.count), isZero || !district.hasPrefix("0") else { return nil }
    return Outward(end: start + 2, hasInwardDigit: isRunTogether)
  }

  /// Two letters, none of C I K M O V.
  private func isInward(at index: Int) -> Bool {
    guard let letters = word(index), letters.utf8.count == 2 else { return false }
    return letters.utf8.allSatisfy { !Array("cikmov".utf8).contains($0) }
  }

  /// A postcode is written in capitals, or with a blank in lower case except perhaps the first
  /// letter. “CT2 3rd”, “LA2 5Gy” and “Co2 2ph” are not postcodes.
  private func isOneCase(_ start: Int, _ letters: Int, isSpaced: Bool) -> Bool {
    let words = [self[start], self[letters]].compactMap { $0 }
    if words.allSatisfy(\.isUpperCase) { return true }
    guard isSpaced, words.count == 2, !words[1].isCapitalised else { return false }
    return !words[0].isUpperCase && !(words[0].isCapitalised && words[0].text == "co")
      && !ClinicalVocabulary.notInward.contains(words[1].text)
  }

  private func isMachine(before start: Int) -> Bool {
    isSpace(start - 1)
      && word(start - 2).map { ClinicalVocabulary.equipmentWords.contains($0) } ?? false
  }

  /// “LA2 5GY IN 1 FRACTION”, all large.
  private func isDoseUnit(at letters: Int) -> Bool {
    guard ClinicalVocabulary.notInward.contains(self[letters]?.text ?? "") else { return false }
    let next = isSpace(letters + 1) ? letters + 2 : letters + 1
    return isSymbol(next, "/")
      || word(next).map { ClinicalVocabulary.afterUnits.contains($0) } ?? false
  }
}
