import CentreStore
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import Aggregation

// A theme is the trust's: it is announced at each site that it touches.

extension AlertQueueTests {
  func confirm(theme sites: [String], _ incidents: [String]) async throws -> String {
    try await centre.add(
      .theme,
      [
        "title": "Collimator", "status": "confirmed", "identifiedOn": "2026-03-01",
        "confirmedBy": "governance", "reason": "one motor", "sites": JSONValue(sites),
        "incidents": JSONValue(incidents), "nation": "england", "complementary": ["M4.2b"],
      ], by: Principal(id: "p", role: .governance, kind: .program(name: "test")))
  }

  func addressees() async throws -> [String] {
    try await centre.messages([.waiting], limit: 100).map(\.subscription.address).sorted()
  }

  @Test func `a theme is told once to those of every site that it touches`() async throws {
    for (address, site) in [("every", nil), ("one", "RBD01"), ("two", "RBD02"), ("three", "RBD03")]
    {
      _ = try await centre.subscribe(
        .email, "\(address)@trust.example", role: .governance, site: site.flatMap { Scope($0) })
    }
    let ids = [try log("2026-02-20"), try log("2026-02-21")].map { "\($0)" }
    let theme = try await confirm(theme: ["RBD01", "RBD02"], ids)
    #expect(
      try await addressees() == ["every@trust.example", "one@trust.example", "two@trust.example"])

    let principal = Principal(id: "p", role: .governance, kind: .program(name: "test"))
    for sites in [["RBD01", "RBD02", "RBD03"], ["RBD01", "RBD03"], ["RBD01", "RBD02", "RBD03"]] {
      let version = try await centre.snapshot(named: theme).version
      try await centre.edit(theme, version: version, by: principal) {
        snapshot, context, generator throws(ValidationError) in
        try Edit.setting(
          [("sites", JSONValue(sites))], on: snapshot, why: "joined", context: context,
          using: &generator)
      }
    }

    #expect(
      try await addressees() == [
        "every@trust.example", "one@trust.example", "three@trust.example", "two@trust.example",
      ])
    try await centre.queueAlertsOfTheDay(digestHour: 12)
    let digest = try await centre.messages([.waiting], limit: 1).first
    #expect(digest?.alert.map(\.recordKind) == ["theme"], "the digest of a site names it, too")
  }

  @Test func `a site to which a theme in conflict is extended is told of the conflict`()
    async throws
  {
    let ids = [try log("2026-02-20"), try log("2026-02-21")].map { "\($0)" }
    let theme = try await confirm(theme: ["RBD01", "RBD02"], ids)
    let id = try #require(RecordID(text: theme))
    let stored = try #require(try centre.store.record(id))
    let title = FieldPath(literal: "title")
    try centre.store.write([
      Change(
        record: stored.id, kind: stored.kind, scope: stored.scope, author: "governance",
        operations: [Operation(path: title, value: .text("Motor"))])
    ])
    #expect(try await centre.snapshot(named: theme).state.conflicts.map(\.path) == [title])
    _ = try await centre.subscribe(
      .email, "three@trust.example", role: .governance, site: Scope("RBD03"))

    for sites in [["RBD01", "RBD02"], ["RBD01", "RBD02", "RBD03"]] {
      let version = try await centre.snapshot(named: theme).version
      let principal = Principal(id: "p", role: .governance, kind: .program(name: "test"))
      try await centre.edit(theme, version: version, by: principal) {
        snapshot, context, generator throws(ValidationError) in
        try Edit.setting(
          [("sites", JSONValue(sites)), ("reason", .string("\(sites.count)"))], on: snapshot,
          why: "joined", context: context, using: &generator)
      }
    }

    let kinds = try await centre.messages([.waiting], limit: 100).flatMap(\.alert).map(\.kind)
    #expect(Set(kinds) == [.notification, .conflict])
  }
}
