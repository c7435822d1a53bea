/// A person about whom the caller knows something private that a text must not show.
public struct KnownPerson: Hashable, Sendable {
  /// The caller's own key: the same key is the same person in every text.
  public let id: String
  /// What is written in place of the name, before its letter: “Radiographer”, “Patient”.
  public let role: String
  /// Names as written: “Dr Jane Ann Smith”, “Smith, Jane”.
  public let names: [Sensitive<String>]
  /// Other values of the record's own private fields, each in any spelling: patient numbers, a date
  /// of birth, a postcode, an e-mail address, a local number.
  ///
  /// Values with fewer than four letters or digits are not searched for: they occur in every text.
  public let values: [Sensitive<String>]

  public init(
    id: String, role: String, names: [Sensitive<String>] = [], values: [Sensitive<String>] = []
  ) {
    self.id = id
    self.role = role
    self.names = names
    self.values = values
  }
}
