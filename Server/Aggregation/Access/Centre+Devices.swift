package import CentreStore
internal import RecordStore
package import Replication
package import SyncProtocol

/// Why a replica was not enrolled. The code was not used up.
package enum EnrolmentRefusal: String, Error, Sendable {
  /// Wrong, used or expired; deliberately indistinguishable to the caller.
  case badCode = "bad-enrolment-code"
  /// The code is for another site than the replica's.
  case otherSite = "code-for-another-site"
  /// The store was made for another trust.
  case otherTrust = "other-trust"
  /// Another store enrolled with this key, and this one never did: it is a copy.
  case keyInUse = "key-in-use"
  /// The key was revoked, and the code does not readmit it.
  case revokedKey = "revoked-key"
  /// The request was not signed by the key that it names.
  case badSignature = "bad-signature"
}

extension Centre {
  /// Enrols a replica with a code. Entries that waited because the replica was unknown are merged.
  ///
  /// - Throws: ``EnrolmentRefusal``.
  package func enrol(_ request: EnrolmentRequest) async throws -> EnrolmentResponse {
    try await join(request).response
  }

  /// As ``enrol(_:)``; also returns whether the device had joined before and joins again.
  package func join(
    _ request: EnrolmentRequest
  ) async throws -> (response: EnrolmentResponse, isAgain: Bool) {
    guard request.isSignedByItsKey else { throw EnrolmentRefusal.badSignature }
    let replica = ReplicaID(publicKey: request.publicKey)
    let hash = Secret.hash(of: Secret.canonicalCode(request.code))
    let now = now()
    return try await writing { centre in
      let found = try centre.administration.enrolment(
        codeHash: hash, of: replica, at: now)
      guard let found else { throw EnrolmentRefusal.badCode }
      guard found.site == request.site.code else { throw EnrolmentRefusal.otherSite }
      guard request.trust == nil || request.trust == centre.trust else {
        throw EnrolmentRefusal.otherTrust
      }
      let known = try centre.administration.device(replica)
      if let known { try Self.check(request, from: known, with: found) }
      let enrolled = try centre.administration.enrol(
        replica: replica, publicKey: request.publicKey, name: request.name, codeHash: hash,
        attempt: request.attempt, at: now)
      guard let enrolled else { throw EnrolmentRefusal.badCode }
      try centre.releaseKnown(replica, of: enrolled.site, role: enrolled.role)
      let response = EnrolmentResponse(
        site: request.site, role: enrolled.role, trust: centre.trust,
        centrePublicKey: centre.store.identity.publicKey)
      return (response, isAgain: known != nil && !found.isRepeated)
    }
  }

  /// Merges entries that waited because a device was unknown here, now that it is known: a limited
  /// number with its enrolment, and as many with each of its later exchanges.
  func releaseKnown(
    _ replica: ReplicaID, of site: String, role: String
  ) throws(StoreError) {
    guard role == DeviceRole.site.rawValue, let scope = Scope(site) else { return }
    try store.release(
      replica: replica, scope: scope, reason: AdmissionRules.Reason.unknownReplica.rawValue,
      by: Role.governance.rawValue, rules: .checked)
  }

  /// Whether entries of a device wait that ``releaseKnown(_:of:role:)`` would release.
  func isToRelease(
    _ replica: ReplicaID, _ status: Administration.DeviceStatus
  ) throws(StoreError) -> Bool {
    guard !status.isRevoked, status.role == DeviceRole.site.rawValue,
      let scope = Scope(status.site)
    else { return false }
    return try store.isWaiting(
      replica: replica, scope: scope, reason: AdmissionRules.Reason.unknownReplica.rawValue)
  }

  /// Whether a device that is already known may enrol with a code.
  ///
  /// A store that says that it never joined, but has the key of one that did, is a copy of that
  /// one. With the code that this one used it may be the same store, whose answer was lost: then it
  /// sends the same attempt, and has not synchronised since.
  private static func check(
    _ request: EnrolmentRequest, from device: Administration.Device,
    with code: Administration.Enrolment
  ) throws(EnrolmentRefusal) {
    guard device.revokedAt == nil else {
      guard code.readmits == device.replica else { throw .revokedKey }
      return
    }
    let hadItsAnswer = (device.lastSync ?? .min) >= device.enrolledAt
    let isAnother = request.attempt != code.attempt
    if request.isFirst, !code.isRepeated || hadItsAnswer || isAnother { throw .keyInUse }
  }

  package func devices() async throws -> [Administration.Device] {
    try await reading { try $0.administration.devices() }
  }

  /// Ends a device's access. What it still delivers is quarantined.
  ///
  /// - Returns: whether there is such a device.
  /// - Throws: ``EditRefusal`` for a reason that names somebody.
  package func revokeDevice(_ id: ReplicaID, why: String) async throws -> Bool {
    try Self.checkReason(why)
    let now = now()
    return try await writing {
      try $0.administration.revoke(replica: id, why: why, at: now)
    }
  }
}

extension Centre {
  /// A device as pages list it.
  package struct ListedDevice: Hashable, Sendable {
    package let id: String
    package let name: String
    package let site: String
    package let role: String
    package let lastSync: Int64?
    /// When it last joined again; `nil` where it has joined only once.
    package let joinedAgain: Int64?
    /// Why it was revoked; `nil` while it is enrolled.
    package let revokedWhy: String?
  }

  package func listedDevices() async throws -> [ListedDevice] {
    try await devices().map { device in
      ListedDevice(
        id: device.replica.description, name: device.name, site: device.site,
        role: device.role, lastSync: device.lastSync, joinedAgain: device.joinedAgainAt,
        revokedWhy: device.revokedAt.map { _ in device.revokedWhy ?? "" })
    }
  }
}
