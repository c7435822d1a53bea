internal import CentreStore
internal import RecordStore
internal import Records
package import Replication

extension Centre {
  /// How long a code is valid unless given.
  package static let codeHours = 72

  /// Creates a single-use enrolment code for a device of a site. Only its hash is stored.
  ///
  /// - Parameters:
  ///   - readmits: a revoked device that may enrol again with it.
  ///   - form: one that was drawn with the form that asks for the code.
  /// - Throws: ``ValidationError`` `code-made` where this form made a code already: a page that is
  ///   loaded again sends its form again, and would make a second code unnoticed.
  package func makeEnrolmentCode(
    site: Scope, role: DeviceRole, hours: Int = codeHours, readmits: ReplicaID? = nil,
    form: RecordID? = nil
  ) async throws -> Secret {
    let secret = Secret.enrolmentCode()
    let hash = Secret.hash(of: Secret.canonicalCode(secret.text))
    let now = now()
    let isMade = try await writing {
      try $0.administration.addCode(
        hash: hash, site: site.code, role: role.rawValue, readmits: readmits,
        form: form?.description, at: now, expiresAt: now + Self.milliseconds(hours: hours))
    }
    guard isMade else {
      throw ValidationError(
        "code-made",
        "This code was made already: the form was sent a second time, by loading the page again. "
          + "No other was made. If the code was not copied, make another.")
    }
    return secret
  }
}
