internal import Foundation
package import Replication
internal import Storage

/// The contents of a quarantined entry, for the person who decides about it.
package struct EntryContents: Sendable {
  package let key: RecordKey
  package let kind: String
  /// The author's role, when it was written, and why.
  package let author: String
  package let at: Int64
  package let why: String
  /// What it sets, by the paths of the log; a removed value is `nil`.
  package let values: [(path: FieldPath, value: Value?)]
  /// The record's reference, where the centre has the record.
  package let reference: String?
  /// Whether the record is merged here.
  package let isKnown: Bool
}

/// A decision about a quarantined entry.
package struct PastDecision: Hashable, Sendable {
  package let entry: String
  package let scope: String
  package let reason: String
  /// `released` or `kept-out`.
  package let decision: String
  package let at: Int64
  package let by: String
  package let why: String
  /// Where a list continues after this one.
  package let place: String
}

extension RecordStore {
  /// The contents of quarantined entries; unreadable ones are left out.
  package func contents(of places: [EntryPlace]) throws(StoreError) -> [EntryPlace: EntryContents] {
    try read { db in
      var found: [EntryPlace: EntryContents] = [:]
      for place in places {
        guard let log = try LogRow.find(place.log, db),
          let row = try EntryTable.find(log, place.sequence, db),
          let entry = (try? row.sealed.decoded(in: log.log)) ?? nil
        else { continue }
        let known = try db.first(
          "SELECT reference FROM record WHERE uuid = ? AND scope = ?",
          [entry.header.record, log.descriptor.scope])
        found[place] = try EntryContents(
          key: RecordKey(scope: log.descriptor.scope, record: entry.header.record),
          kind: entry.header.kind, author: entry.header.author,
          at: entry.header.time.milliseconds, why: entry.payload.reason,
          values: entry.payload.operations.map { ($0.path, $0.value) },
          reference: known?["reference"], isKnown: known != nil)
      }
      return found
    }
  }

  /// Decisions about quarantined entries, the latest first.
  ///
  /// - Parameter place: where an earlier page ended.
  package func quarantineDecisions(
    after place: String?, limit: Int
  ) throws(StoreError) -> [PastDecision] {
    let parts = (place ?? "").split(separator: "-").compactMap { Int64($0) }
    let start: [Int64] = parts.count == 3 ? parts : [.max, .max, .max]
    return try read { db in
      try db.rows(
        """
        SELECT log.id AS number, log.log AS name, sequence, scope, reason, decision,
          coalesce(decidedAt, 0) AS at, decidedBy, why
        FROM quarantine JOIN log ON log.id = quarantine.log
        WHERE decision IS NOT NULL
          AND (coalesce(decidedAt, 0), log.id, sequence) < (?, ?, ?)
        ORDER BY at DESC, log.id DESC, sequence DESC LIMIT ?
        """, [start[0], start[1], start[2], limit]
      ).map { row in
        let name = row.value("name", as: LogID.self).map { "\($0)" } ?? ""
        let at: Int64 = try row["at"]
        let number: Int64 = try row["number"]
        let sequence: Int64 = try row["sequence"]
        let decidedBy: String? = try row["decidedBy"]
        let why: String? = try row["why"]
        return try PastDecision(
          entry: "\(name):\(sequence)", scope: row["scope"], reason: row["reason"],
          decision: row["decision"], at: at, by: decidedBy ?? "", why: why ?? "",
          place: "\(at)-\(number)-\(sequence)")
      }
    }
  }
}
