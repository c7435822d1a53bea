internal import CentreStore
internal import RecordStore
internal import Replication
package import SyncProtocol

extension Centre {
  /// Enrols the replica that a request file comes from, and signs the answer for it.
  ///
  /// - Parameters:
  ///   - server: the centre's address, for when there is a network; empty where none was given.
  ///   - authority: the certificate authority to trust there, in PEM; empty for those of the
  ///     system.
  /// - Returns: `nil` for a replica that was revoked: it needs a code.
  package func enrol(
    _ request: StickRequest, role: DeviceRole, server: String, authority: String
  ) async throws -> StickAnswer? {
    let replica = ReplicaID(publicKey: request.enrolment.publicKey)
    let now = now()
    return try await writing { centre in
      let site = request.enrolment.site
      let enrolled = try centre.administration.admit(
        replica: replica, publicKey: request.enrolment.publicKey, site: site.code,
        role: role.rawValue, name: request.enrolment.name, at: now)
      guard enrolled != nil else { return nil }
      try centre.administration.noteSealingKey(request.sealingKey)
      try centre.releaseKnown(replica, of: site.code, role: role.rawValue)
      let answer = EnrolmentResponse(
        site: site, role: role.rawValue, trust: centre.trust,
        centrePublicKey: centre.store.identity.publicKey)
      return try StickAnswer.signed(
        answer, recipients: try centre.administration.recipients(of: site), server: server,
        authority: authority, for: request.enrolment.publicKey, by: centre.store.signingKey)
    }
  }
}
