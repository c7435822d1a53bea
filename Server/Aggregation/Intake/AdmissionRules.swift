internal import CentreStore
package import RecordStore
package import Replication

/// Who may write what: decides, for each log that arrives, what happens to its entries.
///
/// A pure function of the log, the enrolled devices and the centre's own key. Nothing is rejected
/// finally: what is not admitted is stored unchanged until a person decides.
package struct AdmissionRules: Sendable {
  /// Why entries are quarantined. The codes that sites, the API and pages show.
  package enum Reason: String, Sendable, CaseIterable {
    /// Written by a replica that this centre does not know.
    case unknownReplica = "unknown-replica"
    /// Written by a device that may read but not write.
    case reader = "reader-may-not-write"
    /// Written for a site that is not the device's own.
    case wrongScope = "wrong-scope"
    /// Arrived after the device was revoked.
    case revoked = "revoked"
  }

  /// What is known about one device.
  package struct Device: Hashable, Sendable {
    let site: String
    let mayWrite: Bool
    let isRevoked: Bool

    package init(site: String, mayWrite: Bool, isRevoked: Bool) {
      (self.site, self.mayWrite, self.isRevoked) = (site, mayWrite, isRevoked)
    }
  }

  private let centre: ReplicaID
  private let devices: [ReplicaID: Device]

  package init(centre: ReplicaID, devices: [ReplicaID: Device]) {
    (self.centre, self.devices) = (centre, devices)
  }

  init(centre: ReplicaID, _ devices: [ReplicaID: Administration.DeviceStatus]) {
    self.init(
      centre: centre,
      devices: devices.mapValues { device in
        Device(
          site: device.site, mayWrite: device.role == DeviceRole.site.rawValue,
          isRevoked: device.isRevoked)
      })
  }

  /// What happens to a log's entries, from any sender.
  package func admission(of log: LogDescriptor) -> Admission {
    // The centre's own, returned to one that was restored from an older backup.
    if log.replica == centre { return .merge }
    guard let device = devices[log.replica] else { return quarantine(.unknownReplica) }
    if device.isRevoked { return quarantine(.revoked) }
    guard device.mayWrite else { return quarantine(.reader) }
    guard log.scope.code == device.site else { return quarantine(.wrongScope) }
    return .merge
  }

  private func quarantine(_ reason: Reason) -> Admission { .quarantine(reason: reason.rawValue) }
}

/// What an enrolment code allows a device to do.
package enum DeviceRole: String, Sendable, CaseIterable {
  /// Reads and writes its site's records.
  case site
  /// Reads them; what it writes waits for a decision.
  case reader
}
