internal import CentreStore
internal import RecordStore

extension Centre {
  /// How many recovery codes are handed out, for use when the authenticator is lost.
  static let recoveryCodes = 10

  /// Whether a person must give a code after the password.
  package func hasSecondFactor(person: String) async throws -> Bool {
    try await reading { try $0.administration.secondFactor(of: person) }?.confirmedAt != nil
  }

  /// Begins the set-up of a second factor.
  ///
  /// - Returns: the secret, to be entered in the authenticator; nil where one is confirmed already.
  package func beginSecondFactor(person: String) async throws -> OneTimePassword? {
    guard try await !hasSecondFactor(person: person) else { return nil }
    let secret = OneTimePassword.newSecret()
    try await writing { try $0.administration.beginSecondFactor(secret, of: person) }
    return OneTimePassword(secret: secret)
  }

  /// Checks a code from the authenticator, or a recovery code. Each is valid once.
  package func acceptsSecondFactor(_ typed: String, person: String) async throws -> Bool {
    let factor = try await reading { try $0.administration.secondFactor(of: person) }
    guard let factor else { return false }
    let now = now()
    if let step = OneTimePassword(secret: factor.secret).step(of: typed, now: now) {
      return try await writing {
        try $0.administration.useStep(step, of: person, at: now)
      }
    }
    guard factor.confirmedAt != nil else { return false }
    let hash = Secret.hash(of: Secret.canonicalCode(typed))
    return try await writing { try $0.administration.useRecoveryCode(hash, of: person) }
  }

  /// Creates new recovery codes; those handed out before become invalid.
  package func makeRecoveryCodes(person: String) async throws -> [String] {
    let codes = (0..<Self.recoveryCodes).map { _ in Secret.enrolmentCode().text }
    let hashes = codes.map { Secret.hash(of: Secret.canonicalCode($0)) }
    try await writing { try $0.administration.setRecoveryCodes(hashes, of: person) }
    return codes
  }

  package func endSecondFactor(person: String) async throws {
    try await writing { try $0.administration.endSecondFactor(of: person) }
  }

  /// Changes a person's own password; their other sessions end.
  ///
  /// - Parameters:
  ///   - password: as `PasswordHash` encoded it.
  ///   - session: the session that continues.
  package func changePassword(
    person: String, to password: String, keeping session: String
  ) async throws {
    let hash = Secret.hash(of: session)
    try await writing {
      try $0.administration.changePassword(of: person, to: password, keeping: hash)
    }
  }
}
