internal import FoundationEssentials
package import RecordStore
internal import Storage

extension Administration {
  /// The result of a sign-in through an identity provider.
  package enum SignedOn: Hashable, Sendable {
    /// The person, with their former role where it has changed.
    case person(id: String, formerRole: String?)
    /// This person's access was ended here.
    case accessEnded
    /// The address belongs to a person who signs in with a password.
    case addressTaken
  }

  /// Finds or creates the person whom a provider names, and stores the role that it gives.
  ///
  /// An address that has a password here is never taken over: a provider that does not check
  /// addresses could name anybody's.
  package func signOn(
    issuer: String, subject: String, as person: Person
  ) throws(StoreError) -> SignedOn {
    try store.write { db in
      if let known = try db.first(
        """
        SELECT person.* FROM personIdentity JOIN person ON person.id = personIdentity.person
        WHERE issuer = ? AND subject = ?
        """, [issuer, subject]
      ).map(Person.init) {
        guard known.endedAt == nil else { return .accessEnded }
        try db.send(
          "UPDATE person SET role = ?, site = ? WHERE id = ?", [person.role, person.site, known.id])
        return .person(id: known.id, formerRole: known.role == person.role ? nil : known.role)
      }
      let taken = try db.value(
        "SELECT EXISTS (SELECT 1 FROM person WHERE email = ?)", [person.email], as: Bool.self)
      guard taken != true else { return .addressTaken }
      try db.send(
        """
        INSERT INTO person (id, email, role, password, createdAt, site) VALUES (?, ?, ?, '', ?, ?)
        """, [person.id, person.email, person.role, person.createdAt, person.site])
      try db.send(
        "INSERT INTO personIdentity (issuer, subject, person) VALUES (?, ?, ?)",
        [issuer, subject, person.id])
      return .person(id: person.id, formerRole: nil)
    }
  }
}
