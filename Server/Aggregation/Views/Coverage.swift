internal import CentreStore
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// How much the centre has of a site, and up to when. Every figure of the trust depends on these.
package struct SiteCoverage: Hashable, Sendable {
  package let site: String
  /// As its first device was named; `nil` where that is the code, or nothing.
  package var name: String?
  package var devices = 0
  /// Milliseconds since 1970; `nil` when it never synchronised.
  package var lastSync: Int64?
  package var received: UInt64 = 0
  package var merged: UInt64 = 0
  /// Unmerged entries, waiting or decided: `received = merged + quarantined`.
  package var quarantined: UInt64 = 0
  /// Of these, the ones that a person decided to keep out.
  package var keptOut: UInt64 = 0
  /// Entries that the site has announced but the centre lacks.
  package var behind: UInt64 = 0
  /// Whole days since it last synchronised.
  package var silentDays: Int?

  init(site: String) { self.site = site }

  /// A site out of contact for longer than this is named wherever figures are shown.
  package static let silentDaysMax = 7

  package var isSilent: Bool { silentDays.map { $0 > Self.silentDaysMax } ?? true }

  var item: JSONObject {
    var item = JSONObject()
    item.append("site", .string(site))
    item.append("lastSync", JSONValue(lastSync.map { "\(Moment(milliseconds: $0))" }))
    item.append("entries", .number(JSONNumber(merged)))
    item.append("received", .number(JSONNumber(received)))
    item.append("merged", .number(JSONNumber(merged)))
    item.append("quarantined", .number(JSONNumber(quarantined)))
    item.append("keptOut", .number(JSONNumber(keptOut)))
    item.append("behind", .number(JSONNumber(behind)))
    item.append("silentDays", silentDays.map { .number(JSONNumber($0)) } ?? .null)
    item.append("devices", .number(JSONNumber(devices)))
    return item
  }
}

extension Centre {
  /// Every site that has a device or an entry here, by code.
  package func coverage() async throws -> [SiteCoverage] {
    try await together([.coverage]) { try $0.coverage() }
  }
}

extension CentreReading {
  /// Every site that has a device or an entry here, by code.
  package func coverage() throws -> [SiteCoverage] {
    let now = centre.now()
    var sites: [String: SiteCoverage] = [:]
    for device in try centre.administration.devices() {
      var site = sites[device.site] ?? SiteCoverage(site: device.site)
      if device.revokedAt == nil { site.devices += 1 }
      if !device.name.isEmpty, device.name != device.site { site.name = site.name ?? device.name }
      site.lastSync = [site.lastSync, device.lastSync].compactMap(\.self).max()
      sites[device.site] = site
    }
    for log in try store.ledger() where log.scope != centre.trust {
      var site = sites[log.scope.code] ?? SiteCoverage(site: log.scope.code)
      site.received += log.entries
      site.merged += log.merged
      site.quarantined += log.entries - log.merged
      site.keptOut += log.keptOut
      sites[log.scope.code] = site
    }
    for (site, behind) in try centre.administration.behind() where sites[site] != nil {
      sites[site]?.behind = behind
    }
    return sites.values.map { site in
      var site = site
      site.silentDays = site.lastSync.map {
        Int(max(0, now.milliseconds(since: $0)) / 86_400_000)
      }
      return site
    }.sorted { $0.site < $1.site }
  }
}
