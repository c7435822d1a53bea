internal import CentreStore
internal import RecordStore
package import Replication
internal import SyncProtocol
internal import Synchronization

/// A request whose head was signed by an enrolled device. The body, and that the token is used once, are
/// checked when the body is here.
package struct RecognisedRequest: Sendable {
  let token: RequestToken
  /// The device's when it was read last, so that what it may read can be asked ahead.
  let site: String

  /// The device that signed it.
  package var replica: ReplicaID { token.replica }
}

/// A device that has enrolled, as the heads of its requests are judged.
struct KnownDevice: Sendable {
  /// Devices of one centre that are kept in memory; beyond it they are read again.
  static let keptMax = 16_384

  let publicKey: [UInt8]
  /// When it was read.
  let site: String
}

extension Centre {
  /// Whether an enrolled device signed a request, judged by its head: nobody else's body is read.
  ///
  /// - Throws: ``SyncRefusal``.
  package func recognise(
    authorization: String, method: String, path: String
  ) async throws -> RecognisedRequest {
    let now = now()
    do {
      let token = try RequestToken(authorization: authorization)
      let device = try await knownDevice(token.replica)
      try token.check(method: method, path: path, publicKey: device.publicKey, now: now)
      return RecognisedRequest(token: token, site: device.site)
    } catch let refusal as RequestToken.Refusal {
      throw SyncRefusal.token(refusal)
    }
  }

  /// What a head is judged by, from memory: a replica's name is made from its key, and what its device
  /// may do now is read with the request (``caller(of:)``).
  private func knownDevice(_ replica: ReplicaID) async throws -> KnownDevice {
    if let known = knownDevices.withLock({ $0[replica] }) { return known }
    let found = try await reading { try $0.administration.device(replica) }
    guard let found else { throw SyncRefusal.notEnrolled }
    let device = KnownDevice(publicKey: found.publicKey, site: found.site)
    knownDevices.withLock { known in
      if known.count >= KnownDevice.keptMax { known.removeAll() }
      known[replica] = device
    }
    return device
  }

  /// Why a device may send nothing more today; `nil` if it may. A request without entries is always
  /// answered.
  func allowanceSpent(
    by replica: ReplicaID, at now: Int64
  ) throws(StoreError) -> SyncRefusal? {
    let usage = try administration.usage(of: replica, at: now)
    guard usage.isSpent(of: allowance) else { return nil }
    return .overQuota(
      "\(usage.mergedBytes) bytes merged, \(usage.asideBytes) kept aside and \(usage.logs) logs "
        + "begun today")
  }

  /// What one device may send on a day.
  var allowance: Administration.Allowance { Administration.Allowance() }
}
