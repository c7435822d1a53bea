public import Deidentification
internal import IRMER
public import Records

// What the site stores beside its store and never sends: the answers of an unfinished form, and the
// names that its texts must not show.

extension SiteClient {
  /// The answers of an unfinished form; `nil` where there are none. Also where they cannot be read:
  /// an incident can always be logged, and they are of one form at most.
  public nonisolated func answerDraft(of owner: DraftOwner = .storeOwner) -> AnswerDraft? {
    ((try? draftFile(owner).contents()) ?? nil).flatMap(AnswerDraft.init)
  }

  /// Saves the answers so far, in place of those saved before.
  public nonisolated func keep(
    _ draft: AnswerDraft, of list: QuestionList, for owner: DraftOwner = .storeOwner
  ) throws(SiteError) {
    try draftFile(owner).write(draft.json(list).serialized() + "\n")
  }

  /// Removes the draft of an interview.
  public nonisolated func removeAnswerDraft(of owner: DraftOwner = .storeOwner) {
    draftFile(owner).remove()
  }

  /// The people whom a text must not name: staff, for instance. Stored only on this device.
  ///
  /// - Throws: as ``storedPeople()``: no text is checked against a list that could not be read.
  public nonisolated func knownPeople() throws(SiteError) -> [KnownPerson] {
    try storedPeople().map(\.person)
  }

  /// The list as it is stored: a role and the ways in which the name is written.
  ///
  /// - Throws: ``SiteError/store(_:)`` where there is a list that cannot be read, or that this version
  ///   does not understand to its end.
  public nonisolated func storedPeople() throws(SiteError) -> [StoredPerson] {
    guard let json = try peopleFile.contents() else { return [] }
    let people = json["people"]?.array?.enumerated().map(StoredPerson.init)
    guard json["version"]?.integer ?? 1 == 1, let people, !people.contains(nil) else {
      throw peopleFile.unreadable
    }
    return people.compactMap(\.self)
  }

  /// Replaces the list of people whom a text must not name.
  ///
  /// - Throws: ``SiteError/invalid(_:)`` for more than 10,000 people; otherwise as ``storedPeople()``: a
  ///   list that cannot be read is not written over. The list stays as it was then.
  public nonisolated func setPeople(_ people: [StoredPerson]) throws(SiteError) {
    try validating { () throws(ValidationError) in try StoredPerson.check(people) }
    _ = try storedPeople()
    if people.isEmpty { return peopleFile.remove() }
    let document: JSONValue = ["version": 1, "people": .array(people.map(\.json))]
    try peopleFile.write(document.serialized(.pretty) + "\n")
  }

  private nonisolated func draftFile(_ owner: DraftOwner) -> PrivateFile {
    PrivateFile(path: folder + "/incident-draft\(owner.suffix).json")
  }

  private nonisolated var peopleFile: PrivateFile {
    PrivateFile(path: folder + "/known-people.json")
  }
}

/// Whose unfinished log it is. Where several logins of a computer share one store, each is offered
/// only what it has begun itself.
public enum DraftOwner: Hashable, Sendable {
  /// The login that owns the store, at the terminal and on its own screen.
  case storeOwner
  /// Another login, by the system's number of it.
  case login(UInt32)

  var suffix: String {
    switch self {
    case .storeOwner: ""
    case .login(let number): "-\(number)"
    }
  }
}

/// One line of the list of people.
public struct StoredPerson: Hashable, Sendable {
  /// Its number on the list, from 1.
  public var number: Int
  /// What is written in place of the name: `Radiographer`.
  public let role: String
  /// The names by which the person may be written.
  public let names: [String]

  /// - Parameters:
  ///   - number: Distinguishes people of one role.
  ///   - role: What to write instead of the name.
  ///   - names: Every way in which the name may be written.
  public init(number: Int, role: String, names: [String]) {
    (self.number, self.role, self.names) = (number, role, names)
  }

  init?(position: Int, json: JSONValue) {
    guard let role = json["role"]?.string, let texts = json["names"]?.array?.map(\.string),
      !texts.contains(nil)
    else { return nil }
    let names = texts.compactMap(\.self)
    self.init(number: position + 1, role: role, names: names)
  }

  var json: JSONValue { ["role": .string(role), "names": JSONValue(names)] }

  var person: KnownPerson {
    KnownPerson(id: "\(number)", role: role, names: names.map { Sensitive($0) })
  }
}
