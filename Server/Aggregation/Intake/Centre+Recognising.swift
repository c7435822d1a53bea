internal import CentreStore
internal import RecordStore
internal import Replication
package import SyncProtocol

extension Centre {
  /// Whether an enrolled device signed a request, judged by its head: nobody else's body is read.
  /// The body, and that the token is used once, are checked when the body is here.
  ///
  /// - Throws: ``SyncRefusal``.
  @discardableResult
  package func recognise(
    authorization: String, method: String, path: String
  ) async throws -> RequestToken {
    let now = now()
    return try await reading { centre in
      do {
        let token = try RequestToken(authorization: authorization)
        guard let device = try centre.administration.device(token.replica) else {
          throw SyncRefusal.notEnrolled
        }
        try token.check(method: method, path: path, publicKey: device.publicKey, now: now)
        return token
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
