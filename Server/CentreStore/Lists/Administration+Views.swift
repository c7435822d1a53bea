internal import FoundationEssentials
package import RecordStore
internal import Storage

/// What a person stores for themselves at the centre: lists under names of their own, and the
/// address of their calendar.
extension Administration {
  /// A list under the name that a person gave it.
  package struct SavedView: Hashable, Sendable {
    package let name: String
    /// Its address, from the first slash.
    package let path: String
  }

  package func savedViews(of person: String) throws(StoreError) -> [SavedView] {
    try store.read { db in
      try db.rows([Self.savedViewsQuery(of: person)])[0].map {
        try SavedView(name: $0["name"], path: $0["path"])
      }
    }
  }

  static func savedViewsQuery(of person: String) -> Query {
    Query("SELECT name, path FROM savedView WHERE person = ? ORDER BY name", [person])
  }

  /// Saves a list under a name; it replaces one that had the name before.
  package func save(view: String, path: String, of person: String) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO savedView (person, name, path) VALUES (?, ?, ?)
        ON CONFLICT (person, name) DO UPDATE SET path = excluded.path
        """,
        [person, view, path])
    }
  }

  package func forget(view: String, of person: String) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM savedView WHERE person = ? AND name = ?", [person, view])
    }
  }

  /// Gives a person's calendar an address, stored as its hash; an earlier address ends.
  package func setCalendar(hash: [UInt8], of person: String, at now: Int64) throws(StoreError) {
    try store.write { db in
      try db.send(
        """
        INSERT INTO calendarFeed (person, hash, createdAt) VALUES (?, ?, ?)
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, createdAt = excluded.createdAt
        """,
        [person, hash, now])
    }
  }

  package func endCalendar(of person: String) throws(StoreError) {
    try store.write { db in
      try db.send("DELETE FROM calendarFeed WHERE person = ?", [person])
    }
  }

  /// Since when a person's calendar has an address; `nil` where it has none.
  package func calendarSince(of person: String) throws(StoreError) -> Int64? {
    try store.read { db in
      try db.value("SELECT createdAt FROM calendarFeed WHERE person = ?", [person], as: Int64.self)
    }
  }

  /// The owner of this calendar, while their access lasts.
  package func person(calendar hash: [UInt8]) throws(StoreError) -> Person? {
    try store.read { db in
      try db.first(
        """
        SELECT person.* FROM calendarFeed JOIN person ON person.id = calendarFeed.person
        WHERE hash = ? AND person.endedAt IS NULL
        """, [hash]
      ).map(Person.init)
    }
  }

  /// A person's last access before a given time, from the access log.
  package func lastAccess(of person: String, before time: Int64) throws(StoreError) -> Int64? {
    try store.read { db in
      try db.rows([Self.lastAccessQuery(of: person, before: time)])[0].first.map { try $0[0] }
    }
  }

  static func lastAccessQuery(of person: String, before time: Int64) -> Query {
    Query(
      "SELECT at FROM access WHERE at < ? AND who = ? ORDER BY at DESC LIMIT 1", [time, person])
  }
}
