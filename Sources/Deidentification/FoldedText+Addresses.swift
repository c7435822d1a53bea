/// Home addresses: “14 Marsh Lane”, “Flat 3, 22 high street”, “lives at The Old Forge”.
extension FoldedText {
  func address(at start: Int) -> IdentifierMatch? {
    guard !isAlphanumeric(start - 1) else { return nil }
    return houseNumber(at: start) ?? home(at: start)
  }

  private static let wordsMax = 3

  private func houseNumber(at start: Int) -> IdentifierMatch? {
    guard let digits = number(start), digits.count <= 4, !isSymbol(start - 1, ".", ",", "/", "-")
    else { return nil }
    var position = start + 1
    // “14a”, “12-14”
    if let letter = self[position], letter.kind == .word {
      guard letter.length == 1 else { return nil }
      position += 1
    }
    if isSymbol(position, ",") { position += 1 }
    guard isSpace(position) else { return nil }
    guard let end = streetEnd(from: position + 1) else { return nil }
    return IdentifierMatch(kind: .address, tokens: start..<end)
  }

  /// The token after “Marsh Lane”; nil where no street begins.
  private func streetEnd(from start: Int) -> Int? {
    var position = start
    for count in 0...Self.wordsMax {
      guard let token = self[position], token.kind == .word, !token.text.isEmpty else { return nil }
      if count > 0, isStreet(token) {
        let isInstitution =
          isSpace(position + 1) && self[position + 2]?.isCapitalised == true
          && ClinicalVocabulary.institutions.contains(word(position + 2) ?? "")
          && !Self.streets.contains(word(position + 2) ?? "")
        return isInstitution ? nil : position + 1
      }
      let isPlain =
        ClinicalVocabulary.notNames.contains(token.text)
        && !["old", "new", "upper", "lower", "first", "second", "the", "head", "chest"].contains(
          token.text)
      guard !isPlain || token.isCapitalised else { return nil }
      var next = position + 1
      if isSymbol(next, "'"), word(next + 1) == "s" { next += 2 }
      if isSymbol(next, "."), token.text == "st" { next += 1 }
      guard isSpace(next) else { return nil }
      position = next + 1
    }
    return nil
  }

  private static let streets: Set<String> = [
    "lane", "road", "street", "avenue", "crescent", "terrace", "grove", "gardens", "mews", "rd",
    "ave", "cottages", "boulevard", "causeway",
  ]

  /// Also ordinary words: a street only with a capital.
  private static let streetsWithCapital: Set<String> = [
    "close", "drive", "way", "court", "place", "square", "hill", "rise", "row", "walk", "park",
    "green", "view", "st", "la", "ln", "cl", "dr", "house", "cottage", "farm", "parade", "quay",
  ]

  private func isStreet(_ token: Token) -> Bool {
    Self.streets.contains(token.text)
      || token.isCapitalised && Self.streetsWithCapital.contains(token.text)
  }

  /// “lives at The Old Forge”, “home address: Rose Cottage, Puddlecombe”.
  private func home(at start: Int) -> IdentifierMatch? {
    guard self[start]?.isCapitalised == true, isHomeCue(before: start) else { return nil }
    if let end = streetEnd(from: start) {
      return IdentifierMatch(kind: .address, tokens: start..<end)
    }
    var end: Int?
    var position = start
    for _ in 0..<4 {
      guard let token = self[position], token.kind == .word, token.isCapitalised, token.length > 1
      else { break }
      end = position + 1
      guard isSpace(position + 1) else { break }
      position += 2
    }
    return end.map { IdentifierMatch(kind: .address, tokens: start..<$0) }
  }

  private func isHomeCue(before start: Int) -> Bool {
    var index = indexBeforeSpace(start)
    if isSymbol(index, ":", "-"), word(indexBeforeSpace(index)) == "address" {
      let owner = word(indexBeforeSpace(indexBeforeSpace(index))) ?? ""
      return !["ip", "mac", "email", "mail", "web", "network", "dicom"].contains(owner)
    }
    guard ["at", "in", "on"].contains(word(index)) else { return false }
    index -= 2
    return ["lives", "lived", "living", "resides"].contains(word(index))
  }
}
