internal import CentreStore
internal import RecordStore
package import Replication
internal import SyncProtocol

/// A request whose head was signed by an enrolled device. The body, and that the token is used once, are
/// checked when the body is here.
package struct RecognisedRequest: Sendable {
  let token: RequestToken
  /// The device's, so that what it may read can be asked ahead.
  let site: String

  /// The device that signed it.
  package var replica: ReplicaID { token.replica }
}

extension Centre {
  /// Whether an enrolled device signed a request, judged by its head: nobody else's body is read.
  ///
  /// - Throws: ``SyncRefusal``.
  package func recognise(
    authorization: String, method: String, path: String
  ) async throws -> RecognisedRequest {
    let now = now()
    return try await reading { centre in
      do {
        let token = try RequestToken(authorization: authorization)
        guard let device = try centre.administration.device(token.replica) else {
          throw SyncRefusal.notEnrolled
        }
        try token.check(method: method, path: path, publicKey: device.publicKey, now: now)
        return RecognisedRequest(token: token, site: device.site)
      } catch let refusal as RequestToken.Refusal {
        throw SyncRefusal.token(refusal)
      }
    }
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
