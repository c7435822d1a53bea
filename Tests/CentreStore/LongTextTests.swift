import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import Storage
import TestSupport
import Testing

@testable import CentreStore

/// An index of PostgreSQL takes some 2,700 bytes for a row: whatever somebody wrote, what is
/// indexed is shorter.
@Suite("Long texts")
struct LongTextTests {
  private func log(_ words: String, number: UInt64, in store: RecordStore) throws {
    let values: [(StaticString, String?)] = [
      ("recordedAt", "2026-03-01T12:00:00Z"), ("discoveredOn", "2026-02-10"),
      ("nation", "england"), ("equipment/fault", words), ("equipmentId", words),
      ("classification/tiers/tier3", words), ("individuals/@0000000001", nil),
      ("individuals/@0000000001/exposure", "unintended"), ("links/@0000000002", nil),
      ("links/@0000000002/relation", "duplicate"), ("links/@0000000002/record", words),
    ]
    try store.write([
      Change(
        record: RecordID(high: 1, low: number), kind: "incident", scope: store.identity.scope,
        author: "operator",
        operations: values.map { path, text in
          Operation(
            path: FieldPath(literal: path), value: text == nil ? .element : .text(text ?? ""))
        })
    ])
  }

  @Test func `what is indexed is short, and different texts stay apart`() throws {
    let folder = try TemporaryFolder(inMemory: true)
    let centre = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: .centre, scope: try #require(Scope("RBD")), nation: "england"),
      environment: StoreEnvironment(now: { 1_772_366_400_000 }).forCentre)
    let long = String(repeating: "fault", count: 1600)
    try log(long + "a", number: 1, in: centre)
    try log(long + "a", number: 2, in: centre)
    try log(long + "b", number: 3, in: centre)

    let touched = try centre.groupsTouched()
    try centre.refreshThemes()
    let windows = try centre.themeWindows(ThemeQuestion(limit: 9)).windows
    let longest = try centre.read { db in
      try db.value(
        """
        SELECT max(length(word)) FROM (
          SELECT equipmentKey AS word FROM themeSubject UNION ALL SELECT faultKey FROM themeSubject
          UNION ALL SELECT categoryKey FROM themeSubject UNION ALL SELECT id FROM themeWindow
          UNION ALL SELECT value FROM keptCount UNION ALL SELECT other FROM decidedLink
        ) AS texts
        """, as: Int.self)
    }

    #expect(touched.count >= 4 && touched.allSatisfy { $0.utf8.count < 600 })
    #expect(windows.count >= 2 && windows.allSatisfy { $0.incidents == 2 })
    #expect((longest ?? .max) < 600)
    #expect(try centre.verify().problems == [])
  }

  @Test func `a text as long as an index takes is indexed as it is`() {
    let text = String(repeating: "é", count: String.indexedBytesMax / 2)

    #expect(text.indexable == text)
    #expect((text + "a").indexable.hasPrefix(text + "~"))
    #expect((text + "a").indexable != (text + "b").indexable)
    #expect(("a" + text).indexable.utf8.count < 600)
  }
}
