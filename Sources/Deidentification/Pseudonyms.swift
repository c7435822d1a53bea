/// The roles that replace people, each person always with the same letter.
///
/// Pass one value through all texts of a document; keep it for as long as letters must not change,
/// and no longer: it knows who is who, and shows it to nobody.
public struct Pseudonyms: Hashable, Sendable {
  private struct Person: Hashable, Sendable {
    var mentions: [PersonMention]
    let label: String
  }

  /// How many people with one surname are compared; further ones each get a label of their own.
  /// Keeps the cost of a hostile text linear in its length.
  static let namesakesMax = 32

  private var peopleBySurname: [String: [Person]] = [:]
  private var labelsByMention: [PersonMention: String] = [:]
  private var labelsByKey: [String: String] = [:]
  private var countByRole: [String: Int] = [:]

  /// No replacement has been given yet.
  public init() {}

  /// The label of a person whom the caller identifies by key.
  public mutating func label(ofPerson id: String, role: String) -> String {
    label(forKey: "person \(id)", role: role)
  }

  /// The label of the patient to whom a number belongs.
  mutating func label(ofNumber digits: String) -> String {
    label(forKey: "number \(digits)", role: "Patient")
  }

  /// The label of a mention: that of the one earlier person with whom it agrees.
  ///
  /// The same words always get the same label. Other words that agree with two earlier people
  /// identify neither for certain, and get a label of their own.
  mutating func label(of mention: PersonMention) -> String {
    if let id = mention.knownID { return label(ofPerson: id, role: mention.role) }
    if let label = labelsByMention[mention] { return label }
    let label = labelOfNewMention(mention)
    labelsByMention[mention] = label
    return label
  }

  private mutating func labelOfNewMention(_ mention: PersonMention) -> String {
    var namesakes = peopleBySurname[mention.surname, default: []]
    let agreeing = namesakes.indices.filter {
      namesakes[$0].mentions.allSatisfy(mention.agrees(with:))
    }
    if agreeing.count == 1, let index = agreeing.first {
      if namesakes[index].mentions.count < Self.namesakesMax {
        namesakes[index].mentions.append(mention)
      }
      peopleBySurname[mention.surname] = namesakes
      return namesakes[index].label
    }
    let label = nextLabel(role: mention.role)
    if namesakes.count < Self.namesakesMax {
      namesakes.append(Person(mentions: [mention], label: label))
      peopleBySurname[mention.surname] = namesakes
    }
    return label
  }

  private mutating func label(forKey key: String, role: String) -> String {
    if let label = labelsByKey[key] { return label }
    let label = nextLabel(role: role)
    labelsByKey[key] = label
    return label
  }

  private mutating func nextLabel(role: String) -> String {
    let count = countByRole[role, default: 0]
    countByRole[role] = count + 1
    return "\(role) \(Self.letters(count))"
  }

  /// A to Z, then AA to AZ, BA and so on.
  static func letters(_ number: Int) -> String {
    var rest = number
    var letters = ""
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
      rest = rest / 26 - 1
    } while rest >= 0
    return letters
  }
}

extension Pseudonyms: CustomStringConvertible, CustomReflectable {
  public var description: String { "‹pseudonyms›" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
