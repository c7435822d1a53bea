/// E-mail addresses and telephone numbers.
extension FoldedText {
  struct EmailAddresses {
    /// First token to the token after the last.
    var found: [Int: Int] = [:]
    /// Those of organisations, which are allowed.
    var standing: [Int: Int] = [:]
  }

  /// All addresses, by the token at which each begins.
  func emailAddresses(except publicAddresses: Set<String>) -> EmailAddresses {
    var addresses = EmailAddresses()
    var free = 0
    for index in tokens.indices where isSymbol(index, "@", "(", "[") || word(index) == "at" {
      if let spoken = spokenAddress(at: index, notBefore: free) {
        addresses.found[spoken.lowerBound] = spoken.upperBound
        free = spoken.upperBound
        continue
      }
      guard let at = atSign(index), let start = localPart(endingAt: index, notBefore: free),
        let end = domain(from: at)
      else { continue }
      free = end
      let written = tokens[start..<end].map(\.text).joined()
      if publicAddresses.contains(written) {
        addresses.standing[start] = end
      } else {
        addresses.found[start] = end
      }
    }
    return addresses
  }

  /// “jane dot roe at nhs dot net”: the tokens of an address that is spelt out.
  private func spokenAddress(at index: Int, notBefore bound: Int) -> Range<Int>? {
    guard word(index) == "at" || isSymbol(index, "@"), isSpace(index + 1) || isSymbol(index, "@")
    else { return nil }
    var end = isSpace(index + 1) ? index + 2 : index + 1
    var dots = 0
    while isAlphanumeric(end), isSpace(end + 1), word(end + 2) == "dot", isSpace(end + 3), dots < 4
    {
      end += 4
      dots += 1
    }
    var start = isSpace(index - 1) ? index - 2 : index - 1
    guard dots > 0, isAlphanumeric(end), start >= bound, isAlphanumeric(start) else { return nil }
    while start - 2 >= bound, isSymbol(start - 1, ".", "_", "-"), isAlphanumeric(start - 2) {
      start -= 2
    }
    while start - 4 >= bound, word(start - 2) == "dot", isAlphanumeric(start - 4) { start -= 4 }
    return start..<(end + 1)
  }

  /// The token after “@”, “(at)” or “[at]”; after “at” where the text before it is not a plain
  /// word.
  private func atSign(_ index: Int) -> Int? {
    if isSymbol(index, "@") { return isSpace(index + 1) ? index + 2 : index + 1 }
    if word(index) == "at" {
      guard isSpace(index - 1), isSymbol(index - 3, ".", "_"), isSpace(index + 1) else {
        return nil
      }
      return index + 2
    }
    guard word(index + 1) == "at", isSymbol(index + 2, ")", "]") else { return nil }
    return isSpace(index + 3) ? index + 4 : index + 3
  }

  private func localPart(endingAt end: Int, notBefore bound: Int) -> Int? {
    let last = isSpace(end - 1) ? end - 1 : end
    var start = last
    while start > bound, last - start < 32,
      isAlphanumeric(start - 1) || isSymbol(start - 1, ".", "_", "-", "+", "'", "%")
    {
      start -= 1
    }
    while start < last, !isAlphanumeric(start) { start += 1 }
    return start < last ? start : nil
  }

  private func domain(from start: Int) -> Int? {
    var end = start
    var topLevelEnd: Int?
    while end < start + 32, isAlphanumeric(end) || isSymbol(end, "-", ".") {
      if isSymbol(end - 1, "."), let top = word(end), top.count >= 2, end > start + 1,
        !isAlphanumeric(end + 1)
      {
        topLevelEnd = end + 1
      }
      end += 1
    }
    return topLevelEnd
  }
}

extension FoldedText {
  /// A British number (020 7946 0018, 07700 900123), an international one (+353 1 234 5678), or a
  /// number that is labelled as a telephone number. Extensions and bleeps do not identify a person.
  func telephone(at start: Int) -> IdentifierMatch? {
    if isSymbol(start, "+"), number(start + 1) != nil, !isAlphanumeric(start - 1) {
      return telephone(from: start, digitsFrom: start + 1, lengths: 9...15)
    }
    let first = isSymbol(start, "(") ? start + 1 : start
    guard let group = number(first), isFreeOfNumber(before: start) else { return nil }
    let label = numberLabel(before: start)
    guard label != .thing else { return nil }
    if group.hasPrefix("0044") || group == "00" { return international(from: start) }
    if Self.isAreaCode(group) {
      return telephone(from: start, digitsFrom: first, lengths: 11...11)
        ?? ((5...9).contains(group.count) && group.hasPrefix("01") || label == .telephone
          ? telephone(from: start, digitsFrom: first, lengths: 10...10) : nil)
    }
    guard label == .telephone else { return nil }
    return telephone(from: start, digitsFrom: first, lengths: 6...11)
  }

  private func international(from start: Int) -> IdentifierMatch? {
    telephone(from: start, digitsFrom: start, lengths: 12...15)
  }

  private func isFreeOfNumber(before start: Int) -> Bool {
    if let word = word(start - 1) {
      return ClinicalVocabulary.telephoneLabels.contains(word) || word == "t" || word == "m"
    }
    return !(isSymbol(start - 1, "-", ".", "/", ",") && isAlphanumeric(start - 2))
  }

  /// 01, 02, 03, 05, 07, 08 or 09, in a first group of at least three digits.
  private static func isAreaCode(_ group: String) -> Bool {
    let digits = Array(group.utf8)
    guard (3...11).contains(digits.count), digits[0] == 0x30 else { return false }
    return ![0x30, 0x34, 0x36].contains(digits[1])
  }

  private func telephone(
    from start: Int, digitsFrom first: Int, lengths: ClosedRange<Int>
  ) -> IdentifierMatch? {
    var count = 0
    var end = first
    var position = first
    while position < first + 20 {
      if let group = number(position) {
        guard count + group.count <= lengths.upperBound, group.count > 1 || count < 4 else { break }
        let isTrunkZero = group == "0" && isSymbol(position - 1, "(")
        count += isTrunkZero ? 0 : group.count
        end = position + 1
      } else if !(isSpace(position) || isSymbol(position, "-", ".", "(", ")", "/")) {
        break
      } else if count == lengths.upperBound {
        break
      }
      position += 1
    }
    guard lengths.contains(count), word(end) == nil,
      !(isSymbol(end, "-", ".", "/") && number(end + 1) != nil)
    else { return nil }
    return IdentifierMatch(kind: .telephone, tokens: start..<end)
  }
}
