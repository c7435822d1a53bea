/// One mention of a person by name, folded for comparing.
struct PersonMention: Hashable, Sendable {
  /// Mr and Mrs Smith are two people; Dr and Prof Smith may be one.
  enum Honorific: Hashable, Sendable {
    case none
    case man
    case woman
    case doctor
    case other
  }

  let honorific: Honorific
  /// Given names or initials, in order.
  let given: [String]
  let surname: String
  let role: String
  /// The caller's key, where the name is on the list.
  let knownID: String?
  /// Named under a title for several: “Drs Smith and Jones”.
  var isOfSeveral = false

  /// Whether two mentions can be one person: the same surname, and no contradiction.
  func agrees(with other: PersonMention) -> Bool {
    if let knownID, let otherID = other.knownID { return knownID == otherID }
    return surname == other.surname && isAlike(other)
      && zip(given, other.given).allSatisfy(Self.isSameGivenName)
  }

  /// The same sort of title; without one, the same role.
  private func isAlike(_ other: PersonMention) -> Bool {
    if honorific == .none || other.honorific == .none { return role == other.role }
    return honorific == other.honorific
  }

  private static func isSameGivenName(_ first: String, _ second: String) -> Bool {
    first == second || first.count == 1 && second.hasPrefix(first)
      || second.count == 1 && first.hasPrefix(second)
  }

  static func honorific(of title: String) -> Honorific {
    switch title {
    case "mr", "messrs", "master", "sir", "lord": .man
    case "mrs", "ms", "miss", "dame", "lady": .woman
    case "dr", "drs", "doctor", "prof", "professor": .doctor
    default: .other
    }
  }
}
