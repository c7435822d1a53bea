import IRMER

/// Whether anybody else was exposed in the same event, how many, and in which nation: each nation's
/// authority has a record of its own.
enum OtherPeople {
  /// More are logged from a file.
  private static let peopleMax = 99

  static func question(isAsked: @escaping @Sendable (Answers) -> Bool) -> Question {
    Question(
      id: "others", label: "Others exposed",
      wording: "Was anybody else exposed in the same event? How many, and where?",
      hint: "no; or how many more, e.g. 1, or 2 in Wales; Enter = don't know",
      explanation:
        "Two patients imaged in each other's place are two people: answer 1 here for the "
        + "other. Name the nation of those who were exposed elsewhere: that nation's authority then "
        + "has a linked record. What is known of each is added to the record afterwards.",
      form: .text(isLong: false), isAsked: isAsked, reader: { text, _ in read(text) })
  }

  static func read(_ text: String) -> Question.Reading {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "," }
      .joined(separator: " ")
    if ["no", "n", "none", "nobody", "no one", "nobody else", "0"].contains(words) {
      return .understood(Answer(typed: text, shown: "nobody else", fields: JSONObject()))
    }
    var groups: [(count: Int, nation: Nation?)] = []
    for part in words.replacing(" and ", with: ",").split(separator: ",") {
      guard let group = group(of: part) else { return notUnderstood }
      groups.append(group)
    }
    let count = groups.reduce(0) { $0 + $1.count }
    guard count > 0 else { return notUnderstood }
    guard count <= peopleMax else {
      return .notUnderstood(
        "One log takes at most \(peopleMax) others. More are logged from a file: candour incident log "
          + "--from FILE.csv")
    }
    return .understood(Answer(typed: text, shown: shown(groups), fields: fields(groups)))
  }

  private static let notUnderstood = Question.Reading.notUnderstood(
    "Type no, or how many other people, e.g. 1, or 2 in Wales; press Enter if you don't know.")

  /// `two others in wales`: a number, and perhaps a nation.
  private static func group(of part: Substring) -> (count: Int, nation: Nation?)? {
    let words = part.split(separator: " ").map(String.init)
    guard let first = words.first, let count = Int(first) ?? numbers.firstIndex(of: first),
      count >= 0, count <= 1_000
    else { return nil }
    let rest = words.dropFirst().filter { !fillers.contains($0) }.joined(separator: " ")
    if rest.isEmpty { return (count, nil) }
    guard let nation = Nation.allCases.first(where: { $0.name.lowercased() == rest }) else {
      return nil
    }
    return (count, nation)
  }

  private static let numbers = [
    "nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
  ]
  private static let fillers: Set<String> = [
    "more", "other", "others", "else", "person", "people", "patient", "patients", "in", "here",
    "the",
    "same", "place", "nation", "exposed", "was", "were",
  ]

  private static func shown(_ groups: [(count: Int, nation: Nation?)]) -> String {
    groups.map { group in
      let people = group.count == 1 ? "1 other person" : "\(group.count) other people"
      return group.nation.map { "\(people) in \($0.name)" } ?? people
    }.joined(separator: ", ")
  }

  private static func fields(_ groups: [(count: Int, nation: Nation?)]) -> JSONObject {
    var fields = JSONObject()
    var position = 1
    for group in groups {
      for _ in 0..<group.count {
        var person = JSONObject()
        if let nation = group.nation { person["nation"] = .string(nation.rawValue) }
        fields["individuals/\(position)"] = .object(person)
        position += 1
      }
    }
    return fields
  }
}
