internal import CentreStore
internal import RecordStore
package import Replication
package import SyncProtocol

extension Centre {
  /// Shows a device whether it has the current list of keys to seal its bundles to.
  package func recipientsCheck(for caller: SyncExchange.Caller) async throws -> String {
    try await reading { try $0.readRecipientsCheck(for: caller) }
  }

  func readRecipientsCheck(for caller: SyncExchange.Caller) throws(StoreError) -> String {
    guard let site = site(of: caller) else { return SealingRecipients([]).check }
    return try administration.recipientsCheck(of: site)
  }

  /// Stores a device's key, and returns the keys that its bundles are to be sealed to: the centre's
  /// and those of its site's devices.
  ///
  /// - Returns: `nil` for a key that is not the caller's own.
  package func exchangeKeys(
    _ own: SealingRecipient, from caller: SyncExchange.Caller
  ) async throws -> SealingRecipients? {
    guard own.replica == caller.replica, own.isSigned else { return nil }
    try await writing { try $0.administration.noteSealingKey(own) }
    return try await recipients(for: caller)
  }

  /// Proves to a device that knows this centre's key that it is connected to this centre.
  package func proof(of nonce: [UInt8]) throws -> CentreProof {
    try CentreProof.signed(nonce, by: store.signingKey)
  }

  /// Whose keys it is given: those of its site, unless it is revoked.
  private func site(of caller: SyncExchange.Caller) -> Scope? {
    caller.isRevoked ? nil : caller.scopes.first { $0 != trust }
  }

  private func recipients(for caller: SyncExchange.Caller) async throws -> SealingRecipients {
    guard let site = site(of: caller) else { return SealingRecipients([]) }
    return try await reading { try $0.administration.recipients(of: site) }
  }
}
