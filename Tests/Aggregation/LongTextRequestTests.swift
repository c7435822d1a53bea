import CentreStore
import Foundation
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

/// Texts that no index of PostgreSQL holds. `make test` runs this on both kinds of store.
@Suite("Long texts in a request")
struct LongTextRequestTests {
  @Test(arguments: [
    "equipment/fault", "equipmentId", "department", "room", "discoveredOn", "status",
  ])
  func `the request that brings one is taken`(field: String) async throws {
    let harness = try CentreHarness()
    let site = try await harness.site("RBD02")
    var random = SeededGenerator(seed: 7)
    let letters = (0..<8000).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) }
    let text = String(letters.compactMap(\.self))
    let id = try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-10"), at: site)
    let key = try #require(RecordID(text: id))
    // Programs of ours take 2,000 bytes; others may write more.
    let state = try #require(try site.record(key)?.state)
    let path = try #require(FieldPath(field))
    try site.write([
      Change(
        record: key, kind: "incident", scope: site.identity.scope, author: "operator",
        operations: [state.writing(.text(text), at: path)])
    ])

    try await harness.send(site)

    let written = try harness.centre.store.record(key)?.state.value(at: path)
    #expect(written == .text(text))
    #expect(try harness.centre.store.waitingCount() == 0)
  }
}
