/// Patient numbers: by check digit anywhere, and by their label with any check digit.
extension FoldedText {
  /// How the ten digits are grouped in writing: NHS 3-3-4, CHI 6-4, and in one.
  private static let groupings: Set<[Int]> = [
    [10], [3, 3, 4], [6, 4], [3, 7], [5, 5], [4, 3, 3], [2, 2, 2, 4], [4, 6],
  ]

  func patientNumber(at start: Int) -> IdentifierMatch? {
    guard number(start) != nil, isFree(before: start) else { return labelledNumber(at: start) }
    let label = numberLabel(before: start)
    let isLabelled = if case .patient = label { true } else { false }
    guard
      let run = tenDigits(at: start, anyGrouping: label == .patient(.nhs), isLabelled: isLabelled)
    else {
      return labelledNumber(at: start)
    }
    if let number = PatientNumber(digits: run.digits) {
      guard label != .thing || run.tokens.count > 1 else { return nil }
      return IdentifierMatch(
        kind: number.register.kind, tokens: run.tokens, subject: .number(run.digits),
        isTestNumber: number.register == .nhsTest)
    }
    guard case .patient(let register) = label else { return labelledNumber(at: start) }
    return IdentifierMatch(kind: register.kind, tokens: run.tokens, subject: .number(run.digits))
  }

  /// Whether nothing that belongs to the same number or code is directly before.
  private func isFree(before start: Int) -> Bool {
    if let word = word(start - 1) { return Self.isLabel(word) }
    return !(isSymbol(start - 1, "-", ".", "/", ",") && number(start - 2) != nil)
  }

  private static func isLabel(_ word: String) -> Bool {
    ["nhs", "nhsno", "chi", "hcn", "no", "num", "number", "pt", "patient"].contains(word)
  }

  private struct DigitRun {
    let digits: String
    let tokens: Range<Int>
  }

  /// Ten digits in groups with one blank or sign between, nothing of the same number after. A comma
  /// separates numbers, unless a label shows that they are one.
  private func tenDigits(at start: Int, anyGrouping: Bool, isLabelled: Bool) -> DigitRun? {
    let signs = isLabelled ? ["-", ".", "/", "_", ","] : ["-", ".", "/", "_"]
    var digits = ""
    var groups: [Int] = []
    var position = start
    while let group = number(position), digits.count + group.count <= 10 {
      digits += group
      groups.append(group.count)
      position += 1
      if digits.count == 10 { break }
      guard isSpace(position) || signs.contains(where: { isSymbol(position, $0) }) else {
        return nil
      }
      position += 1
    }
    guard digits.count == 10, anyGrouping || Self.groupings.contains(groups),
      word(position) == nil, !(isSymbol(position, "-", ".", "/") && number(position + 1) != nil)
    else { return nil }
    return DigitRun(digits: digits, tokens: start..<position)
  }

  /// Five digits or more, possibly with letters, that the text labels as a patient's or a
  /// registration: “MRN 123-4567”, “GMC 1234567”, “NI number QQ 12 34 56 C”.
  private func labelledNumber(at start: Int) -> IdentifierMatch? {
    guard !isAlphanumeric(start - 1), (word(start)?.count ?? 0) <= 3 else { return nil }
    let kind: IdentifierKind
    switch numberLabel(before: start) {
    case .hospital: kind = .hospitalNumber
    case .registration: kind = .registrationNumber
    default: return nil
    }
    var digits = 0
    var end = start
    var position = start
    while position < start + 9, let part = self[position], isPart(part, of: kind) {
      digits += number(position)?.count ?? 0
      end = position + 1
      let isJoined = isSymbol(end, "-") || kind == .registrationNumber && isSpace(end)
      position = isJoined ? end + 1 : end
    }
    let isCalledNumber = kind == .hospitalNumber && isCalledNumber(before: start)
    guard digits >= (isCalledNumber ? 4 : 5), !isAlphanumeric(end) else { return nil }
    let written = tokens[start..<end].filter { $0.kind != .space }.map(\.text).joined()
    return IdentifierMatch(
      kind: kind, tokens: start..<end,
      subject: kind == .hospitalNumber ? .number(written) : .nobody)
  }

  /// “Hospital number 4711”, “X-ray no. 4471”: shorter than a number that merely follows the word.
  private func isCalledNumber(before start: Int) -> Bool {
    var position = start - 1
    for _ in 0..<4 {
      if isNumberWord(position) { return true }
      guard
        isSpace(position) || isSymbol(position, ":", ".", "#", "=") || word(position) == "is"
          || word(position) == "was"
      else {
        return false
      }
      position -= 1
    }
    return false
  }

  private func isPart(_ token: Token, of kind: IdentifierKind) -> Bool {
    switch token.kind {
    case .number: !token.text.isEmpty
    case .word: token.length <= (kind == .hospitalNumber ? 3 : 2) && token.isUpperCase
    default: false
    }
  }
}

extension PatientNumber.Register {
  var kind: IdentifierKind {
    switch self {
    case .nhs, .nhsTest: .nhsNumber
    case .chi: .chiNumber
    case .healthAndCare: .healthAndCareNumber
    }
  }
}

extension FoldedText {
  /// What the words before a number identify it as.
  enum NumberLabel: Equatable {
    case patient(PatientNumber.Register)
    case hospital
    /// A professional's registration, or a number issued by the state.
    case registration
    case telephone
    /// An accession, a serial number, a reference.
    case thing
  }

  /// Reads the label before a number, over at most six tokens of filling: “NHS No.: ”.
  func numberLabel(before start: Int) -> NumberLabel? {
    var position = start - 1
    for _ in 0..<6 {
      guard let token = self[position] else { return nil }
      if token.kind == .word, let label = Self.label(of: token.text, in: self, at: position) {
        return label
      }
      guard Self.isFilling(token) else { return nil }
      position -= 1
    }
    return nil
  }

  private static func label(of word: String, in text: FoldedText, at index: Int) -> NumberLabel? {
    if ClinicalVocabulary.nhsLabels.contains(word) { return .patient(.nhs) }
    if ClinicalVocabulary.chiLabels.contains(word) { return .patient(.chi) }
    if ClinicalVocabulary.healthAndCareLabels.contains(word) { return .patient(.healthAndCare) }
    if word == "c", text.isSymbol(index - 1, "&"), text.word(index - 2) == "h" {
      return .patient(.healthAndCare)
    }
    if word == "care", text.word(index - 2) == "and" { return .patient(.healthAndCare) }
    if ClinicalVocabulary.hospitalLabels.contains(word) { return .hospital }
    if isHospitalsOwn(word, in: text, at: index) { return .hospital }
    if ClinicalVocabulary.registrationLabels.contains(word) { return .registration }
    if word == "insurance", text.word(index - 2) == "national" { return .registration }
    if word == "ni", ["no", "number"].contains(text.word(index + 2)) { return .registration }
    if ClinicalVocabulary.telephoneLabels.contains(word) { return .telephone }
    if ClinicalVocabulary.thingLabels.contains(word) { return .thing }
    return nil
  }

  /// “Case note number”, “unit no.”, “district number”.
  private static func isHospitalsOwn(_ word: String, in text: FoldedText, at index: Int) -> Bool {
    if ["note", "notes"].contains(word) { return text.word(index - 2) == "case" }
    if word == "ray" { return text.word(index - 2) == "x" && text.isNumberWord(index + 2) }
    return ["unit", "district", "department"].contains(word) && text.isNumberWord(index + 2)
  }

  private func isNumberWord(_ index: Int) -> Bool {
    ["no", "number", "num", "id"].contains(word(index))
  }

  private static func isFilling(_ token: Token) -> Bool {
    switch token.kind {
    case .space: true
    case .symbol: [":", ".", "#", "=", "(", "-", "/"].contains(token.text)
    case .word: ["no", "nos", "num", "number", "numbers", "id", "is", "was"].contains(token.text)
    case .number: false
    }
  }
}
