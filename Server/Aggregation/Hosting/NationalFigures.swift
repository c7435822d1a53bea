internal import RecordStore
internal import RecordTables
internal import Records
package import Replication

/// The figures of every trust together: references and states, and how many there are of each.
///
/// No field here can contain the contents of a record.
package struct NationalFigures: Hashable, Sendable, Encodable {
  /// A record of one trust and the state that it is in.
  package struct Item: Hashable, Sendable, Encodable {
    package let trust: String
    /// The reference, or the identifier where a record has none.
    package let reference: String
    package let state: String
  }

  /// How many of a trust's records are in each state.
  package struct Sum: Hashable, Sendable, Encodable {
    package let trust: String
    package let sites: Int
    /// Sites that have not synchronised for seven days.
    package let silentSites: Int
    package let incidents: [String: Int]
    package let notifications: [String: Int]
    package let audits: [String: Int]
  }

  package private(set) var sums: [Sum] = []
  package private(set) var incidents: [Item] = []
  package private(set) var notifications: [Item] = []
  package private(set) var audits: [Item] = []
  /// Trusts whose store does not answer: the figures do not include them.
  package var unavailable: [String] = []

  package init() {}

  package mutating func append(_ other: NationalFigures) {
    sums += other.sums
    incidents += other.incidents
    notifications += other.notifications
    audits += other.audits
    unavailable += other.unavailable
  }

  fileprivate init(of centre: Centre, _ figures: Centre.Figures) throws {
    let (code, today) = (centre.trust.code, centre.today)
    try centre.store.forEachListed(IncidentRow.self) { row in
      incidents.append(
        Item(trust: code, reference: row.reference ?? row.id, state: row.status.rawValue))
    }
    try centre.store.forEachListed(NotificationRow.self) { row in
      let state = row.state(on: today).rawValue
      notifications.append(
        Item(trust: code, reference: row.reference ?? row.incident, state: state))
    }
    try centre.store.forEachListed(AuditRow.self) { row in
      audits.append(
        Item(trust: code, reference: row.reference ?? row.id, state: row.status.rawValue))
    }
    let count = { (items: [Item]) in
      Dictionary(grouping: items, by: \.state).mapValues(\.count)
    }
    sums = [
      Sum(
        trust: code, sites: figures.sites, silentSites: figures.silent,
        incidents: count(incidents), notifications: count(notifications), audits: count(audits))
    ]
  }
}

extension Centre {
  package func nationalFigures() async throws -> NationalFigures {
    let figures = try await figures()
    return try await reading { try NationalFigures(of: $0, figures) }
  }
}

extension CentreSet {
  /// The figures of every trust, one after the other. A trust that does not answer is listed.
  package func nationalFigures(of trusts: [Scope]) async -> NationalFigures {
    var all = NationalFigures()
    for trust in trusts {
      do {
        all.append(try await use(trust, for: .upkeep) { try await $0.centre.nationalFigures() })
      } catch {
        all.unavailable.append(trust.code)
      }
    }
    return all
  }
}
