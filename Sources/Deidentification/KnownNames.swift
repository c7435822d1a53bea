/// The names on the caller's list, in the ways in which people write them.
///
/// “Jane Ann Smith” is found as that, as Jane Smith, J. A. Smith, Smith, Jane, Smith J, and as Jane
/// or Smith alone; where the word is also an ordinary one (Ward, Long), alone only with a capital
/// in the middle of a sentence.
struct KnownNames: Sendable {
  struct Person: Hashable, Sendable {
    let id: String
    let role: String
  }

  private struct Entry: Sendable {
    var people: [Person]
    var isSingleWord: Bool
  }

  /// The most words of a written name, not counting initials that are skipped.
  private static let wordsMax = 8

  /// By the letters of the name, with nothing between the words.
  private var entries: [String: Entry] = [:]
  /// The letters with which some entry begins, after complete words.
  private var prefixes: Set<String> = []

  init(_ people: [KnownPerson]) {
    for person in people {
      for name in person.names {
        add(name.revealed(), of: Person(id: person.id, role: person.role))
      }
    }
  }

  /// The one person with this name, after a title.
  func person(named words: [String]) -> Person? {
    let full = entries[words.joined()] ?? (words.last.flatMap { entries[$0] })
    guard let full, full.people.count == 1 else { return nil }
    return full.people[0]
  }

  /// The longest name that begins at a token. Initials within it are optional.
  func match(at start: Int, in text: FoldedText) -> IdentifierMatch? {
    guard !entries.isEmpty, let first = text.word(start), prefixes.contains(first),
      !text.isAlphanumeric(start - 1)
    else { return nil }
    var spellings = [""]
    var position = start
    var match: IdentifierMatch?
    for _ in 0..<Self.wordsMax {
      guard let word = text.word(position), !text.isAlphanumeric(position + 1) else { break }
      let isSkippable = word.count == 1 && position > start
      spellings =
        spellings.map { $0 + word }.filter(prefixes.contains) + (isSkippable ? spellings : [])
      guard !spellings.isEmpty, spellings.count <= 8 else { break }
      let tokens = start..<(position + 1)
      if let (letters, entry) = entry(among: spellings), !isSkippable || letters.hasSuffix(word),
        !entry.isSingleWord || Self.canStandAlone(tokens, in: text)
      {
        match = Self.match(tokens, letters: letters, entry: entry)
      }
      position = Self.afterSeparators(position + 1, in: text)
    }
    return match
  }

  private func entry(among spellings: [String]) -> (String, Entry)? {
    for letters in spellings {
      if let entry = entries[letters] { return (letters, entry) }
    }
    return nil
  }

  private static func match(
    _ tokens: Range<Int>, letters: String, entry: Entry
  ) -> IdentifierMatch {
    let person = entry.people[0]
    guard entry.people.count > 1 else {
      return IdentifierMatch(
        kind: .knownName, tokens: tokens, subject: .person(id: person.id, role: person.role))
    }
    // Two people share this name: it identifies neither for certain.
    let mention = PersonMention(
      honorific: .none, given: [], surname: letters, role: person.role, knownID: nil)
    return IdentifierMatch(kind: .knownName, tokens: tokens, subject: .mention(mention))
  }

  /// At most two signs between the words of a name: “Smith, Jane”, “J. Smith”, “O'Neill”.
  private static func afterSeparators(_ start: Int, in text: FoldedText) -> Int {
    var position = start
    while position < start + 2,
      text.isSpace(position) || text.isSymbol(position, ".", ",", "-", "'")
    {
      position += 1
    }
    return position
  }

  private static func canStandAlone(_ tokens: Range<Int>, in text: FoldedText) -> Bool {
    let first = text.tokens[tokens.lowerBound]
    let length = tokens.reduce(0) { $0 + (text.word($1)?.count ?? 0) }
    if length >= 3, !ClinicalVocabulary.ambiguousNames.contains(first.text) { return true }
    guard first.isCapitalised, !first.isUpperCase || length > 3 else { return false }
    let before = text.indexBeforeSpace(tokens.lowerBound)
    let isMidSentence = text.word(before) != nil || text.isSymbol(before, ",", "(", "/")
    let after = text.isSpace(tokens.upperBound) ? tokens.upperBound + 1 : tokens.upperBound
    return isMidSentence && text.number(after) == nil && text[after]?.isUpperCase != true
  }
}

extension KnownNames {
  private mutating func add(_ name: String, of person: Person) {
    let parts = Self.parts(of: name)
    guard let family = parts.family.last.map({ _ in parts.family.joined() }), !family.isEmpty else {
      return
    }
    add(parts.family, isSingleWord: true, of: person)
    guard let first = parts.given.first else { return }
    let initials = parts.given.map { String($0.prefix(1)) }
    for given in [parts.given, [first], initials, [initials[0]]] {
      add(given + parts.family, isSingleWord: false, of: person)
      add(parts.family + given, isSingleWord: false, of: person)
    }
    if first.count > 1 { add([first], isSingleWord: true, of: person) }
  }

  private mutating func add(_ words: [String], isSingleWord: Bool, of person: Person) {
    let letters = words.joined()
    var entry = entries[letters] ?? Entry(people: [], isSingleWord: isSingleWord)
    if !entry.people.contains(person) { entry.people.append(person) }
    entry.isSingleWord = entry.isSingleWord && isSingleWord
    entries[letters] = entry
    var prefix = ""
    for character in letters {
      prefix.append(character)
      prefixes.insert(prefix)
    }
  }

  /// Given names and family name, titles left out: “Dr Jane Smith”, “Smith, Jane”.
  private static func parts(of name: String) -> (given: [String], family: [String]) {
    let text = FoldedText(name)
    var groups: [[String]] = [[]]
    for index in text.tokens.indices {
      if text.isSymbol(index, ","), groups.count == 1 { groups.append([]) }
      guard let word = text.word(index) else { continue }
      if groups.count == 1, groups[0].isEmpty, ClinicalVocabulary.titles[word] != nil { continue }
      let isJoined = text.isSymbol(index - 1, "'", "-") && text.isAlphanumeric(index - 2)
      if isJoined, let last = groups[groups.count - 1].popLast() {
        groups[groups.count - 1].append(last + word)
      } else {
        groups[groups.count - 1].append(word)
      }
    }
    if groups.count > 1 { return (groups[1], groups[0]) }
    guard let family = groups[0].last else { return ([], []) }
    let given = Array(groups[0].dropLast())
    let firstParticle = given.dropFirst().firstIndex { ClinicalVocabulary.particles.contains($0) }
    guard let firstParticle else { return (given, [family]) }
    return (Array(given[..<firstParticle]), Array(given[firstParticle...]) + [family])
  }
}
