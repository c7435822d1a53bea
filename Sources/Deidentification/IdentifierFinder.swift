public import IRMER

/// Finds identifiers of people in a text, and proposes a role in place of each.
///
/// “The report must be anonymised and must not include any patient identifiable information in line
/// with GDPR.” (SAUE guidance, R104.) “You must redact names of individual people in the report to comply with
/// UK data protection legislation.” (SAUE guidance, R105.)
///
/// It uses no regular expressions: one pass over the tokens of the text, each detector looking a
/// bounded number of tokens ahead, so that the time is linear in the length of any text.
public struct IdentifierFinder: Sendable {
  /// The longest text that is searched, in bytes of UTF-8.
  public static let textBytesMax = 4 << 20

  let names: KnownNames
  let values: PrivateValues
  let publicAddresses: Set<String>

  /// - Parameters:
  ///   - people: people whom the caller knows, with their names and private values.
  ///   - publicAddresses: e-mail addresses that belong to organisations, not people, and are
  ///     allowed.
  public init(
    people: [KnownPerson] = [],
    publicAddresses: Set<String> = ContactDirectory.shipped.emailAddresses
  ) {
    names = KnownNames(people)
    values = PrivateValues(people)
    self.publicAddresses = Set(publicAddresses.map { $0.lowercased() })
  }

  /// What a text shows of people, in the order of the text; findings never overlap.
  ///
  /// - Parameter pseudonyms: the letters given so far; pass the same value through all texts of a
  ///   document.
  public func findings(
    in text: String, naming pseudonyms: inout Pseudonyms
  ) throws(TextTooLong) -> [IdentifierFinding] {
    guard text.utf8.count <= Self.textBytesMax else {
      throw TextTooLong(bytes: text.utf8.count, bytesMax: Self.textBytesMax)
    }
    let folded = FoldedText(text)
    let matches = matches(in: folded)
    var reader = PlaceReader(text)
    return matches.map { match in
      let (place, found) = reader.place(of: folded.characters(of: match.tokens))
      return IdentifierFinding(
        kind: match.kind, place: place, text: Sensitive(found),
        replacement: replacement(for: match, naming: &pseudonyms),
        isTestNumber: match.isTestNumber)
    }
  }

  /// What a text shows of people, with letters of its own.
  public func findings(in text: String) throws(TextTooLong) -> [IdentifierFinding] {
    var pseudonyms = Pseudonyms()
    return try findings(in: text, naming: &pseudonyms)
  }

  /// The text with every finding replaced as proposed, searched again until nothing is found: an
  /// identifier hidden by its position next to another is found once that one is gone.
  ///
  /// A proposal: a person must read it before it is sent anywhere.
  ///
  /// - Throws: ``NotRedacted``: never a text in which something is still found.
  public func redacted(
    _ text: String, naming pseudonyms: inout Pseudonyms
  ) throws(NotRedacted) -> String {
    try redacted(text, naming: &pseudonyms, passes: Self.redactionsMax)
  }

  func redacted(
    _ text: String, naming pseudonyms: inout Pseudonyms, passes: Int
  ) throws(NotRedacted) -> String {
    var text = text
    do throws(TextTooLong) {
      for pass in 0...passes {
        let findings = try findings(in: text, naming: &pseudonyms)
        if findings.isEmpty { return text }
        if pass < passes { text = Self.replacing(findings, in: text) }
      }
    } catch {
      throw .tooLong(error)
    }
    throw .stillNames
  }

  private static let redactionsMax = 8

  private static func replacing(_ findings: [IdentifierFinding], in text: String) -> String {
    var result = ""
    var position = text.startIndex
    var offset = 0
    for finding in findings {
      let lower = max(offset, finding.place.range.lowerBound)
      let upper = max(lower, finding.place.range.upperBound)
      let start = text.index(position, offsetBy: lower - offset)
      result += text[position..<start]
      result.appendApart(finding.replacement)
      position = text.index(start, offsetBy: upper - lower)
      offset = upper
      if let next = text[position...].first, next.isLetter || next.isNumber { result += " " }
    }
    return result + text[position...]
  }

  private func matches(in text: FoldedText) -> [IdentifierMatch] {
    let addresses = text.emailAddresses(except: publicAddresses)
    var matches: [IdentifierMatch] = []
    var position = 0
    while position < text.tokens.count {
      if let end = addresses.standing[position] {
        position = end
        continue
      }
      let match =
        number(at: position, in: text, addresses)
        ?? name(at: position, in: text, after: matches.last)
      if let match {
        matches.append(match)
        position = match.tokens.upperBound
      } else {
        position += 1
      }
    }
    return matches
  }

  /// A private value, an e-mail address, a number, a date, a telephone number or a home address.
  private func number(
    at position: Int, in text: FoldedText, _ addresses: FoldedText.EmailAddresses
  ) -> IdentifierMatch? {
    if let match = values.match(at: position, in: text) { return match }
    if let end = addresses.found[position] {
      return IdentifierMatch(kind: .email, tokens: position..<end)
    }
    return text.patientNumber(at: position) ?? text.dateOfBirth(at: position)
      ?? text.telephone(at: position) ?? text.postcode(at: position)
      ?? text.address(at: position)
  }

  private func name(
    at position: Int, in text: FoldedText, after last: IdentifierMatch?
  ) -> IdentifierMatch? {
    text.titledName(at: position, after: last?.tokens.upperBound ?? 0, known: names)
      ?? names.match(at: position, in: text)
      ?? text.otherName(at: position, last: last, known: names)
      ?? text.mention(at: position, last: last)
  }

  private func replacement(
    for match: IdentifierMatch, naming pseudonyms: inout Pseudonyms
  ) -> String {
    switch match.subject {
    case .mention(let mention): return pseudonyms.label(of: mention)
    case .number(let digits): return pseudonyms.label(ofNumber: digits)
    case .person(let id, let role):
      let label = pseudonyms.label(ofPerson: id, role: role)
      return Self.removed[match.kind].map { "[\($0) of \(label)]" } ?? label
    case .nobody: return Self.removed[match.kind].map { "[\($0)]" } ?? "[removed]"
    }
  }

  /// Kinds that are not a person's name or number, and so are not simply replaced by a role.
  private static let removed: [IdentifierKind: String] = [
    .dateOfBirth: "date of birth", .email: "e-mail address", .telephone: "telephone number",
    .postcode: "postcode", .address: "address", .registrationNumber: "registration number",
  ]
}

extension String {
  /// Appends with a blank where two words would otherwise join.
  fileprivate mutating func appendApart(_ text: String) {
    if let last, last.isLetter || last.isNumber { self += " " }
    self += text
  }
}

/// A finding before it has a place and a label.
struct IdentifierMatch {
  enum Subject {
    /// A detail of an unknown person.
    case nobody
    case mention(PersonMention)
    /// A patient's number that is not on the caller's list.
    case number(String)
    /// Somebody on the caller's list.
    case person(id: String, role: String)
  }

  let kind: IdentifierKind
  /// Never empty, so that the search always advances.
  var tokens: Range<Int>
  var subject = Subject.nobody
  var isTestNumber = false
}

extension FoldedText {
  func characters(of range: Range<Int>) -> Range<Int> {
    precondition(!range.isEmpty, "a match has at least one token")
    return tokens[range.lowerBound].characters
      .lowerBound..<tokens[range.upperBound - 1].characters.upperBound
  }
}

/// Converts character ranges, requested in order, to lines, columns and the text itself, in one
/// walk.
private struct PlaceReader {
  private let text: String
  private var index: String.Index
  private var offset = 0
  private var line = 1
  private var column = 1

  init(_ text: String) {
    self.text = text
    index = text.startIndex
  }

  mutating func place(of range: Range<Int>) -> (TextPlace, String) {
    while offset < range.lowerBound { advance() }
    let place = TextPlace(range: range, line: line, column: column)
    let end = text.index(index, offsetBy: range.count)
    return (place, String(text[index..<end]))
  }

  private mutating func advance() {
    let isNewline = text[index].isNewline
    line += isNewline ? 1 : 0
    column = isNewline ? 1 : column + 1
    index = text.index(after: index)
    offset += 1
  }
}
