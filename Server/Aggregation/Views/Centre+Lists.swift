package import IRMER
internal import RecordStore
internal import RecordTables
package import Records
internal import Replication

extension Centre {
  /// Incidents, by identifier unless another order is given; `state` is their status, the days
  /// those of discovery.
  package func incidents(_ filter: Filter) async throws -> Listing {
    Listing(try await incidentRows(filter)) { $0.listItem }
  }

  /// Notifications, the most urgent first unless another order is given; `state` is that of the
  /// day, the days those of discovery.
  package func notifications(_ filter: Filter) async throws -> Listing {
    let today = today
    return Listing(try await notificationRows(filter)) { $0.item(on: today) }
  }

  /// Actions of every kind of record, the earliest first unless another order is given; `state` is
  /// `open`, `overdue` or `done`, the days those on which they are due.
  package func actions(_ filter: Filter) async throws -> Listing {
    let today = today
    return Listing(try await actionRows(filter)) { $0.item(on: today) }
  }

  /// Audits, by identifier unless another order is given; `state` is their status, the days those
  /// of the next thing due.
  package func audits(_ filter: Filter) async throws -> Listing {
    let today = today
    return Listing(try await auditRows(filter)) {
      $0.audit.listItem(on: today, actions: $0.actions)
    }
  }

  /// Audits with their stages and reports.
  package func auditStatus(_ filter: Filter) async throws -> Listing {
    let today = today
    return Listing(try await auditRows(filter)) {
      $0.audit.statusItem(on: today, actions: $0.actions)
    }
  }

  /// Fields in conflict, of every kind of record.
  package func conflicts(_ filter: Filter) async throws -> Listing {
    let found = try await namedConflicts()
    let origins = try await origins()
    let items = found.filter { filter.admits(site: $0.row.site) }.map { conflict in
      let row = conflict.row
      var item = JSONObject()
      item.append("incident", .string(row.record))
      item.append("kind", .string(row.kind.rawValue))
      item.append("reference", JSONValue(conflict.reference))
      item.append("site", .string(row.site))
      item.append("path", .string(row.path))
      item.append("candidates", Self.named(row.candidates, origins))
      return (key: "\(row.record) \(row.path)", item: item)
    }
    return try await namingMoved(in: Listing(items, filter))
  }

  /// Every field in conflict with its record's reference or title.
  package func namedConflicts() async throws -> [FieldInConflict] {
    try await reading { try $0.store.conflictsWithNames() }.map {
      FieldInConflict(row: $0.row, reference: $0.reference, title: $0.title)
    }
  }

  /// Adds to the values on a page of conflicts where they come from, if a fork moved their entries.
  private func namingMoved(in listing: Listing) async throws -> Listing {
    func logs(_ item: JSONObject) -> Set<LogID> {
      Set(
        (item["candidates"]?.array ?? []).compactMap {
          $0["log"]?.string.flatMap(LogID.init(text:))
        })
    }
    let all = listing.items.reduce(into: Set<LogID>()) { $0.formUnion(logs($1)) }
    let left = try await reading { try $0.store.logsThatEntriesLeft(among: all) }
    guard !left.isEmpty else { return listing }
    var items = listing.items
    for (index, item) in items.enumerated() where !logs(item).isDisjoint(with: left) {
      guard let site = item["site"]?.string, let record = item["incident"]?.string else { continue }
      let snapshot = try await snapshot(named: "\(site):\(record)")
      let conflict = snapshot.conflicts.first { $0.displayPath == item["path"]?.string }
      guard let conflict else { continue }
      items[index]["candidates"] = conflict.json(
        scope: snapshot.scope, origins: try await origins(of: snapshot))
    }
    return Listing(items: items, next: listing.next, total: listing.total)
  }

  /// Adds to each candidate the site that wrote it.
  private static func named(_ candidates: String, _ origins: [LogID: LogOrigin]) -> JSONValue {
    guard let parsed = try? JSONValue(parsing: candidates), let all = parsed.array else {
      return []
    }
    return .array(
      all.map { candidate in
        guard var object = candidate.object,
          let log = object["log"]?.string.flatMap(LogID.init(text:)), let origin = origins[log]
        else { return candidate }
        object["site"] = .string(origin.site)
        object["replica"] = .string(origin.replica)
        return .object(object)
      })
  }

  /// Every site: its last contact, and how many entries are missing or quarantined.
  package func coverage(_ filter: Filter) async throws -> Listing {
    let sites = try await coverage().filter { filter.admits(site: $0.site) }
    return Listing(sites.map { ($0.site, $0.item) }, filter)
  }

  /// `incidents/{id}`: the record with its conflicts and assessment.
  ///
  /// - Throws: ``UnknownRecord`` unless it is an incident.
  package func incidentDocument(_ name: String) async throws -> JSONObject {
    let (document, _) = try await recordDocument(name, ofKind: .incident)
    guard document["kind"] == .string(RecordKind.incident.rawValue) else { throw UnknownRecord() }
    return document
  }

  /// The current state of a record of any kind, and the version that an edit of it names.
  ///
  /// - Throws: ``UnknownRecord``.
  package func recordDocument(
    _ name: String, ofKind kind: RecordKind? = nil
  ) async throws -> (document: JSONObject, version: String) {
    let snapshot = try await reading { try $0.readSnapshot(named: name, ofKind: kind) }
    var document = snapshot.document(on: today, origins: try await origins(of: snapshot))
    document["version"] = .string(snapshot.version)
    return (document, snapshot.version)
  }
}

/// A field in conflict, and what people call its record.
package struct FieldInConflict: Hashable, Sendable {
  package let row: ConflictRow
  /// Of an incident or an audit.
  package let reference: String?
  /// Of an audit.
  package let title: String?
}
