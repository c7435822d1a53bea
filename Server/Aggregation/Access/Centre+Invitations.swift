internal import CentreStore
internal import RecordStore
package import Replication

extension Centre {
  /// - Returns: whether the label was free.
  package func setLabel(_ label: PersonLabel, of person: String) async throws -> Bool {
    try await writing { try $0.administration.setLabel(label.text, of: person) }
  }

  // MARK: Invitations

  /// How long an invitation is valid, in hours.
  package static let invitationHours = 72

  /// Invites somebody to choose a password. An earlier invitation to the address becomes invalid.
  ///
  /// - Returns: the secret of the link.
  package func invite(
    email: String, role: Role, label: PersonLabel?, site: Scope? = nil
  ) async throws -> Secret {
    let secret = Secret.token(prefix: "ci_")
    let now = now()
    let invitation = Administration.Invitation(
      email: email, role: role.rawValue, label: label?.text, site: site?.code, createdAt: now,
      expiresAt: now + Self.milliseconds(hours: Self.invitationHours))
    try await writing { try $0.administration.add(invitation, hash: secret.hash) }
    return secret
  }

  /// The address that an invitation is for; `nil` when it was used or has expired.
  package func invited(by secret: String) async throws -> String? {
    let now = now()
    return try await reading {
      try $0.administration.invitation(hash: Secret.hash(of: secret), at: now)?.email
    }
  }

  /// Uses up an invitation.
  ///
  /// - Returns: the person, who may sign in from now on; `nil` when it was used or has expired.
  package func accept(invitation secret: String, password hash: String) async throws -> String? {
    let (now, id) = (now(), newIdentifier())
    return try await writing {
      try $0.administration.accept(
        invitation: Secret.hash(of: secret), id: id, password: hash, at: now)
    }
  }
}
