internal import CentreStore
internal import RecordStore

extension Centre {
  /// Numbers about the centre that reveal no record.
  package struct Figures: Hashable, Sendable {
    package var merged: UInt64 = 0
    package var quarantined: UInt64 = 0
    package var sites = 0
    /// Sites that have not synchronised for seven days.
    package var silent = 0
  }

  /// Checks that entries can be appended.
  ///
  /// - Throws: `StoreError` that names the disk and the cause.
  package func checkRoom() async throws { try await writing { try $0.store.checkRoom() } }

  package func figures() async throws -> Figures {
    let week = now() - 7 * 86_400_000
    return try await reading { centre in
      var figures = Figures()
      for log in try centre.store.ledger() {
        figures.merged += log.merged
        figures.quarantined += log.quarantined
      }
      let devices = try centre.administration.devices().filter { $0.revokedAt == nil }
      let latest = Dictionary(grouping: devices, by: \.site).mapValues {
        $0.compactMap(\.lastSync).max() ?? .min
      }
      figures.sites = latest.count
      figures.silent = latest.values.count { $0 < week }
      return figures
    }
  }
}
