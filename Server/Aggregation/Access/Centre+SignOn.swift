internal import CentreStore
internal import RecordStore
package import Replication

extension Centre {
  /// Why a person whom the identity provider knows is refused.
  package enum SignOnRefusal: String, Error, Hashable, Sendable {
    case accessEnded = "access-ended"
    case addressTaken = "address-taken"
  }

  /// Begins a session for a person whom the trust's identity provider has named.
  ///
  /// - Parameters:
  ///   - issuer: the provider.
  ///   - subject: the person's identifier there.
  ///   - label: how the person is listed: their address, else the subject.
  package func signOn(
    issuer: String, subject: String, label: String, role: Role, site: Scope? = nil
  ) async throws -> Secret {
    let person = Administration.Person(
      id: newIdentifier(), email: label, role: role.rawValue, password: "", createdAt: now(),
      site: site?.code)
    let outcome = try await writing {
      try $0.administration.signOn(issuer: issuer, subject: subject, as: person)
    }
    switch outcome {
    case .accessEnded: throw SignOnRefusal.accessEnded
    case .addressTaken: throw SignOnRefusal.addressTaken
    case .person(let id, let former):
      let principal = Principal(id: id, role: role, kind: .person(email: label, formToken: ""))
      if let former { note(principal, "role-changed", "\(former) → \(role.rawValue)") }
      note(principal, "signed-in", "identity provider")
      return try await beginSession(person: id)
    }
  }
}
