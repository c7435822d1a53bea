package import CentreStore
internal import RecordStore

/// What the servers of one centre count together: failed attempts, and sign-ins that have begun.
extension Centre {
  /// Whether the store is in a database, where other servers may work on it.
  package var isShared: Bool { store.isInDatabase }

  /// How many milliseconds to wait before another attempt; `nil` when none has to.
  package func attemptWait(
    _ names: [String], _ limit: Administration.AttemptLimit, at now: Int64
  ) async throws -> Int64? {
    try await reading {
      try $0.administration.attemptWait(names.map(Secret.hash(of:)), limit, at: now)
    }
  }

  /// Counts an attempt before it is known whether it succeeds, unless one of the names has to wait.
  ///
  /// - Returns: how many milliseconds to wait; `nil`: it was counted.
  package func beginAttempt(
    _ names: [String], _ limit: Administration.AttemptLimit, at now: Int64
  ) async throws -> Int64? {
    try await writing {
      try $0.administration.beginAttempt(names.map(Secret.hash(of:)), limit, at: now)
    }
  }

  package func noteFailedAttempt(
    _ names: [String], _ limit: Administration.AttemptLimit, at now: Int64
  ) async throws {
    try await writing {
      try $0.administration.noteFailedAttempt(names.map(Secret.hash(of:)), limit, at: now)
    }
  }

  package func forgetAttempts(of name: String) async throws {
    try await writing { try $0.administration.forgetAttempts(of: Secret.hash(of: name)) }
  }

  package func takeBackAttempt(of name: String) async throws {
    try await writing { try $0.administration.takeBackAttempt(of: Secret.hash(of: name)) }
  }

  // MARK: Sign-ins that have begun

  /// A further step of a sign-in.
  package enum SignInStep: String, Sendable {
    case code
  }

  /// - Parameter secret: what the browser holds; only its hash is stored.
  package func beginSignIn(
    _ secret: String, _ step: SignInStep, value: String, attempts: Int, expiresAt: Int64
  ) async throws {
    let now = now()
    try await writing {
      try $0.administration.addSignIn(
        Secret.hash(of: secret), step.rawValue, value, attempts: attempts, at: now,
        expiresAt: expiresAt)
    }
  }

  /// Uses one attempt of a sign-in.
  ///
  /// - Returns: its value; `nil` where it is unknown or expired, or no attempt is left.
  package func trySignIn(_ secret: String, _ step: SignInStep) async throws -> String? {
    let now = now()
    return try await writing {
      try $0.administration.trySignIn(Secret.hash(of: secret), step.rawValue, at: now)
    }
  }

  package func endSignIn(_ secret: String) async throws {
    try await writing { try $0.administration.endSignIn(Secret.hash(of: secret)) }
  }

  /// Notes that an identity provider's answer was used.
  ///
  /// - Parameter id: of the sign-in; only its hash is stored.
  /// - Returns: whether it had not been used before, at whichever server.
  package func useProviderAnswer(_ id: String, expiresAt: Int64) async throws -> Bool {
    let now = now()
    return try await writing {
      try $0.administration.noteSignInUsed(
        Secret.hash(of: id), "provider", at: now, expiresAt: expiresAt)
    }
  }

  /// A secret for one purpose that every server of this centre has; it is kept nowhere.
  package func secret(for purpose: String) -> [UInt8] { store.secret(for: purpose) }

  // MARK: Of other servers

  /// Whether a later version has changed the store's tables since this program opened it.
  package func isSuperseded() async throws -> Bool {
    try await reading { try $0.store.isSuperseded() }
  }

  /// Brings the files that the servers of a centre share up to date: those of the database into this
  /// server's folder, then, once some work has changed them there, back into it.
  ///
  /// - Parameter files: of the folder, by name.
  package func sharingFiles(
    _ work: @escaping @Sendable () throws -> Void,
    files: @escaping @Sendable () throws -> [String: [UInt8]]
  ) async throws {
    try await writing { centre in
      try centre.store.fetchFiles()
      try work()
      try centre.store.keep(try files())
    }
  }
}
