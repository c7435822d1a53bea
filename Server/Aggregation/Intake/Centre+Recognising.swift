internal import RecordStore
internal import Replication
package import SyncProtocol

extension Centre {
  /// Whether an enrolled device signed for a request, from its head alone: nobody else's body is
  /// read. Its body and its single use are checked when it is here.
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

  /// Whether a device may send anything more today. One that only asks is always answered.
  ///
  /// - Throws: ``SyncRefusal/overQuota(_:)``.
  func checkAllowance(of replica: ReplicaID, _ request: SyncRequest, at now: Int64) throws {
    guard !request.segments.isEmpty else { return }
    try checkAllowance(of: replica, at: now)
  }

  func checkAllowance(of replica: ReplicaID, at now: Int64) throws {
    let usage = try administration.usage(of: replica, at: now)
    guard usage.isSpent(of: allowance) else { return }
    throw SyncRefusal.overQuota(
      "\(usage.mergedBytes) bytes merged, \(usage.asideBytes) kept aside and \(usage.logs) logs "
        + "begun today")
  }

  /// What one device may send on a day.
  var allowance: Administration.Allowance { Administration.Allowance() }
}
